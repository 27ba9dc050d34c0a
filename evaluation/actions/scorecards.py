"""Scorecards written: the shipped one brought in, sections and heads changed, versions, put in use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import check_revision, db, flush_checked
from evaluation.models import Criterion, Scorecard, ScorecardState
from evaluation.queries.scorecards import find_draft, list_in_use, newest_version, target_titles
from evaluation.reports.scoring import plan_of
from evaluation.rules import scorecards as rules
from evaluation.scorecard_data import shipped_scorecard

_CRITERION_COLUMNS = (
    "key",
    "section",
    "title",
    "title_en",
    "kind",
    "max_points",
    "source_kind",
    "source_key",
    "conversion",
    "group_keys",
    "sort",
)


@dataclass(frozen=True)
class CardHead:
    """What stands above the criteria of a card."""

    title: str
    citation: str
    total_points: float
    groups: list[dict[str, Any]]
    classes: list[dict[str, Any]]


def bring_shipped(staff_id: int | None) -> Scorecard:
    """The proposal as a draft of the next version; a draft that is there already stays as it is."""
    card = shipped_scorecard()
    if (there := find_draft(card.key)) is not None:
        return there
    card.version = newest_version(card.key) + 1
    db.session.add(card)
    flush_checked()
    after = {"title": card.title, "version": card.version}
    record_act("scorecard.bring_in", staff_id=staff_id, subject=card, after=after)
    return card


def copy_scorecard(actor: Viewer, card: Scorecard) -> Scorecard:
    """A new draft beside the old version; a draft that is there already is the one to go on with."""
    if (there := find_draft(card.key)) is not None:
        return there
    copied = Scorecard(
        key=card.key,
        version=newest_version(card.key) + 1,
        title=card.title,
        citation=card.citation,
        total_points=card.total_points,
        groups=card.groups,
        classes=card.classes,
    )
    copied.criteria = [
        Criterion(**{name: getattr(one, name) for name in _CRITERION_COLUMNS})
        for one in card.criteria
    ]
    db.session.add(copied)
    flush_checked()
    after = {"title": copied.title, "version": copied.version, "from": card.version}
    record_act("scorecard.copy", staff_id=actor.staff_id, subject=copied, after=after)
    return copied


def change_head(actor: Viewer, card: Scorecard, head: CardHead, seen: int | None) -> None:
    _check_may_change(card, seen)
    before = {"title": card.title, "total_points": card.total_points, "classes": card.classes}
    card.title, card.citation = head.title, head.citation
    card.total_points, card.groups, card.classes = head.total_points, head.groups, head.classes
    flush_checked()
    after = {"title": card.title, "total_points": card.total_points, "classes": card.classes}
    record_act(
        "scorecard.change", staff_id=actor.staff_id, subject=card, before=before, after=after
    )


def change_section(
    actor: Viewer,
    card: Scorecard,
    section: str,
    rows: Sequence[Mapping[str, Any]],
    seen: int | None,
) -> None:
    """Replaces the criteria of one section by `rows` (columns of a criterion); none removes the section."""
    _check_may_change(card, seen)
    others = [one for one in card.criteria if one.section != section]
    mine = {one.key: one for one in card.criteria if one.section == section}
    taken = {one.key for one in others}
    for row in rows:
        if row["key"] in taken:
            raise rules.CriterionTwice(key=row["key"])
        taken.add(row["key"])
    first = min((one.sort for one in mine.values()), default=_after(others))
    kept = [
        _written(mine.get(row["key"]), row, first + place / 100) for place, row in enumerate(rows)
    ]
    before = {"criteria": sorted(mine)}
    for one in mine.values():
        if one not in kept:
            db.session.delete(one)
    card.criteria = sorted([*others, *kept], key=lambda one: one.sort)
    for place, one in enumerate(card.criteria, start=1):
        one.sort = place * 10
    card.revision = card.revision + 1
    flush_checked()
    after = {"section": section, "criteria": [row["key"] for row in rows]}
    record_act(
        "scorecard.change", staff_id=actor.staff_id, subject=card, before=before, after=after
    )


def _after(others: Sequence[Criterion]) -> int:
    return max((one.sort for one in others), default=0) + 10


def _written(one: Criterion | None, row: Mapping[str, Any], sort: float) -> Criterion:
    found = one or Criterion()
    for name, value in row.items():
        setattr(found, name, value)
    found.sort = sort  # type: ignore[assignment]
    return found


def put_in_use(actor: Viewer, card: Scorecard, seen: int | None) -> None:
    """From now on years are scored with it; it is frozen, and its former version retires."""
    check_revision(card, seen)
    rules.check_ready(card.state, plan_of(card), target_titles())
    for former in list_in_use():
        if former.key == card.key:
            former.state = ScorecardState.RETIRED
    card.state = ScorecardState.IN_USE
    card.in_use_at = now()
    flush_checked()
    after = {"title": card.title, "version": card.version, "state": card.state}
    record_act("scorecard.put_in_use", staff_id=actor.staff_id, subject=card, after=after)


def _check_may_change(card: Scorecard, seen: int | None) -> None:
    rules.check_editable(card.state)
    check_revision(card, seen)
