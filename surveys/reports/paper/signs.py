"""Per batch and clerk: how fast, how alike. What detectors take and the batch's page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from surveys.models import Outcome
from surveys.packing import slots
from surveys.queries.paper.batches import content_of, get_batch
from surveys.queries.paper.keyings import KeyedRow, keyed_rows, list_steps_elsewhere
from surveys.queries.paper.settings import paper_setting
from surveys.questionnaire_content import Content
from surveys.rules.paper.signs import (
    FAST_RUN,
    HIGH_Z,
    Signs,
    fast_limit,
    signs_of,
    usual_seconds,
)


@dataclass(frozen=True)
class ClerkSigns:
    """`is_fast` and `is_alike` are notes for people; only both together are doubtful, and change no figure.

    `usual_seconds`: the clerk's median in other batches, None while too few are known; `limit_seconds`:
    under which a form counts as fast for this clerk.
    """

    batch_id: int
    agency_id: int
    round_id: int
    pass_number: int
    staff_id: int
    signs: Signs
    usual_seconds: float | None
    limit_seconds: float

    @property
    def is_fast(self) -> bool:
        return self.signs.fast_run >= FAST_RUN

    @property
    def is_alike(self) -> bool:
        return max(self.signs.repeat_z or 0.0, self.signs.clump_z or 0.0) > HIGH_Z

    @property
    def is_doubtful(self) -> bool:
        return self.is_fast and self.is_alike


def clerk_signs(
    batch_ids: Sequence[int] = (), round_id: int | None = None, agency_id: int | None = None
) -> list[ClerkSigns]:
    """One a batch and pass, in that order."""
    rows = keyed_rows(batch_ids, round_id, agency_id)
    if not rows:
        return []
    found = []
    for (batch_id, _pass), of_pass in groupby(
        rows, key=lambda one: (one.batch_id, one.pass_number)
    ):
        keyed = list(of_pass)
        found.append(_of_pass(content_of(get_batch(batch_id)), keyed))
    return found


def _of_pass(content: Content, keyed: list[KeyedRow]) -> ClerkSigns:
    filled = [one for one in keyed if one.outcome == Outcome.FILLED]
    rated = [slots(content)[one.key][0] for one in content.index_questions]
    satisfied = [_satisfied(one.answers, rated) for one in filled]
    answers = [one.answers for one in filled]
    steps = [one.seconds_steps for one in keyed]
    first = keyed[0]
    usual = usual_seconds(list_steps_elsewhere(first.staff_id, first.batch_id))
    seconds, percent = paper_setting("paper.fast_seconds"), paper_setting("paper.fast_percent")
    limit = fast_limit(usual, seconds, percent)
    return ClerkSigns(
        batch_id=first.batch_id,
        agency_id=first.agency_id,
        round_id=first.round_id,
        pass_number=first.pass_number,
        staff_id=first.staff_id,
        signs=signs_of(steps, answers, satisfied, limit),
        usual_seconds=usual,
        limit_seconds=limit,
    )


def _satisfied(answers: bytes, offsets: list[int]) -> float:
    """Share of levels 4 and 5 among the levels given; a half where none was."""
    levels = [answers[at] for at in offsets if 1 <= answers[at] <= 5]
    return sum(level >= 4 for level in levels) / len(levels) if levels else 0.5
