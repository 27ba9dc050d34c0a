"""What a QR place offers at an instant: a questionnaire to answer, or a kind word about why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agencies.rules.networks import Network
from base.periods import GRACE_AFTER_CLOSING
from base.rules import RuleBroken
from surveys.rules.rounds import RoundClosed, check_accepts


class PlaceClosed(RuleBroken):
    sentence = "Nơi đặt mã QR này không còn nhận phiếu."


class OfferState(StrEnum):
    """Why a place can or cannot be answered at."""

    OPEN = "open"
    NOT_IN_USE_YET = "not_in_use_yet"
    NOT_OPEN_YET = "not_open_yet"
    ENDED = "ended"
    NO_ROUND = "no_round"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class OfferedRound:
    """A round at a place; `version_revision` changes when a translation is added to its questions."""

    id: int
    opens_at: datetime
    closes_at: datetime
    version_id: int
    version_revision: int


@dataclass(frozen=True)
class Offer:
    """A place with its agency and its rounds, latest opening first. No framework, so it can be kept."""

    place_id: int
    place_code: str
    place_name: str
    place_state: str
    place_changed_at: datetime
    is_kiosk: bool
    agency_id: int
    agency_names: Mapping[str, str]
    rounds: tuple[OfferedRound, ...]
    moved_to_code: str | None = None
    moved_to_name: str | None = None
    is_demo: bool = False
    office_networks: tuple[Network, ...] = ()

    def round_at(self, now: datetime) -> OfferedRound | None:
        """The round open now; else the next to open; else the last that ended."""
        for one in self.rounds:
            if one.opens_at <= now < one.closes_at:
                return one
        coming = [one for one in self.rounds if now < one.opens_at]
        return coming[-1] if coming else next(iter(self.rounds), None)

    def state_at(self, now: datetime) -> OfferState:
        closed = {
            "planned": OfferState.NOT_IN_USE_YET,
            "moved": OfferState.MOVED,
            "withdrawn": OfferState.WITHDRAWN,
        }
        if self.place_state in closed:
            return closed[self.place_state]
        survey_round = self.round_at(now)
        if survey_round is None:
            return OfferState.NO_ROUND
        if now < survey_round.opens_at:
            return OfferState.NOT_OPEN_YET
        return OfferState.OPEN if now < survey_round.closes_at else OfferState.ENDED

    def next_change(self, now: datetime) -> datetime | None:
        """The next instant at which a round of this place opens or closes."""
        instants = [at for one in self.rounds for at in (one.opens_at, one.closes_at) if at > now]
        return min(instants, default=None)

    def round_of_page(self, round_id: int, opened_at: datetime, now: datetime) -> OfferedRound:
        """The round a page was opened in, if a response to it is still taken; raises RuleBroken.

        A place that closed while somebody was answering takes the page for a quarter of an hour more,
        as a round does.
        """
        if not self._place_takes(opened_at, now):
            raise PlaceClosed
        for one in self.rounds:
            if one.id == round_id:
                check_accepts(one.opens_at, one.closes_at, opened_at, now)
                return one
        raise RoundClosed

    def _place_takes(self, opened_at: datetime, now: datetime) -> bool:
        if self.place_state == "in_use":
            return True
        changed = self.place_changed_at
        return (
            self.place_state in ("moved", "withdrawn")
            and opened_at < changed
            and now < changed + GRACE_AFTER_CLOSING
        )


def is_late(survey_round: OfferedRound, now: datetime) -> bool:
    """Taken after closing, by the rule of the quarter of an hour."""
    return now >= survey_round.closes_at
