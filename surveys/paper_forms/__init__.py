"""Numbered paper forms of a batch as PDF, drawn from the questionnaire: Vietnamese and one more language.

What is particular goes to typst as data. The QR holds the serial and nothing else. Tagged (PDF/UA-1).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _
from pypdf import PdfReader

from base.qr import draw_qr
from base.typesetting import typeset
from base.words import N_
from surveys.answer_pages import LEVEL_WORDS
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    RATING,
    SHORT_TEXT,
    SINGLE,
    Content,
    Question,
    text_in,
)
from surveys.rules.paper.serials import serial_text

TEMPLATE = Path(__file__).with_name("form.typ")
PAPERS = {"a4": N_("A4, in hai mặt nếu dài"), "a5": N_("A5, in hai mặt")}
_UNITS = {"a4": (1.0, 0.95, 0.9), "a5": (0.8, 0.75)}
FORMS_AT_ONCE = 100  # a longer batch is printed in several files


@dataclass(frozen=True)
class FormOrder:
    """`asker` is who asks (Sở Nội vụ or its stand-in), `agency` whom the form is about."""

    content: Content
    paper: str
    second_language: str
    asker: str
    province: str
    agency: str
    agency_en: str = ""
    is_demo: bool = False


def draw_forms(
    order: FormOrder,
    serials: Sequence[int],
    output_format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> Any:
    """The file's bytes; each form begins on a sheet of its own, one side or two."""
    fit = fitting(order)
    return typeset(TEMPLATE, _data(order, serials, fit), output_format, ppi)


@dataclass(frozen=True)
class Fit:
    """`unit` scales what stands on A4 at 1; `sides` of the sheet that a form takes."""

    unit: float
    sides: int


def fitting(order: FormOrder) -> Fit:
    """The largest print with the fewest sides: a form that nearly fits on one side is made to."""
    tried = []
    for unit in _UNITS[order.paper]:
        pdf = typeset(TEMPLATE, _data(order, [1], Fit(unit, 1)))
        tried.append(Fit(unit, len(PdfReader(io.BytesIO(pdf)).pages)))
        if tried[-1].sides == 1:
            break
    return min(tried, key=lambda one: (one.sides, -one.unit))


def _data(order: FormOrder, serials: Sequence[int], fit: Fit) -> dict[str, Any]:
    with force_locale("vi"):
        words = _words(order, "vi")
        trial = _("BẢN CHẠY THỬ – KHÔNG DÙNG ĐỂ LẤY Ý KIẾN") if order.is_demo else None
    second = None
    if order.second_language:
        with force_locale(order.second_language):
            second = _words(order, order.second_language)
    return {
        "paper": order.paper,
        "two_sided": fit.sides > 1,
        "unit": fit.unit,
        "words": words,
        "second": second,
        "second_language": order.second_language or "vi",
        "trial": trial,
        "sections": _sections(order),
        "forms": [_form(serial) for serial in serials],
    }


def _form(serial: int) -> dict[str, Any]:
    text = serial_text(serial)
    drawing = draw_qr(text)
    return {"serial": text, "qr": drawing.svg, "modules": drawing.modules}


def _words(order: FormOrder, language: str) -> dict[str, Any]:
    """In the language in force."""
    return {
        "province": order.province.upper(),
        "asker": order.asker.upper(),
        "form": _("PHIẾU KHẢO SÁT Ý KIẾN"),
        "title": text_in(order.content.title, language),
        "purpose": text_in(order.content.purpose, language) if order.content.purpose else "",
        "about": _("Cơ quan được đánh giá:"),
        "agency": order.agency_en if language == "en" and order.agency_en else order.agency,
        "serial": _("Phiếu số"),
        "no_name": _("Không ghi tên, số điện thoại hay địa chỉ vào phiếu."),
        "promise": _(
            "Cơ quan được đánh giá không mở hòm phiếu và không nhập phiếu này. Xin gấp phiếu, tự tay bỏ "
            "vào hòm có niêm phong."
        ),
        "mark": _("Đánh dấu ✗ vào một ô ở mỗi dòng. Chọn nhầm thì tô kín ô đó rồi đánh ô khác."),
        "levels": [_(word) for word in LEVEL_WORDS],
        "no_opinion": _("Không có ý kiến"),
        "item": _("Nội dung"),
        "choose_one": _("chọn một ô"),
        "choose_many": _("có thể chọn nhiều ô"),
        "number": _("ghi số"),
        "thanks": _("Xin cảm ơn ông/bà."),
        "side": _("Mặt"),
    }


def _sections(order: FormOrder) -> list[dict[str, Any]]:
    """Ratings of a section stand in one table; every other question by itself. Numbers run through."""
    number = 0
    sections: list[dict[str, Any]] = []
    for section in order.content.sections:
        ratings: list[dict[str, Any]] = []
        others: list[dict[str, Any]] = []
        for question in section.questions:
            number += 1
            view = _question(question, number, order)
            (ratings if question.type == RATING else others).append(view)
        heading = _both(section.texts, order)
        sections.append({"heading": heading, "ratings": ratings, "others": others})
    return sections


def _both(texts: Any, order: FormOrder) -> dict[str, Any]:
    other = texts.get(order.second_language) if order.second_language else None
    return {"vi": texts["vi"], "other": other}


def _question(question: Question, number: int, order: FormOrder) -> dict[str, Any]:
    kinds = {SINGLE: "one", MULTIPLE: "many", LONG_TEXT: "lines", SHORT_TEXT: "line"}
    return {
        "number": number,
        "text": _both(question.texts, order),
        "condition": _condition(question, order),
        "kind": kinds.get(question.type, "number"),
        "options": [_both(option.texts, order) for option in question.options],
        "no_opinion": question.allows_no_opinion,
    }


def _condition(question: Question, order: FormOrder) -> str:
    """When the question is for some only: which earlier answer calls for it."""
    if question.show_if is None:
        return ""
    asked = [one for one in order.content.questions if one.key == question.show_if.question]
    chosen = question.show_if.values
    options = [option for one in asked for option in one.options if option.key in chosen]
    labels = [f"«{option.texts['vi']}»" for option in options]
    labels += [f"«{value}»" for value in chosen if asked and not asked[0].options]
    number = [one.key for one in order.content.questions].index(question.show_if.question) + 1
    with force_locale("vi"):
        sentence: str = _(
            "Chỉ trả lời nếu câu %(number)s chọn %(labels)s.",
            number=number,
            labels=", ".join(labels),
        )
    return sentence
