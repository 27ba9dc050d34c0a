"""Arbitrary valid questionnaires and answers to them, for hypothesis."""

from typing import Any

from hypothesis import strategies as st

from base.words import nfc
from surveys.packing import NO_OPINION
from surveys.questionnaire_content import (
    LONG_TEXT,
    MULTIPLE,
    NUMBER,
    RATING,
    SHORT_TEXT,
    SINGLE,
    Content,
    Question,
    read_content,
)
from surveys.rules.questionnaires.show_if import answers_of

keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Cf", "Zs", "Zl", "Zp"))
_WORDS = st.sampled_from(
    ["Nơi tiếp đón", "ông/bà", "đúng hẹn", "=1+1", "@xã", "-5", "'quầy'", "1.0", "có", "a, b; c"]
)
texts_of_people = (
    st.lists(st.one_of(_WORDS, st.text(_LETTERS, min_size=1, max_size=12)), min_size=1, max_size=5)
    .map(lambda words: nfc(" ".join(words)).strip())
    .filter(lambda text: 0 < len(text) <= 190)
)
translated = st.fixed_dictionaries(
    {"vi": texts_of_people}, optional={"en": texts_of_people, "tyz": texts_of_people}
)
whole_numbers = st.integers(-(2**31) + 1, 2**31 - 1)


@st.composite
def options(draw: Any) -> list[dict[str, Any]]:
    names = draw(st.lists(keys, min_size=2, max_size=16, unique=True))
    found = [{"key": name, "texts": draw(translated)} for name in names]
    if draw(st.booleans()):
        found[-1]["is_other"] = True
    return found


@st.composite
def questions(draw: Any, key: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    kind = draw(st.sampled_from([RATING, SINGLE, MULTIPLE, NUMBER, SHORT_TEXT, LONG_TEXT]))
    question: dict[str, Any] = {
        "key": key,
        "type": kind,
        "texts": draw(translated),
        "help": draw(st.one_of(st.just({}), translated)),
        "is_required": draw(st.booleans()),
        "counts_in_index": kind == RATING and draw(st.booleans()),
        "allows_no_opinion": kind == RATING and draw(st.booleans()),
    }
    if kind == RATING:
        question["rated"] = draw(st.sampled_from(["both", "receiving", "resolving"]))
    if kind in (SINGLE, MULTIPLE):
        question["options"] = draw(options())
    if kind == NUMBER and draw(st.booleans()):
        low, high = sorted(draw(st.lists(whole_numbers, min_size=2, max_size=2, unique=True)))
        question |= {"minimum": low, "maximum": high}
    asked = [one for one in earlier if answers_of(one)]
    if asked and draw(st.booleans()):
        target = draw(st.sampled_from(asked))
        values = draw(st.lists(st.sampled_from(answers_of(target)), min_size=1, unique=True))
        question["show_if"] = {"question": target["key"], "values": values}
    return question


_WHO = {
    "key": "respondent_kind",
    "type": SINGLE,
    "texts": {"vi": "Ông/bà trả lời cho ai?"},
    "options": [
        {"key": "individual", "texts": {"vi": "Cho bản thân"}},
        {"key": "organisation", "texts": {"vi": "Cho tổ chức"}},
    ],
}
_RATED = {"key": "overall", "type": RATING, "texts": {"vi": "Nhìn chung"}, "counts_in_index": True}


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Valid questionnaire documents with the question everybody is asked and one index item."""
    names = draw(st.lists(keys, max_size=8, unique=True))
    taken = [name for name in names if name not in ("respondent_kind", "overall")]
    found: list[dict[str, Any]] = [_WHO, _RATED]
    for name in taken:
        found.append(draw(questions(name, found)))
    cuts = sorted(draw(st.sets(st.integers(1, len(found) - 1), max_size=3)))
    parts = [found[a:b] for a, b in zip([0, *cuts], [*cuts, len(found)], strict=True)]
    section_keys = draw(st.lists(keys, min_size=len(parts), max_size=len(parts), unique=True))
    return {
        "title": draw(translated),
        "purpose": draw(st.one_of(st.just({}), translated)),
        "minutes": draw(st.integers(1, 60)),
        "sections": [
            {"key": key, "texts": draw(translated), "questions": part}
            for key, part in zip(section_keys, parts, strict=True)
        ],
    }


contents = documents().map(read_content)


def _answer(question: Question) -> st.SearchStrategy[Any]:
    keys_given = [option.key for option in question.options]
    if question.type == RATING:
        return st.sampled_from([1, 2, 3, 4, 5, NO_OPINION])
    if question.type == SINGLE:
        return st.sampled_from(keys_given)
    if question.type == MULTIPLE:
        places = st.sets(st.integers(0, len(keys_given) - 1), min_size=1)
        return places.map(lambda chosen: [keys_given[place] for place in sorted(chosen)])
    return whole_numbers


@st.composite
def answered(draw: Any) -> tuple[Content, dict[str, Any]]:
    """A questionnaire and answers to some of its questions, free words left out."""
    content = draw(contents)
    answers = {}
    for question in content.questions:
        if question.type not in (SHORT_TEXT, LONG_TEXT) and draw(st.booleans()):
            answers[question.key] = draw(_answer(question))
    return content, answers
