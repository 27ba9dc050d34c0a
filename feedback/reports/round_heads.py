"""What stands above a draft: who asks, until when, how long reading takes, what is on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from agencies.models import Agency
from base.clock import local, now, today
from base.periods import last_day
from base.web import current_language
from feedback.models import (
    CommentRound,
    CommentRoundExtension,
    DraftVersion,
    RoundAttachment,
    RoundKind,
    RoundResult,
)
from feedback.queries import public_rounds as queries
from feedback.reports.household_decisions import DecisionLine, household_report
from feedback.rules.comment_rounds import state_at
from feedback.rules.reading import closes_at_midnight, days_left, reading_minutes
from feedback.words import FRONT_WARNING, KIND_WORDS, STATE_TONES, STATE_WORDS, WARNING_WORDS


@dataclass(frozen=True)
class RoundHead:
    """`asked` such as «Thôn Tân Hưng, UBND xã Hợp Tiến»; `until` is (what to stress, the rest)."""

    round: CommentRound
    agency: Agency
    state: str
    state_word: str
    tone: str
    kind_word: str
    asked: str
    until: tuple[str, str]
    minutes: int
    warning: str
    is_open: bool
    has_begun: bool


@dataclass(frozen=True)
class RoundRecord:
    """What is on record beside the text, for whoever wants to know."""

    versions: Sequence[tuple[DraftVersion, datetime]]
    extensions: Sequence[CommentRoundExtension]
    attachments: Sequence[RoundAttachment]
    results: Sequence[RoundResult]
    decisions: Sequence[DecisionLine]


def day_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def round_head(comment_round: CommentRound, agency: Agency) -> RoundHead:
    state = state_at(comment_round.state, comment_round.opens_at, comment_round.closes_at, now())
    front = comment_round.is_front_review
    return RoundHead(
        round=comment_round,
        agency=agency,
        state=state,
        state_word=_(STATE_WORDS[state]),
        tone=STATE_TONES.get(state, "neutral"),
        kind_word=_(KIND_WORDS[comment_round.kind]),
        asked=", ".join(one for one in (comment_round.asked_by, agency_name(agency)) if one),
        until=_until(comment_round, state),
        minutes=reading_minutes(comment_round.version.word_count),
        warning=_(FRONT_WARNING if front else WARNING_WORDS[comment_round.kind]),
        is_open=state == "open",
        has_begun=state != "prepared",
    )


def agency_name(agency: Agency) -> str:
    return agency.name_en if current_language() == "en" and agency.name_en else agency.name


def _until(comment_round: CommentRound, state: str) -> tuple[str, str]:
    closes = _end_words(comment_round.closes_at)
    if state == "prepared":
        opens = day_words(local(comment_round.opens_at).date())
        return _("Mở từ ngày %(day)s", day=opens), closes
    if state != "open":
        last = day_words(last_day(comment_round.closes_at))
        return _("Đã hết hạn góp ý từ ngày %(day)s", day=last), ""
    left = days_left(last_day(comment_round.closes_at), today())
    if left == 0:
        return _("Hôm nay là ngày cuối"), closes
    return _("Còn %(days)s ngày", days=left), closes


def _end_words(closes_at: datetime) -> str:
    clock = local(closes_at)
    if closes_at_midnight(clock):
        return _("đến hết %(day)s", day=day_words(last_day(closes_at)))
    return _("đến %(time)s ngày %(day)s", time=f"{clock:%H:%M}", day=day_words(clock.date()))


def round_record(comment_round: CommentRound) -> RoundRecord:
    is_village = comment_round.kind == RoundKind.VILLAGE
    return RoundRecord(
        versions=queries.list_round_versions(comment_round.id),
        extensions=queries.list_extensions([comment_round.id]),
        attachments=queries.list_attachments(comment_round.id),
        results=queries.list_results([comment_round.id]),
        decisions=household_report(comment_round).lines if is_village else [],
    )


def dates_words(comment_round: CommentRound) -> str:
    first = local(comment_round.opens_at).date()
    return f"{day_words(first)} – {day_words(last_day(comment_round.closes_at))}"
