"""What a one-time code offers at an instant: its round's questionnaire, or a kind word about why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from agencies.rules.networks import Network
from base.clock import local
from base.periods import accepts, end_of, start_of
from base.rules import RuleBroken
from surveys.rules.dossier_classes import UNKNOWN_CLASS, DossierClass
from surveys.rules.offers import OfferedRound


class CodeCannotAnswer(RuleBroken):
    """The code takes no answer (any more); the page says which of `CodeState` it is."""

    sentence = "Mã đánh giá này không dùng được nữa."


class CodeSpent(RuleBroken):
    sentence = "Mã đánh giá này đã dùng; mỗi mã chỉ gửi được một phiếu."


class CodeState(StrEnum):
    """Why a code can or cannot be answered with."""

    OPEN = "open"
    NOT_READY = "not_ready"
    NOT_YET = "not_yet"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SPENT = "spent"
    ROUND_CLOSED = "round_closed"


# A coded answer belongs to the round of its batch, so a round that has closed by the clock takes it still:
# signing waits until its codes have run out (design §4).
TAKING_STATES = frozenset({"planned", "open", "closed", "under_review"})


@dataclass(frozen=True)
class OfferedBatch:
    """A batch with its receiving office and its round; no framework, so it can be kept."""

    id: int
    state: str
    issue_day: date
    expires_on: date
    agency_id: int
    agency_names: Mapping[str, str]
    survey_round: OfferedRound
    round_state: str
    is_demo: bool = False
    office_networks: tuple[Network, ...] = ()

    def state_at(self, opened_at: datetime, now: datetime) -> CodeState:
        """As a page opened at `opened_at` finds it now; midnight waits a quarter of an hour for pages."""
        if self.state == "withdrawn":
            return CodeState.WITHDRAWN
        if self.state != "ready":
            return CodeState.NOT_READY
        first = start_of(self.issue_day)
        if now < max(first, self.survey_round.opens_at):
            return CodeState.NOT_YET
        if not accepts(first, end_of(self.expires_on), opened_at, now):
            return CodeState.EXPIRED
        return CodeState.OPEN if self.round_state in TAKING_STATES else CodeState.ROUND_CLOSED

    def works_from(self) -> date:
        return max(self.issue_day, local(self.survey_round.opens_at).date())


@dataclass(frozen=True)
class KnownCode:
    """A code that exists. `handed` is the instant of handing out, sealed under the key of `handed_on`."""

    code_hash: bytes
    batch_id: int
    is_spent: bool
    dossier: DossierClass = UNKNOWN_CLASS
    resolving_agency_id: int | None = None
    handed_on: date | None = None
    handed: bytes | None = None

    @property
    def subject(self) -> int:
        """What a page's nonce says of the code it was opened with."""
        return int.from_bytes(self.code_hash[:8], "big") >> 1


@dataclass(frozen=True)
class CodeOffer:
    """A code as somebody opens it: `text` as it stands in the address."""

    text: str
    code: KnownCode
    batch: OfferedBatch

    @property
    def agency_id(self) -> int:
        return self.batch.agency_id

    @property
    def agency_names(self) -> Mapping[str, str]:
        return self.batch.agency_names

    @property
    def place_name(self) -> str:
        return ""

    @property
    def is_demo(self) -> bool:
        return self.batch.is_demo

    @property
    def office_networks(self) -> tuple[Network, ...]:
        return self.batch.office_networks

    @property
    def survey_round(self) -> OfferedRound:
        return self.batch.survey_round

    def state_at(self, opened_at: datetime, now: datetime) -> CodeState:
        state = self.batch.state_at(opened_at, now)
        return CodeState.SPENT if self.code.is_spent else state
