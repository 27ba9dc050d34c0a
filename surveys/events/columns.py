"""The columns of an events file (docs/replays.md says the same in words) and what is wrong in one."""

from dataclasses import dataclass

DOSSIERS, CODE, RESPONSE = "dossiers", "code", "response"
COLUMNS = (
    "event",
    "at",
    "agency",
    "channel",
    "code",
    "field",
    "late",
    "mode",
    "count",
    "seconds",
    "levels",
    "beside",
    "at_desk",
    "cap_rank",
    "id",
    "replaces",
)
NEEDED = ("event", "at", "agency")
CHANNELS = ("code", "open_qr", "kiosk", "paper", "call_back")
MODES = ("in_person", "online", "post")
BLANK, NO_OPINION_MARK = "-", "?"


@dataclass(frozen=True)
class EventFault:
    """Line 1 holds the names of the columns; 0 is about the whole file."""

    line: int
    sentence: str


class EventsFaulty(Exception):
    """Nothing was written. `faults` are the first ones, `count` is how many there are."""

    def __init__(self, faults: list[EventFault], count: int) -> None:
        super().__init__(f"{count} faults")
        self.faults, self.count = faults, count
