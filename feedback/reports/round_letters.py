"""What letters about rounds say: subject and sentences, in the language in force."""

from flask_babel import gettext as _

from base.periods import last_day
from feedback.models import CommentRound, PublicationAct, PublicationKind
from feedback.queries.round_parts import list_extensions
from feedback.reports.round_words import answer_words, day_words


def reminder_words(
    comment_round: CommentRound, days_left: int, missing_count: int, public_url: str
) -> dict[str, str]:
    """For officers; `days_left` below 0 is overdue. Links to the work board."""
    left = answer_words(days_left)
    day = day_words(comment_round.answer_by_on) if comment_round.answer_by_on else ""
    return {
        "subject": f"{left[:1].upper()}{left[1:]}: {comment_round.title[:120]}",
        "title": comment_round.title,
        "sentence": _("Đợt lấy ý kiến này %(left)s (hạn %(day)s).", left=left, day=day),
        "missing": _("Còn %(count)s ý kiến chưa có câu trả lời hoàn tất.", count=missing_count)
        if missing_count
        else _("Mọi ý kiến đã có câu trả lời; còn phải công bố kết quả."),
        "link": f"{public_url}/can-bo/gop-y/{comment_round.id}/bang",
    }


def news_words(comment_round: CommentRound, act: PublicationAct, public_url: str) -> dict[str, str]:
    """For those who asked to be told."""
    return {
        "subject": f"{_subject(act)}: {comment_round.title[:120]}",
        "title": comment_round.title,
        "sentence": _sentence(comment_round, act),
        "link": f"{public_url}/gop-y/{comment_round.id}",
    }


def question_words(comment_round: CommentRound) -> dict[str, str]:
    """Asks whoever reads that mailbox to confirm."""
    title = comment_round.title
    return {
        "subject": _("Xin xác nhận: nhận tin về «%(title)s»", title=title[:120]),
        "title": title,
    }


def _subject(act: PublicationAct) -> str:
    return {
        PublicationKind.VERSION: _("Có bản dự thảo mới"),
        PublicationKind.EXTENDED: _("Gia hạn lấy ý kiến"),
        PublicationKind.CLOSED: _("Đã hết hạn lấy ý kiến"),
        PublicationKind.RESULT: _("Đã công bố kết quả lấy ý kiến"),
    }[PublicationKind(act.act)]


def _sentence(comment_round: CommentRound, act: PublicationAct) -> str:
    kind = PublicationKind(act.act)
    if kind == PublicationKind.VERSION:
        return _(
            "Cơ quan soạn thảo đã đưa ra bản dự thảo mới; trang dưới đây chỉ rõ từng chữ đã đổi."
        )
    if kind == PublicationKind.EXTENDED:
        return _extension_sentence(comment_round, act)
    if kind == PublicationKind.CLOSED:
        return _("Đợt lấy ý kiến đã kết thúc. Cơ quan sẽ trả lời từng ý kiến và công bố kết quả.")
    return _("Kết quả tiếp thu, giải trình từng ý kiến đã được công bố.")


def _extension_sentence(comment_round: CommentRound, act: PublicationAct) -> str:
    """That of the extension the act tells of: both bear the same instant."""
    told = [one for one in list_extensions(comment_round.id) if one.extended_at == act.at]
    closes_at = told[-1].new_closes_at if told else comment_round.closes_at
    return _(
        "Thời gian nhận ý kiến được kéo dài đến hết ngày %(day)s. Lý do: %(reason)s",
        day=day_words(last_day(closes_at)),
        reason=told[-1].reason if told else "–",
    )
