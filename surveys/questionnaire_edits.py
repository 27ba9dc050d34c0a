"""What an editor does to a document: put, move, duplicate and remove sections and questions.

Pure: every function takes a Content and returns a new one. Keys name what is meant, never places, so an
edit means the same on a document that somebody else has changed meanwhile.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from base.words import fold
from surveys.questionnaire_content import RESPONDENT_KEY, Content, Question, Section, read_content

_LONGEST_KEY = 40

Part = TypeVar("Part")


class PartMissing(LookupError):
    """No section or question has this key (any more)."""


def free_key(text: str, taken: Iterable[str]) -> str:
    """A key made of the words of `text` that is not taken yet."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")
    base = (words if words[:1].isalpha() else f"q_{words}")[: _LONGEST_KEY - 4].strip("_")
    known = set(taken)
    key, number = base, 2
    while key in known:
        key, number = f"{base}_{number}", number + 1
    return key


def free_name(title: str, taken: Iterable[str]) -> str:
    """A short name for a questionnaire (files, addresses) that is not taken yet."""
    return free_key(title, (name.replace("-", "_") for name in taken)).replace("_", "-")


def blank_content(title: str) -> Content:
    """Where a new questionnaire begins: the one question that every questionnaire asks."""
    who = {
        "key": RESPONDENT_KEY,
        "type": "single",
        "texts": {"vi": "Ông/bà trả lời cho ai?", "en": "Who are you answering for?"},
        "is_required": True,
        "options": [
            {
                "key": "individual",
                "texts": {"vi": "Cho bản thân hoặc gia đình", "en": "Myself or my family"},
            },
            {
                "key": "organisation",
                "texts": {
                    "vi": "Cho cơ quan, tổ chức, doanh nghiệp",
                    "en": "An organisation or a business",
                },
            },
        ],
    }
    about = {"key": "about", "texts": {"vi": "Về ông/bà", "en": "About you"}, "questions": [who]}
    return read_content({"title": {"vi": title}, "minutes": 1, "sections": [about]})


def get_section(content: Content, key: str) -> Section:
    for section in content.sections:
        if section.key == key:
            return section
    raise PartMissing(key)


def get_question(content: Content, key: str) -> Question:
    for question in content.questions:
        if question.key == key:
            return question
    raise PartMissing(key)


def section_of(content: Content, question_key: str) -> Section:
    for section in content.sections:
        if any(question.key == question_key for question in section.questions):
            return section
    raise PartMissing(question_key)


def path_of(content: Content, question_key: str) -> str:
    """Where the question stands in the document, as the paths of faults spell it."""
    section = section_of(content, question_key)
    keys = [question.key for question in section.questions]
    return f"sections/{content.sections.index(section)}/questions/{keys.index(question_key)}/"


def questions_before(content: Content, key: str | None, section_key: str) -> list[Question]:
    """The questions asked before `key`, or before a new one at the end of the section."""
    before: list[Question] = []
    for section in content.sections:
        for question in section.questions:
            if question.key == key:
                return before
            before.append(question)
        if section.key == section_key and key is None:
            return before
    return before


def put_section(content: Content, section: Section, old_key: str | None = None) -> Content:
    """Replaces the section `old_key`, or adds a new one: last, but before the closing «about you»."""
    if old_key is not None:
        get_section(content, old_key)
        return _with_sections(
            content, (section if one.key == old_key else one for one in content.sections)
        )
    sections = list(content.sections)
    closing = bool(sections) and any(q.key == RESPONDENT_KEY for q in sections[-1].questions)
    sections.insert(len(sections) - closing, section)
    return _with_sections(content, sections)


def put_question(
    content: Content, question: Question, section_key: str, old_key: str | None = None
) -> Content:
    """Replaces the question `old_key` where it stands, or adds it at the end of the section.

    A changed key is followed by the conditions that ask this question.
    """
    if old_key is None:
        section = get_section(content, section_key)
        return put_section(
            content, replace(section, questions=(*section.questions, question)), section_key
        )
    get_question(content, old_key)
    changed = _each_question(content, lambda one: question if one.key == old_key else one)
    changed = _each_question(changed, lambda one: _asking(one, old_key, question.key))
    if section_of(changed, question.key).key == section_key:
        return changed
    return put_question(remove_question(changed, question.key), question, section_key)


