"""Comment rounds in words for staff: states at an instant, how many days are left."""

from datetime import date, datetime

from flask_babel import gettext as _

from base.clock import local, now
from base.periods import last_day
from feedback.models import CommentRound, RoundState
from feedback.rules.comment_rounds import state_at


def state_of(comment_round: CommentRound, at: datetime) -> RoundState:
    opens_at, closes_at = comment_round.opens_at, comment_round.closes_at
    return RoundState(state_at(comment_round.state, opens_at, closes_at, at))


def has_begun(comment_round: CommentRound) -> bool:
    """Whether its time has come, so that everybody may read it."""
    return state_of(comment_round, now()) != RoundState.PREPARED


def day_words(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def dates_words(comment_round: CommentRound) -> str:
    """Such as 01/12/2026 – 30/12/2026, both days included."""
    first = local(comment_round.opens_at).date()
    return f"{day_words(first)} – {day_words(last_day(comment_round.closes_at))}"


def time_left_words(comment_round: CommentRound, state: RoundState, today: date) -> str:
    """How long until it opens, closes, or the answer is owed; empty once the result is out."""
    if state == RoundState.PREPARED:
        return _opening_words((local(comment_round.opens_at).date() - today).days)
    if state == RoundState.OPEN:
        return _closing_words((last_day(comment_round.closes_at) - today).days)
    if state in (RoundState.CLOSED, RoundState.ANSWERING) and comment_round.answer_by_on:
        return answer_words((comment_round.answer_by_on - today).days)
    return ""


def _opening_words(days: int) -> str:
    return _("mở sau %(count)s ngày", count=days) if days > 0 else _("mở trong hôm nay")


def _closing_words(days: int) -> str:
    if days <= 0:
        return _("hôm nay là ngày cuối nhận ý kiến")
    return _("còn %(count)s ngày nhận ý kiến", count=days)


def answer_words(days: int) -> str:
    if days > 0:
        return _("còn %(count)s ngày để trả lời", count=days)
    if days == 0:
        return _("hôm nay là ngày cuối để trả lời")
    return _("quá hạn trả lời %(count)s ngày", count=-days)


def is_overdue(comment_round: CommentRound, state: RoundState, today: date) -> bool:
    owed = state in (RoundState.CLOSED, RoundState.ANSWERING)
    return owed and bool(comment_round.answer_by_on) and today > comment_round.answer_by_on  # type: ignore[operator]
