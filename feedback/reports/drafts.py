"""A draft as its page shows it: its versions, what waits to be done with each, the rounds that use it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from agencies.models import Agency
from agencies.queries.agencies import agencies_by_id
from agencies.queries.staff import staff_names
from feedback.models import CommentRound, Draft, DraftState, DraftVersion
from feedback.queries import drafts as queries
from feedback.queries.versions import count_unconfirmed


@dataclass(frozen=True)
class VersionLine:
    version: DraftVersion
    state: tuple[str, str]
    changed_by: str
    has_source: bool
    unconfirmed_count: int
    is_compared: bool


@dataclass(frozen=True)
class DraftReport:
    draft: Draft
    agency: Agency
    lines: Sequence[VersionLine]
    rounds: Sequence[CommentRound]
    reviewing: DraftVersion | None


def state_tag(version: DraftVersion | None) -> tuple[str, str]:
    """(words, tone) for the tag of a version."""
    if version is None:
        return _("Chưa có bản nào"), "neutral"
    if version.state == DraftState.REVIEWING:
        return _("Đang soát"), "amber"
    return _("Đã chốt"), "done"


def draft_report(draft: Draft) -> DraftReport:
    versions = queries.list_versions(draft.id)
    names = staff_names({one.changed_by_id for one in versions if one.changed_by_id})
    frozen = [one.number for one in versions if one.state == DraftState.FROZEN]
    return DraftReport(
        draft=draft,
        agency=agencies_by_id([draft.agency_id])[draft.agency_id],
        lines=[
            VersionLine(
                version,
                state_tag(version),
                names.get(version.changed_by_id or 0, ""),
                queries.has_source(version.id),
                count_unconfirmed(version.id),
                any(number < version.number for number in frozen),
            )
            for version in versions
        ],
        rounds=queries.list_rounds_of([one.id for one in versions]),
        reviewing=next((one for one in versions if one.state == DraftState.REVIEWING), None),
    )
