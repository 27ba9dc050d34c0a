"""Kind pages: why a place or a form cannot be taken, and what to do instead."""

from collections.abc import Mapping
from datetime import datetime

from flask import render_template, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _

from base.typed import Fields
from surveys.questionnaire_content import Content, text_in
from surveys.rules.answers import OTHER_SUFFIX
from surveys.rules.offers import Offer, OfferState

STATUS = {
    OfferState.NOT_IN_USE_YET: 404,
    OfferState.WITHDRAWN: 410,
    OfferState.MOVED: 410,
}


def render_refusal(
    offer: Offer, state: OfferState, now: datetime, language: str, words: list[tuple[str, str]]
) -> str:
    """`words`: (question, text) that were sent and not stored, to be copied."""
    heading, sentence = _heading_and_sentence(offer, state, now)
    return render_template(
        "surveys/not_answerable.html",
        kicker=f"{text_in(offer.agency_names, language)} · {offer.place_name}",
        heading=heading,
        sentence=sentence,
        links=_links(offer, state),
        words=words,
        demo=offer.is_demo,
    )


def _heading_and_sentence(offer: Offer, state: OfferState, now: datetime) -> tuple[str, str]:
    survey_round = offer.round_at(now)
    opens = _moment(survey_round.opens_at) if survey_round else ""
    closed = _moment(survey_round.closes_at) if survey_round else ""
    return {
        OfferState.OPEN: (
            _("Phiếu này không còn nhận"),
            _("Trang ông/bà mở thuộc một đợt khảo sát đã kết thúc, nên phiếu chưa được ghi nhận."),
        ),
        OfferState.NOT_IN_USE_YET: (
            _("Nơi này chưa bắt đầu nhận phiếu"),
            _("Mã QR này đã in nhưng chưa đưa vào dùng. Xin quay lại sau."),
        ),
        OfferState.NO_ROUND: (
            _("Nơi này chưa có đợt khảo sát nào"),
            _("Mã QR còn dùng được, nhưng hiện không có đợt khảo sát nào ở đây. Xin quay lại sau."),
        ),
        OfferState.NOT_OPEN_YET: (
            _("Đợt khảo sát chưa mở"),
            _("Đợt khảo sát ở đây mở lúc %(moment)s. Xin quay lại sau.", moment=opens),
        ),
        OfferState.ENDED: (
            _("Đợt khảo sát đã kết thúc"),
            _("Đợt này kết thúc lúc %(moment)s nên không nhận thêm phiếu.", moment=closed),
        ),
        OfferState.MOVED: (
            _("Nơi này đã chuyển"),
            _(
                "Nơi đặt mã này đã chuyển đến %(place)s. Xin bấm nút dưới đây để trả lời ở đó.",
                place=offer.moved_to_name or "",
            ),
        ),
        OfferState.WITHDRAWN: (
            _("Nơi này không còn nhận phiếu"),
            _("Mã QR này đã ngừng dùng. Xin quét mã đang treo tại cơ quan, hoặc gõ mã khác."),
        ),
    }[state]


def _moment(instant: datetime) -> str:
    return str(format_datetime(instant, "HH:mm, d/M/y"))


def _links(offer: Offer, state: OfferState) -> list[tuple[str, str]]:
    links = [(_("Gõ mã khác"), url_for("answers.type_place")), (_("Về trang đầu"), "/")]
    if state == OfferState.MOVED and offer.moved_to_code:
        there = url_for("answers.answer", place=offer.moved_to_code)
        links.insert(0, (_("Trả lời ở %(place)s", place=offer.moved_to_name), there))
    if state == OfferState.OPEN:
        here = url_for("answers.answer", place=offer.place_code)
        links.insert(0, (_("Mở phiếu của đợt đang diễn ra"), here))
    return links


def typed_words(fields: Fields, content: Content | None, language: str) -> list[tuple[str, str]]:
    """What was typed in free words, by its question, for copying."""
    labels: Mapping[str, str] = (
        {question.key: text_in(question.texts, language) for question in content.questions}
        if content
        else {}
    )
    typed = []
    for name, values in fields.items():
        text = "\n".join(values).strip()
        if len(text) > 1 and not text.isdigit() and _is_free_text(name, content):
            typed.append((labels.get(name.removesuffix(OTHER_SUFFIX), name), text))
    return typed


def _is_free_text(name: str, content: Content | None) -> bool:
    if content is None or name.endswith(OTHER_SUFFIX):
        return True
    kinds = {question.key: question.type for question in content.questions}
    return kinds.get(name, "long_text").endswith("text")
