"""The sheet on which a comment or a group is answered: what was said, where, and what stands so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from agencies.queries.staff import staff_names
from base.rules import NotFound
from feedback.models import CommentRound, Disposition
from feedback.queries import dispositions as queries
from feedback.queries import groups as group_queries
from feedback.queries.dispositions import BoardFilter, BoardRow
from feedback.reports.dispositions import excerpt, place_names
from feedback.rules.dispositions import EXEMPT, Answer
from feedback.rules.provision_names import WHOLE_DRAFT
from feedback.rules.word_changes import Run, word_changes
from feedback.words import disposition_words

_TARGETS = 100
_SAMPLE = 10


@dataclass(frozen=True)
class Sheet:
    """`rows`: the comment, or a sample of the group; `count` how many are answered at once.

    `revision` 0: nothing is stored yet. `stored` fills the form. `distinct_count`: different answers
    that now stand in the group.
    """

    round: CommentRound
    comment_id: int | None
    group_id: int | None
    group_count: int
    rows: list[BoardRow]
    count: int
    place: str
    provision_id: int | None
    before: str
    kinds: Mapping[str, str]
    targets: list[tuple[int, str]]
    merged_into_id: int | None
    stored: dict[str, Any]
    revision: int
    is_final: bool
    changed_by: str
    distinct_count: int
    is_exempt: bool
    search: str


def comment_sheet(comment_round: CommentRound, comment_id: int, search: str = "") -> Sheet:
    row = queries.get_row(comment_round.id, comment_id)
    group_id = row.standing.group_id
    count = group_queries.count_members(group_id) if group_id else 0
    answers = [row.disposition] if row.disposition else []
    sheet = _sheet(comment_round, [row], answers, search, {comment_id})
    return _with(sheet, comment_id=comment_id, group_id=group_id, group_count=count, count=1)


def group_sheet(comment_round: CommentRound, group_id: int, search: str = "") -> Sheet:
    group = group_queries.get_group(comment_round.id, group_id)
    ids = group_queries.member_ids(group_id)
    if not ids:
        raise NotFound
    rows = queries.list_board(comment_round.id, BoardFilter(group_id=group.id), _SAMPLE, 0)
    answers = list(queries.dispositions_of(ids).values())
    sheet = _sheet(comment_round, rows, answers, search, set(ids))
    return _with(sheet, group_id=group_id, group_count=len(ids), count=len(ids))


def _with(sheet: Sheet, **values: Any) -> Sheet:
    return Sheet(**{**sheet.__dict__, **values})


def _sheet(
    comment_round: CommentRound,
    rows: list[BoardRow],
    answers: list[Disposition],
    search: str,
    own_ids: Collection[int],
) -> Sheet:
    provision_id = rows[0].comment.provision_id
    latest = max(answers, key=lambda one: (one.changed_at, one.comment_id), default=None)
    changed_by_id = latest.changed_by_id if latest else None
    names = place_names(comment_round.id, comment_round.version_id)
    targets = queries.list_merge_targets(comment_round.id, provision_id, search, _TARGETS)
    return Sheet(
        round=comment_round,
        comment_id=None,
        group_id=None,
        group_count=0,
        rows=rows,
        count=0,
        place=names[provision_id] if provision_id else WHOLE_DRAFT,
        provision_id=provision_id,
        before=queries.provision_wording(provision_id),
        kinds=disposition_words(comment_round.kind),
        targets=[(one, excerpt(text, 110)) for one, text in targets if one not in own_ids],
        merged_into_id=latest.merged_into_id if latest else None,
        stored=_stored(latest, queries.group_revision(answers)),
        revision=queries.group_revision(answers),
        is_final=bool(answers) and all(one.is_final for one in answers),
        changed_by=staff_names({changed_by_id}).get(changed_by_id, "") if changed_by_id else "",
        distinct_count=len({_signature(one) for one in answers}),
        is_exempt=all(row.standing.visibility in EXEMPT for row in rows),
        search=search,
    )


def _signature(answer: Disposition) -> tuple[Any, ...]:
    return answer.kind, answer.reason, answer.after, answer.merged_into_id, answer.is_final


def _stored(answer: Disposition | None, revision: int) -> dict[str, Any]:
    return {
        "kind": answer.kind if answer else "",
        "reason": answer.reason if answer else "",
        "after": answer.after if answer else "",
        "merged_into": str(answer.merged_into_id or "") if answer else "",
        "revision": str(revision),
    }


def wording_runs(sheet: Sheet, after: str) -> list[Run]:
    """The wording as typed against the provision as it stands; empty when nothing changes."""
    if not after.strip() or after.split() == sheet.before.split():
        return []
    return word_changes(sheet.before, after)


def proposal_runs(row: BoardRow, before: str) -> list[Run]:
    """What the author proposes instead, against the provision."""
    return word_changes(before, row.wording) if row.wording else []


def differences(sheet: Sheet, typed: Answer) -> list[tuple[str, str, str]]:
    """(label, stored, typed) of what differs between the stored answer and the one just typed."""
    stored = sheet.stored
    texts = dict(sheet.targets)
    pairs = [
        (_("Cách xử lý"), _kind(sheet, stored["kind"]), _kind(sheet, typed.kind)),
        (_("Nội dung tiếp thu, lý do giải trình"), stored["reason"], typed.reason),
        (_("Lời văn sau khi chỉnh lý"), stored["after"], typed.after),
        (
            _("Gộp vào ý kiến"),
            texts.get(sheet.merged_into_id or 0, ""),
            texts.get(typed.merged_into_id or 0, ""),
        ),
        (
            _("Tình trạng"),
            _("Đã trả lời") if sheet.is_final else _("Nháp"),
            _("Đã trả lời") if typed.is_final else _("Nháp"),
        ),
    ]
    return [(label, one or "–", other or "–") for label, one, other in pairs if one != other]


def _kind(sheet: Sheet, kind: str) -> str:
    return _(sheet.kinds[kind]) if kind in sheet.kinds else ""


def next_unanswered(sheet: Sheet) -> int | None:
    """The next comment nobody has begun to answer: of the same provision first."""
    place = str(sheet.provision_id or queries.WHOLE)
    for chosen in (BoardFilter(state="none", provision=place), BoardFilter(state="none")):
        rows = queries.list_board(sheet.round.id, chosen, 1, 0)
        if rows:
            return rows[0].comment.id
    return None
