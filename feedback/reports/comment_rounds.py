"""Comment rounds as staff pages show them: lines of the list, one round with its figures and acts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from agencies.models import Agency, LegalSetting
from agencies.queries.agencies import agencies_by_id, get_agency_by_id
from agencies.roles import Viewer
from base.clock import local, now
from base.permissions import Permission
from feedback.models import (
    CommentRound,
    CommentRoundExtension,
    DraftVersion,
    RoundAttachment,
    RoundKind,
    RoundState,
)
from feedback.queries import comment_rounds as queries
from feedback.queries import round_parts as parts
from feedback.queries.comment_counts import CommentCounts, count_by_round, count_comments
from feedback.queries.round_days import find_setting
from feedback.reports.round_words import (
    dates_words,
    day_words,
    is_overdue,
    state_of,
    time_left_words,
)
from feedback.words import CHANNELS, KIND_WORDS, STANCE_WORDS, STATE_TONES, STATE_WORDS


@dataclass(frozen=True)
class RoundLine:
    """A round in a list. `left`: the time left in words, or empty."""

    round: CommentRound
    agency: Agency
    state: RoundState
    state_words: str
    tone: str
    kind: str
    dates: str
    left: str
    is_overdue: bool
    comment_count: int


@dataclass(frozen=True)
class Bar:
    """`x`: 0–100, its share of the longest bar."""

    label: str
    value: str
    x: float


@dataclass(frozen=True)
class RoundReport:
    line: RoundLine
    counts: CommentCounts
    stances: Sequence[Bar]
    channels: Sequence[Bar]
    days: Sequence[tuple[str, int]]
    versions: Sequence[parts.ShownVersion]
    newer_versions: Sequence[DraftVersion]
    extensions: Sequence[CommentRoundExtension]
    attachments: Sequence[RoundAttachment]
    sizes: dict[int, str]
    min_days_setting: LegalSetting | None
    may_change: bool
    may_run: bool
    may_contact: bool


def round_lines(
    scope: queries.Scope,
    internal_of: queries.Scope,
    state: str,
    limit: int | None = None,
    offset: int = 0,
) -> list[RoundLine]:
    at = now()
    rows = queries.list_rounds(scope, internal_of, state, at, limit, offset)
    counts = count_by_round([one.id for one, _agency in rows])
    return [_line(one, agency, at, counts.get(one.id, 0)) for one, agency in rows]


def _line(comment_round: CommentRound, agency: Agency, at: datetime, count: int) -> RoundLine:
    state, today = state_of(comment_round, at), local(at).date()
    return RoundLine(
        round=comment_round,
        agency=agency,
        state=state,
        state_words=_(STATE_WORDS[state]),
        tone=STATE_TONES.get(state, "neutral"),
        kind=_(KIND_WORDS[RoundKind(comment_round.kind)]),
        dates=dates_words(comment_round),
        left=time_left_words(comment_round, state, today),
        is_overdue=is_overdue(comment_round, state, today),
        comment_count=count,
    )


@dataclass(frozen=True)
class InternalLine:
    """`is_readable`: not before it opens."""

    line: RoundLine
    is_readable: bool


def internal_lines(agency_ids: Collection[int]) -> list[InternalLine]:
    at = now()
    rounds = queries.list_internal_rounds(agency_ids)
    counts = count_by_round([one.id for one in rounds])
    agencies = agencies_by_id([one.agency_id for one in rounds])
    lines = [_line(one, agencies[one.agency_id], at, counts.get(one.id, 0)) for one in rounds]
    return [InternalLine(one, one.state != RoundState.PREPARED) for one in lines]


def round_report(comment_round: CommentRound, viewer: Viewer) -> RoundReport:
    at = now()
    counts = count_comments(comment_round.id)
    attachments = parts.list_attachments(comment_round.id)
    line = _line(comment_round, get_agency_by_id(comment_round.agency_id), at, counts.total)
    acts = viewer.may(Permission.FEEDBACK_EDIT, comment_round.agency_id)
    runs = acts and line.state in (RoundState.PREPARED, RoundState.OPEN)
    is_open = acts and line.state == RoundState.OPEN
    return RoundReport(
        line=line,
        counts=counts,
        stances=_bars({_(STANCE_WORDS[key]): counts.by_stance.get(key, 0) for key in STANCE_WORDS}),
        channels=_bars(
            {
                _(CHANNELS[key]): counts.by_channel[key]
                for key in CHANNELS
                if key in counts.by_channel
            }
        ),
        days=[(day_words(day), count) for day, count in _latest_first(counts.by_day)],
        versions=parts.list_shown_versions(comment_round.id),
        newer_versions=parts.list_newer_versions(comment_round.version) if is_open else [],
        extensions=parts.list_extensions(comment_round.id),
        attachments=attachments,
        sizes={one.id: size_words(one.size) for one in attachments},
        min_days_setting=find_setting(comment_round.min_days_setting_id),
        may_change=acts and line.state == RoundState.PREPARED,
        may_run=runs,
        may_contact=acts and line.state != RoundState.ARCHIVED,
    )


def size_words(size: int) -> str:
    """«1,4 MB», «85 kB»: as a person reads it."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")
    return f"{max(1, round(size / 1024))} kB"


def _latest_first(by_day: dict[date, int]) -> list[tuple[date, int]]:
    return sorted(by_day.items(), reverse=True)


def _bars(counts: dict[str, int]) -> list[Bar]:
    longest = max(counts.values(), default=0) or 1
    return [Bar(label, str(count), 100 * count / longest) for label, count in counts.items()]


def version_choices(agency_ids: queries.Scope) -> list[tuple[str, str]]:
    """(id, title with number) of the frozen versions a round can be made on."""
    return [(str(one.id), version_words(one)) for one in parts.list_frozen_versions(agency_ids)]


def version_words(version: DraftVersion) -> str:
    return _("%(title)s (bản %(number)s)", title=version.draft.title, number=version.number)
