"""What an agency does with a comment: answer it or a whole group, save a draft, hand it to a clerk."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from agencies.queries.staff import holds_role_at
from agencies.roles import Viewer
from base.clock import now
from base.db import COLLISION, db, flush_checked
from base.rules import ChangedMeanwhile
from feedback.actions.round_acts import record_round_act
from feedback.actions.round_clock import follow
from feedback.models import Comment, CommentRound, Disposition, RoundState
from feedback.queries import dispositions as queries
from feedback.queries import groups as group_queries
from feedback.rules import dispositions as rules
from feedback.rules.comment_rounds import state_at
from feedback.rules.dispositions import Answer


def save_answer(
    actor: Viewer,
    comment_round: CommentRound,
    comment_id: int,
    answer: Answer,
    seen_revision: int | None = None,
) -> Disposition:
    """The answer to one comment, as a draft or finished; `seen_revision` 0 is "there was none yet"."""
    _check_round(comment_round)
    row = queries.get_row(comment_round.id, comment_id)
    if not rules.needs_answer(row.standing.visibility):
        raise rules.NothingToAnswer
    _check_answer(comment_round.id, {comment_id}, answer)
    begin_answering(actor, comment_round)
    disposition = queries.find_disposition(comment_id)
    _check_seen(disposition.revision if disposition else 0, seen_revision)
    before = described(disposition)
    disposition = _write(actor, comment_round, comment_id, disposition, answer)
    _flush()
    _record_answer(actor, comment_round, disposition, before, answer)
    return disposition


def save_group_answer(
    actor: Viewer,
    comment_round: CommentRound,
    group_id: int,
    answer: Answer,
    seen_revision: int | None = None,
) -> int:
    """The same answer to everything in a group; returns how many. `seen_revision`: queries.group_revision."""
    _check_round(comment_round)
    group = group_queries.get_group(comment_round.id, group_id)
    ids = group_queries.member_ids(group_id)
    if not ids:
        raise rules.NothingToAnswer
    _check_answer(comment_round.id, set(ids), answer)
    begin_answering(actor, comment_round)
    stored = queries.dispositions_of(ids)
    _check_seen(queries.group_revision(stored.values()), seen_revision)
    before = {str(key): described(one) for key, one in sorted(stored.items())}
    for comment_id in ids:
        _write(actor, comment_round, comment_id, stored.get(comment_id), answer)
    _flush()
    after = {**_content(answer), "comments": [str(one) for one in ids]}
    act = "disposition.finish_group" if answer.is_final else "disposition.save_group"
    record_round_act(act, actor, comment_round, group, before, after)
    return len(ids)


def assign_clerk(
    actor: Viewer, comment_round: CommentRound, comment_ids: Collection[int], clerk_id: int | None
) -> int:
    """Hands comments to an officer of the agency (None: to nobody); returns how many."""
    _check_round(comment_round)
    if clerk_id is not None and not holds_role_at(
        clerk_id, "agency_officer", comment_round.agency_id
    ):
        raise rules.NotAClerk
    ids = queries.owed_ids(comment_round.id, comment_ids)
    if not ids:
        raise rules.NothingChosen
    stored = queries.dispositions_of(ids)
    before = {str(key): one.clerk_id for key, one in stored.items() if one.clerk_id}
    for comment_id in ids:
        one = stored.get(comment_id) or _blank(comment_round, comment_id)
        one.clerk_id = clerk_id
    _flush()
    after = {"clerk": clerk_id, "comments": [str(one) for one in ids]}
    record_round_act("disposition.assign", actor, comment_round, comment_round, before, after)
    return len(ids)


def begin_answering(actor: Viewer, comment_round: CommentRound) -> None:
    """The first answer after the end takes a closed round on to answering."""
    follow(comment_round, now())
    if comment_round.state != RoundState.CLOSED:
        return
    comment_round.state = RoundState.ANSWERING
    flush_checked()
    before, after = {"state": RoundState.CLOSED}, {"state": RoundState.ANSWERING}
    record_round_act("comment_round.answering", actor, comment_round, comment_round, before, after)


def described(disposition: Disposition | None) -> dict[str, Any]:
    """What the audit trail keeps of an answer."""
    if disposition is None:
        return {}
    return {
        "kind": disposition.kind,
        "reason": disposition.reason,
        "after": disposition.after,
        "merged_into": str(disposition.merged_into_id or ""),
        "is_final": disposition.is_final,
    }


def _content(answer: Answer) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "reason": answer.reason,
        "after": answer.after,
        "merged_into": str(answer.merged_into_id or ""),
        "is_final": answer.is_final,
    }


def _check_round(comment_round: CommentRound, at: datetime | None = None) -> None:
    state = state_at(
        comment_round.state, comment_round.opens_at, comment_round.closes_at, at or now()
    )
    rules.check_answerable(state)


def _check_answer(round_id: int, comment_ids: set[int], answer: Answer) -> None:
    if answer.is_final:
        rules.check_final(answer.kind, answer.reason, answer.merged_into_id)
    if answer.kind != rules.MERGED:
        return
    if answer.merged_into_id is None or answer.merged_into_id in comment_ids:
        raise rules.MergedNowhere if answer.merged_into_id is None else rules.MergedWrongly
    if any(queries.count_merged_into(one) for one in comment_ids):
        raise rules.OthersMergedInto
    _check_target(round_id, answer.merged_into_id)


def _check_target(round_id: int, comment_id: int) -> None:
    if not queries.owed_ids(round_id, [comment_id]):
        raise rules.MergedWrongly
    target = queries.find_disposition(comment_id)
    if target is not None and target.kind == rules.MERGED:
        raise rules.MergedWrongly


def _blank(comment_round: CommentRound, comment_id: int) -> Disposition:
    row = Disposition(comment_id=comment_id, round_id=comment_round.id)
    db.session.add(row)
    return row


def _write(
    actor: Viewer,
    comment_round: CommentRound,
    comment_id: int,
    disposition: Disposition | None,
    answer: Answer,
) -> Disposition:
    row = disposition or _blank(comment_round, comment_id)
    row.kind, row.reason, row.is_final = answer.kind, answer.reason, answer.is_final
    row.merged_into_id = answer.merged_into_id if answer.kind == rules.MERGED else None
    row.before, row.after = _wordings(comment_id, answer.after)
    row.changed_by_id, row.changed_at = actor.staff_id, now()
    return row


def _wordings(comment_id: int, after: str) -> tuple[str, str]:
    """The provision's wording as it was and as it will be; both empty when it stays as it is."""
    if not after.strip():
        return "", ""
    comment = db.session.get_one(Comment, comment_id)
    before = queries.provision_wording(comment.provision_id)
    return (before, after) if after.split() != before.split() else ("", "")


def _check_seen(revision: int, seen: int | None) -> None:
    if seen is not None and revision != seen:
        raise ChangedMeanwhile


def _flush() -> None:
    """Two first answers at the same instant are one of the ways to be the second person."""
    try:
        flush_checked()
    except COLLISION as collision:
        db.session.rollback()
        raise ChangedMeanwhile from collision


def _record_answer(
    actor: Viewer,
    comment_round: CommentRound,
    disposition: Disposition,
    before: dict[str, Any],
    answer: Answer,
) -> None:
    act = "disposition.finish" if answer.is_final else "disposition.save"
    after = described(disposition)
    if before != after:
        record_round_act(act, actor, comment_round, disposition, before, after)
