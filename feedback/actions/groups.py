"""What officers and the program do with groups: form them, take a comment out, put some together."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import update

from agencies.roles import Viewer
from base.db import db
from base.jobs import JobRun, start_job
from feedback.actions.round_acts import record_round_act
from feedback.models import CommentGroup, CommentRound, CommentStanding
from feedback.queries import groups as queries
from feedback.rules.dispositions import NothingChosen
from feedback.rules.groups import check_joinable

GROUPING_JOB = "comment_groups"


def ask_for_grouping(actor: Viewer, comment_round: CommentRound, title: str) -> JobRun:
    """The stored wish; the caller commits, then sends the job."""
    record_round_act("comment_group.compute", actor, comment_round, comment_round, {}, {})
    return start_job(GROUPING_JOB, title, {"round_id": comment_round.id}, actor.staff_id)


def store_groups(
    round_id: int,
    joined: Mapping[int, Sequence[int]],
    made: Sequence[tuple[int | None, Sequence[int]]],
) -> int:
    """`joined`: group id → comments that go into it; `made`: (provision, comments) of new groups.

    A comment that meanwhile got a group by hand keeps that one. Returns how many were placed.
    """
    placed = 0
    for provision_id, comment_ids in made:
        group = _new_group(round_id, provision_id)
        placed += _place(comment_ids, group.id, only_free=True)
        group.size = queries.count_members(group.id)
    for group_id, comment_ids in joined.items():
        placed += _place(comment_ids, group_id, only_free=True)
        _refresh(group_id)
    db.session.flush()
    return placed


def leave_group(actor: Viewer, comment_round: CommentRound, comment_id: int) -> None:
    """The comment stands alone: in a group of one, so that no later run takes it back."""
    standing = _standings(comment_round.id, [comment_id])[0]
    old = standing.group_id
    if old is None:
        return
    alone = _new_group(comment_round.id, queries.places_of([comment_id])[0])
    _place([comment_id], alone.id)
    alone.size = 1
    _refresh(old)
    record_round_act(
        "comment_group.leave", actor, comment_round, standing, {"group": old}, {"group": alone.id}
    )


def join_group(actor: Viewer, comment_round: CommentRound, comment_ids: Collection[int]) -> int:
    """Puts the comments, and the groups they are in, together into one; returns its id."""
    standings = _standings(comment_round.id, sorted(comment_ids))
    old = sorted({one.group_id for one in standings if one.group_id is not None})
    ids = {one.comment_id for one in standings}
    for group_id in old:
        ids |= set(queries.member_ids(group_id))
    places = queries.places_of(sorted(ids))
    check_joinable(places, queries.stances_of(sorted(ids)), len(ids))
    target = old[0] if old else _new_group(comment_round.id, places[0]).id
    _place(sorted(ids), target)
    for group_id in {*old, target}:
        _refresh(group_id)
    before = {"groups": old}
    after = {"group": target, "comments": [str(one) for one in sorted(ids)]}
    record_round_act("comment_group.join", actor, comment_round, comment_round, before, after)
    return target


def _standings(round_id: int, comment_ids: Sequence[int]) -> list[CommentStanding]:
    found = queries.standings_of(round_id, comment_ids)
    if not found:
        raise NothingChosen
    return found


def _new_group(round_id: int, provision_id: int | None) -> CommentGroup:
    """Without a label: words of residents live in one place only, where they can be destroyed."""
    group = CommentGroup(round_id=round_id, provision_id=provision_id)
    db.session.add(group)
    db.session.flush()
    return group


def _place(comment_ids: Sequence[int], group_id: int, only_free: bool = False) -> int:
    placed = 0
    for start in range(0, len(comment_ids), 500):
        some = comment_ids[start : start + 500]
        chosen = update(CommentStanding).where(CommentStanding.comment_id.in_(some))
        if only_free:
            chosen = chosen.where(CommentStanding.group_id.is_(None))
        placed += db.session.execute(chosen.values(group_id=group_id)).rowcount  # type: ignore[attr-defined]
    return placed


def _refresh(group_id: int) -> None:
    group = db.session.get_one(CommentGroup, group_id)
    group.size = queries.count_members(group_id)
    db.session.flush()
