"""Residents' pages as HTML: the form with whatever is filled in, thanks, and why not.

Rendered by the answering routes, and by staff pages that show a questionnaire as a phone shows it
(`mode="preview"`: nothing can be sent). Touches no database and no session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from base.typed import Fields, Mistake, printable
from base.web import LANGUAGES
from base.words import N_
from surveys.languages import OWN_NAMES
from surveys.packing import NO_OPINION
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    RATING,
    SINGLE,
    Content,
    Question,
    ShowIf,
    text_in,
)
from surveys.rules.answers import (
    OTHER_LIMIT,
    OTHER_SUFFIX,
    Given,
)
from surveys.rules.labels import (
    BAIT_FIELD,
    BESIDE_FIELD,
    BESIDE_QUESTION,
    PRIVATE_SUFFIX,
    WORK_BITS,
    Beside,
)

LEVEL_WORDS = (
    N_("Rất không hài lòng"),
    N_("Không hài lòng"),
    N_("Bình thường"),
    N_("Hài lòng"),
    N_("Rất hài lòng"),
)
BESIDE_WORDS = {
    Beside.ALONE: N_("Không có ai"),
    Beside.FAMILY: N_("Có người nhà giúp đọc, bấm"),
    Beside.STAFF_NEAR: N_("Có cán bộ đứng cạnh"),
    Beside.STAFF_GUIDED: N_("Có cán bộ hướng dẫn chọn mức"),
}
MODES = ("live", "kiosk", "test", "preview", "anew")


@dataclass(frozen=True)
class AnswerPage:
    """What a page is about. `agency_names` and the questions have a text per language.

    `address` is the page's own, `action` where the form goes: another address, because browsers forget
    a cached page once something was posted to its address, and the back button shall find the page with
    its nonce. A kiosk goes back to `kiosk_address`. `nonce` is the token or a slot for it. A page behind a
    valid code asks for no work.
    """

    content: Content
    agency_names: Mapping[str, str]
    place_name: str = ""
    language: str = "vi"
    nonce: str = ""
    mode: str = "live"
    address: str = ""
    action: str = ""
    kiosk_address: str = ""
    is_demo: bool = False
    asks_work: bool = True


@dataclass(frozen=True)
class Filled:
    """What the person had filled in, to be shown again; `notice` names why the page is back."""

    fields: Fields = field(default_factory=dict)
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    whole: Sequence[Mistake] = ()
    notice: str = ""  # "" | "again" | "busy" | "stale"


NOTHING_FILLED = Filled()


def filled_from(fields: Fields, given: Given | None = None, notice: str = "") -> Filled:
    if given is None:
        return Filled(fields, notice=notice)
    return Filled(fields, given.mistakes, given.whole, notice)


def interface_language(language: str) -> str:
    """The language of buttons and sentences on a page whose questions are in `language`."""
    return language if language in LANGUAGES else "vi"


def offered_languages(content: Content) -> tuple[str, ...]:
    """Vietnamese first, then every language in which the title was translated."""
    return ("vi", *sorted(code for code, text in content.title.items() if text and code != "vi"))


def language_links(page: AnswerPage) -> list[dict[str, Any]]:
    """What `language_switch` takes; a kiosk stays a kiosk. Who answers anew has chosen before."""
    if page.mode == "anew":
        return []
    extra = "&kiosk=1" if page.mode == "kiosk" else ""
    return [
        {
            "code": code,
            "label": language_name(code),
            "url": f"{page.address}?lang={code}{extra}",
            "current": code == page.language,
        }
        for code in offered_languages(page.content)
    ]


def language_name(code: str) -> str:
    """A language's name in itself."""
    return LANGUAGES.get(code) or OWN_NAMES.get(code, code)


def render_answer_page(page: AnswerPage, filled: Filled = NOTHING_FILLED) -> str:
    """The whole form page."""
    shown_in = page.language
    with force_locale(interface_language(shown_in)):
        sections = _section_views(page.content, shown_in, filled)
        return render_template(
            "surveys/answer.html",
            page=page,
            title=text_in(page.content.title, shown_in),
            purpose=text_in(page.content.purpose, shown_in) if page.content.purpose else "",
            agency_name=text_in(page.agency_names, shown_in),
            sections=sections,
            question_count=sum(one.show_if is None for one in page.content.questions),
            errors=_summary(sections, filled),
            notice=filled.notice,
            languages=language_links(page),
            demo=page.is_demo,
            no_opinion=str(NO_OPINION),
            other_limit=OTHER_LIMIT,
            names={"beside": BESIDE_FIELD, "bait": BAIT_FIELD},
            beside_options=_beside_options(page.content),
            work_bits=WORK_BITS if page.asks_work and page.mode != "preview" else 0,
            beside_value="".join(filled.fields.get(BESIDE_FIELD, ())),
        )


