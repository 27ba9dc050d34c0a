"""How often a code may be tried in vain, and why a right code passes even then.

A code has ten drawn characters out of 31: 31 ** 10 = 8.2e14 codes, 49.5 bits. A million guesses against a
million live codes find 0.0012 on average (`expected_hits`), so what keeps codes safe is their length, not a
lock: the lock takes from a guesser what wrong attempts tell (unknown, expired, withdrawn look alike) and the
work they cost us. Therefore a right code passes while the lock is on. Many people share one address behind
a provider's gateway, and nobody who holds a slip is kept waiting because a neighbour guesses; who mistypes
waits ten minutes at most, for only the attempts of the last ten minutes count, and while the lock is on no
further ones are counted.

An attempt that fails the check character is a slip of the finger, found without looking anywhere, and is not
counted. Counters live in base.abuse alone: in memory, by network and browser family, gone with the day.
"""

from dataclasses import dataclass

from base.abuse import AbuseCounters

WRONG_LIMIT = 10
WINDOW_SECONDS = 600
CODE_SPACE = 31**10


@dataclass(frozen=True)
class Guesser:
    """Whoever tries codes from a network with a browser family; `day` as base.abuse takes it."""

    counters: AbuseCounters
    day: str
    network: str
    family: str

    @property
    def _subject(self) -> str:
        return f"code|{self.network}|{self.family}"

    def may_try(self) -> bool:
        """False: a wrong code gets «xin chờ» and nothing else; a right one is taken all the same."""
        tried = self.counters.wrong_attempts(self.day, self._subject, WINDOW_SECONDS)
        return tried < WRONG_LIMIT

    def note_wrong(self) -> None:
        """After a code that is well-formed but not to be answered with; not counted under the lock."""
        if self.may_try():
            self.counters.count_wrong(self.day, self._subject, WINDOW_SECONDS)


def expected_hits(guess_count: int, live_codes: int) -> float:
    """How many guesses meet a live code on average."""
    return guess_count * live_codes / CODE_SPACE
