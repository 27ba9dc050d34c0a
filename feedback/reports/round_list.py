"""Comment rounds in lists: the public list, an agency's widget, the feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agencies.models import Agency
from base.clock import now
from base.periods import last_day
from feedback.models import CommentRound
from feedback.queries import public_rounds as queries
from feedback.queries.public_rounds import ENDED, OPEN, SOON, Wanted
from feedback.queries.published_comments import count_by_round
from feedback.reports.round_heads import RoundHead, agency_name, dates_words, day_words, round_head

__all__ = ["ENDED", "OPEN", "SOON", "RoundLine", "Wanted"]


@dataclass(frozen=True)
class RoundLine:
    """A round in a list; `count` opinions so far."""

    head: RoundHead
    phase: str
    dates: str
    count: int


@dataclass(frozen=True)
class FeedEntry:
    """Something that happened with a round, as a feed tells it. `key` tells it from the others."""

    key: str
    round: CommentRound
    title: str
    text: str
    at: datetime


def round_lines(
    wanted: Wanted, first: int = 0, size: int | None = None
) -> tuple[list[RoundLine], int]:
    """(the lines asked for, how many there are): open, soon, ended."""
    rows = queries.list_public_rounds(wanted, now())
    page = rows[first:] if size is None else rows[first : first + size]
    counts = count_by_round([one.id for one, _agency, _phase in page])
    lines = [
        RoundLine(round_head(one, agency), phase, dates_words(one), counts.get(one.id, 0))
        for one, agency, phase in page
    ]
    return lines, len(rows)


def feed_entries(rounds: Sequence[tuple[CommentRound, Agency]], limit: int = 50) -> list[FeedEntry]:
    """What happened with these rounds, the newest first: opened, changed, made longer, ended, answered."""
    entries: list[FeedEntry] = []
    for one, agency in rounds:
        entries += _by_clock(one, agency_name(agency))
    entries += _acts({one.id: one for one, _agency in rounds})
    entries.sort(key=lambda entry: (entry.at, entry.key), reverse=True)
    return entries[:limit]


def _by_clock(comment_round: CommentRound, name: str) -> list[FeedEntry]:
    instant = now()
    found = []
    if comment_round.opens_at <= instant:
        text = _("%(agency)s lấy ý kiến: %(dates)s.", agency=name, dates=dates_words(comment_round))
        found.append(
            _entry("mo", comment_round, _("Bắt đầu lấy ý kiến"), text, comment_round.opens_at)
        )
    if comment_round.closes_at <= instant:
        text = _("Không nhận thêm ý kiến; cơ quan tổng hợp và giải trình.")
        found.append(
            _entry("dong", comment_round, _("Hết hạn góp ý"), text, comment_round.closes_at)
        )
    return found


def _entry(key: str, comment_round: CommentRound, what: str, text: str, at: datetime) -> FeedEntry:
    title = f"{what}: {comment_round.title}"
    return FeedEntry(f"{comment_round.id}/{key}", comment_round, title, text, at)


def _acts(rounds: dict[int, CommentRound]) -> list[FeedEntry]:
    found = []
    for row in queries.list_extensions(rounds):
        text = _(
            "Đến hết %(day)s. Lý do: %(reason)s",
            day=day_words(last_day(row.new_closes_at)),
            reason=row.reason,
        )
        at = row.extended_at
        title = _("Kéo dài thời gian góp ý")
        found.append(_entry(f"keo-dai/{row.id}", rounds[row.round_id], title, text, at))
    for result in queries.list_results(rounds):
        title = _("Đính chính kết quả") if result.supersedes_id else _("Công bố kết quả góp ý")
        text = _("Bản tổng hợp, giải trình các ý kiến đã có trên trang của đợt.")
        found.append(
            _entry(
                f"ket-qua/{result.id}", rounds[result.round_id], title, text, result.published_at
            )
        )
    for round_id, number, since in queries.list_later_versions(rounds):
        title = _("Dự thảo có bản mới")
        text = _("Bản %(number)s thay bản trước; ý kiến đã gửi vẫn giữ.", number=number)
        found.append(_entry(f"ban/{number}", rounds[round_id], title, text, since))
    return found