def _beside_options(content: Content) -> list[dict[str, str]]:
    """The page's own last question; none where the questionnaire asks it itself."""
    if any(question.key == BESIDE_QUESTION for question in content.questions):
        return []
    return [{"value": one.option, "label": _(words)} for one, words in BESIDE_WORDS.items()]


def _section_views(content: Content, language: str, filled: Filled) -> list[dict[str, Any]]:
    """Sections with their questions as the template draws them; only unconditional ones are numbered."""
    by_key = {question.key: question for question in content.questions}
    views, number = [], 0
    for section in content.sections:
        questions = []
        for question in section.questions:
            number += question.show_if is None
            view = _question_view(question, language, filled)
            view["number"] = number if question.show_if is None else None
            view["condition"] = _condition(question.show_if, by_key, language)
            questions.append(view)
        heading = text_in(section.texts, language) if len(content.sections) > 1 else ""
        views.append({"heading": heading, "questions": questions})
    return views


def _question_view(question: Question, language: str, filled: Filled) -> dict[str, Any]:
    values = list(filled.fields.get(question.key, ()))
    mistake = filled.mistakes.get(question.key)
    return {
        "key": question.key,
        "type": question.type,
        "text": text_in(question.texts, language),
        "hint": _hint(question, language),
        "optional": not question.is_required,
        "options": _option_views(question, language),
        "no_opinion": question.type == RATING and question.allows_no_opinion,
        "values": values,
        "value": printable(values[0]) if values else "",
        "other": _other_view(question, filled),
        "private": _private_view(question, filled),
        "error": _(mistake.sentence) % mistake.values if mistake else "",
    }


def _hint(question: Question, language: str) -> str:
    """The question's own help; free words are asked to leave names out."""
    own = text_in(question.help, language) if question.help else ""
    anonymous = _("Xin đừng ghi tên, số điện thoại.") if question.type == LONG_TEXT else ""
    return " ".join(part for part in (own, anonymous) if part)


def _option_views(question: Question, language: str) -> list[dict[str, Any]]:
    if question.type == RATING:
        return [{"value": n, "label": _(word)} for n, word in enumerate(LEVEL_WORDS, start=1)]
    return [
        {"value": option.key, "label": text_in(option.texts, language), "other": option.is_other}
        for option in question.options
    ]


def _other_view(question: Question, filled: Filled) -> dict[str, str] | None:
    if question.type not in (SINGLE, MULTIPLE) or not any(o.is_other for o in question.options):
        return None
    name = question.key + OTHER_SUFFIX
    return {"name": name, "value": printable(" ".join(filled.fields.get(name, ())))}


def _private_view(question: Question, filled: Filled) -> dict[str, Any]:
    """The tick beside free words that keeps them from being published."""
    name = question.key + PRIVATE_SUFFIX
    return {"name": name, "is_ticked": name in filled.fields}


def _condition(
    show_if: ShowIf | None, by_key: Mapping[str, Question], language: str
) -> dict[str, str] | None:
    """For people: «if you chose … at …»; for the script: the field and its values."""
    if show_if is None:
        return None
    asked = by_key[show_if.question]
    labels = [
        option["label"]
        for option in _option_views(asked, language)
        if str(option["value"]) in show_if.values
    ]
    return {
        "question": text_in(asked.texts, language),
        "labels": _(" hoặc ").join(f"«{label}»" for label in labels),
        "field": show_if.question,
        "values": " ".join(show_if.values),
    }


def _summary(sections: Sequence[Mapping[str, Any]], filled: Filled) -> list[dict[str, str]]:
    """The list on top of the page: each mistake leads to its question."""
    errors = [{"text": _(mistake.sentence)} for mistake in filled.whole]
    for section in sections:
        for view in section["questions"]:
            if view["error"]:
                errors.append(
                    {"text": f"{view['text']}: {view['error']}", "href": f"#{view['key']}"}
                )
    return errors


def render_thanks_page(
    page: AnswerPage,
    number: str,
    key: str,
    urls: Mapping[str, str],
    last_day: date | None = None,
) -> str:
    """`urls`: check, results, again; anew where a coded response may be answered anew until `last_day`.

    Number and key as they are shown (or slots for them).
    """
    with force_locale(interface_language(page.language)):
        return render_template(
            "surveys/thanks.html",
            agency_name=text_in(page.agency_names, page.language),
            mode=page.mode,
            number=number,
            key=key,
            check_url=urls["check"],
            results_url=urls["results"],
            again_url=urls["again"],
            anew_url=urls["anew"],
            last_day=last_day,
            demo=page.is_demo,
        )