def _asking(question: Question, old_key: str, new_key: str) -> Question:
    if question.show_if is None or question.show_if.question != old_key:
        return question
    return replace(question, show_if=replace(question.show_if, question=new_key))


def move_section(content: Content, key: str, step: int) -> Content:
    """One place up (-1) or down (+1); at the end it stays."""
    return _with_sections(content, _moved(content.sections, get_section(content, key), step))


def move_question(content: Content, key: str, step: int) -> Content:
    """One place up or down; over the edge of its section into the neighbouring one."""
    home, question = section_of(content, key), get_question(content, key)
    place = home.questions.index(question) + step
    if 0 <= place < len(home.questions):
        moved = tuple(_moved(home.questions, question, step))
        return put_section(content, replace(home, questions=moved), home.key)
    keys = [section.key for section in content.sections]
    neighbour = keys.index(home.key) + step
    if not 0 <= neighbour < len(keys):
        return content
    target = content.sections[neighbour]
    kept = (question, *target.questions) if step > 0 else (*target.questions, question)
    without = remove_question(content, key)
    return put_section(without, replace(target, questions=kept), target.key)


def place_question(content: Content, key: str, before: str) -> Content:
    """Moves the question to stand directly before another one, in whatever section that is."""
    question = get_question(content, key)
    target = section_of(content, before)
    if key == before:
        return content
    without = remove_question(content, key)
    kept: list[Question] = []
    for one in get_section(without, target.key).questions:
        kept += [question, one] if one.key == before else [one]
    return put_section(without, replace(target, questions=tuple(kept)), target.key)


def duplicate_section(content: Content, key: str) -> Content:
    """A copy directly behind, every key of it new; conditions inside the copy ask the copies."""
    section = get_section(content, key)
    taken = [question.key for question in content.questions]
    names: dict[str, str] = {}
    for question in section.questions:
        names[question.key] = free_key(question.key, [*taken, *names.values()])
    copies = [replace(question, key=names[question.key]) for question in section.questions]
    for old, new in names.items():
        copies = [_asking(question, old, new) for question in copies]
    new_key = free_key(key, (one.key for one in content.sections))
    copied = replace(section, key=new_key, questions=tuple(copies))
    return _with_sections(content, _behind(content.sections, section, copied))


def duplicate_question(content: Content, key: str) -> Content:
    section, question = section_of(content, key), get_question(content, key)
    copied = replace(question, key=free_key(key, (one.key for one in content.questions)))
    changed = tuple(_behind(section.questions, question, copied))
    return put_section(content, replace(section, questions=changed), section.key)


def remove_section(content: Content, key: str) -> Content:
    get_section(content, key)
    return _with_sections(content, (one for one in content.sections if one.key != key))


def remove_question(content: Content, key: str) -> Content:
    """Without the question; conditions that ask it stay, and are named as faults."""
    section = section_of(content, key)
    kept = tuple(one for one in section.questions if one.key != key)
    return put_section(content, replace(section, questions=kept), section.key)


def _with_sections(content: Content, sections: Iterable[Section]) -> Content:
    return replace(content, sections=tuple(sections))


def _each_question(content: Content, change: Callable[[Question], Question]) -> Content:
    return _with_sections(
        content,
        (replace(one, questions=tuple(map(change, one.questions))) for one in content.sections),
    )


def _moved(parts: tuple[Part, ...], part: Part, step: int) -> list[Part]:
    changed = list(parts)
    place = changed.index(part)
    target = min(max(place + step, 0), len(changed) - 1)
    changed.insert(target, changed.pop(place))
    return changed


def _behind(parts: tuple[Part, ...], part: Part, copied: Part) -> list[Part]:
    place = parts.index(part) + 1
    return [*parts[:place], copied, *parts[place:]]


def without_loose_conditions(content: Content) -> Content:
    """A draft as it can be shown: conditions on a question that is gone or comes later are left out."""
    earlier: set[str] = set()

    def settled(question: Question) -> Question:
        earlier.add(question.key)
        if question.show_if and question.show_if.question not in earlier - {question.key}:
            return replace(question, show_if=None)
        return question

    return _each_question(content, settled)
