"""When a response may be answered anew with its own key, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from agencies.rules.networks import Network
from base.periods import accepts, end_of, start_of
from base.rules import RuleBroken
from surveys.rules.code_offers import TAKING_STATES
from surveys.rules.offers import OfferedRound


class AnsweredAnew(RuleBroken):
    sentence = "Phiếu này đã được trả lời lại trước đó; phiếu mới là phiếu được tính."


class AnewState(StrEnum):
    """Why a response can or cannot be answered anew."""

    OPEN = "open"
    SUPERSEDED = "superseded"
    OVER = "over"
    NOT_CODED = "not_coded"
    ROUND_CLOSED = "round_closed"


def last_day_anew(first_day: date, reanswer_days: int) -> date:
    """The last day on which an answer first given on `first_day` may be given anew."""
    return first_day + timedelta(days=reanswer_days)


@dataclass(frozen=True)
class AnewOffer:
    """A response found by its key, as somebody wants to answer it anew.

    `first_day` is the day of the first answer with this code (None: the link is gone), `link` what is sealed
    of its code, under that day's key.
    """

    response_id: int
    channel: str
    agency_id: int
    agency_names: Mapping[str, str]
    survey_round: OfferedRound
    round_state: str
    first_day: date | None
    link: bytes | None
    is_superseded: bool
    is_demo: bool = False
    office_networks: tuple[Network, ...] = ()

    @property
    def place_name(self) -> str:
        return ""

    def state_at(self, opened_at: datetime, now: datetime, reanswer_days: int) -> AnewState:
        if self.is_superseded:
            return AnewState.SUPERSEDED
        if self.channel != "code":
            return AnewState.NOT_CODED
        if self.first_day is None:
            return AnewState.OVER
        last = last_day_anew(self.first_day, reanswer_days)
        if not accepts(start_of(self.first_day), end_of(last), opened_at, now):
            return AnewState.OVER
        return AnewState.OPEN if self.round_state in TAKING_STATES else AnewState.ROUND_CLOSED
