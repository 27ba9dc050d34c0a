"""Questionnaires as pages show them: the outline of a version, the changes between two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from base.words import N_
from surveys.questionnaire_content import (
    RESPONDENT_KEY,
    Content,
    Question,
    Section,
    ShowIf,
    Texts,
    text_in,
)
from surveys.rules.questionnaires import Fault


@dataclass(frozen=True)
class Condition:
    """«Chỉ hiện khi câu `number` là `answers`»; number 0 when that question is gone or comes later."""

    number: int
    answers: tuple[str, ...]


@dataclass(frozen=True)
class OutlineQuestion:
    """`number` counts through the questionnaire from 1, as residents see it."""

    number: int
    question: Question
    text: str
    condition: Condition | None
    faults: tuple[Fault, ...]
    is_fixed: bool


@dataclass(frozen=True)
class OutlineSection:
    key: str
    text: str
    questions: tuple[OutlineQuestion, ...]
    faults: tuple[Fault, ...]
    is_fixed: bool


@dataclass(frozen=True)
class Outline:
    """`faults` are those of the whole; `fault_count` counts all."""

    sections: tuple[OutlineSection, ...]
    faults: tuple[Fault, ...]
    fault_count: int
    question_count: int
    index_count: int


def outline(content: Content, faults: Iterable[Fault], language: str = "vi") -> Outline:
    found = list(faults)
    numbers = {question.key: place for place, question in enumerate(content.questions, 1)}
    sections = tuple(
        _outline_section(content, section, f"sections/{i}", numbers, found, language)
        for i, section in enumerate(content.sections)
    )
    shown = {fault for one in sections for fault in one.faults}
    shown |= {fault for one in sections for q in one.questions for fault in q.faults}
    rest = tuple(fault for fault in found if fault not in shown)
    return Outline(sections, rest, len(found), len(content.questions), len(content.index_questions))


def _outline_section(
    content: Content,
    section: Section,
    path: str,
    numbers: Mapping[str, int],
    faults: list[Fault],
    language: str,
) -> OutlineSection:
    questions = tuple(
        OutlineQuestion(
            numbers[question.key],
            question,
            text_in(question.texts, language),
            _condition(content, question.show_if, numbers, language),
            _under(f"{path}/questions/{j}", faults),
            question.key == RESPONDENT_KEY,
        )
        for j, question in enumerate(section.questions)
    )
    own = tuple(
        fault
        for fault in faults
        if fault.path in (path, f"{path}/key", f"{path}/questions")
        or fault.path.startswith(f"{path}/texts")
    )
    fixed = any(one.is_fixed for one in questions)
    return OutlineSection(section.key, text_in(section.texts, language), questions, own, fixed)


def _under(path: str, faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(one for one in faults if one.path == path or one.path.startswith(f"{path}/"))


def _condition(
    content: Content, show_if: ShowIf | None, numbers: Mapping[str, int], language: str
) -> Condition | None:
    if show_if is None:
        return None
    asked = next((one for one in content.questions if one.key == show_if.question), None)
    options = {one.key: text_in(one.texts, language) for one in asked.options} if asked else {}
    answers = tuple(options.get(value, value) for value in show_if.values)
    return Condition(numbers.get(show_if.question, 0), answers)


@dataclass(frozen=True)
class Change:
    """One difference; `sentence` is a message id, `what` the part's Vietnamese text."""

    sentence: str
    what: str
    language: str = ""
    before: str = ""
    after: str = ""
    is_warning: bool = False


_FIELDS = {
    "type": N_("Kiểu câu hỏi"),
    "is_required": N_("Bắt buộc trả lời"),
    "counts_in_index": N_("Tính vào chỉ số hài lòng"),
    "allows_no_opinion": N_("Có nút «Không có ý kiến»"),
    "rated": N_("Câu này chấm phần việc của ai"),
    "minimum": N_("Số nhỏ nhất"),
    "maximum": N_("Số lớn nhất"),
}


def compare(before: Content, after: Content) -> list[Change]:
    """What changed from one version to the other, in the order of the newer one."""
    changes = [
        *_text_changes(N_("Tên bộ câu hỏi"), "", before.title, after.title),
        *_text_changes(N_("Để làm gì"), "", before.purpose, after.purpose),
    ]
    if before.minutes != after.minutes:
        minutes = (str(before.minutes), str(after.minutes))
        changes.append(Change(N_("Số phút trả lời"), "", "", *minutes))
    return [*changes, *_section_changes(before, after), *_question_changes(before, after)]


def _section_changes(before: Content, after: Content) -> list[Change]:
    old = {one.key: one for one in before.sections}
    new = {one.key: one for one in after.sections}
    changes = [
        Change(N_("Bỏ nhóm"), one.texts["vi"], is_warning=True)
        for key, one in old.items()
        if key not in new
    ]
    for key, section in new.items():
        if key in old:
            what = section.texts["vi"]
            changes += _text_changes(N_("Tên nhóm"), what, old[key].texts, section.texts)
        else:
            changes.append(Change(N_("Thêm nhóm"), section.texts["vi"]))
    return changes


def _question_changes(before: Content, after: Content) -> list[Change]:
    old = {one.key: one for one in before.questions}
    new = {one.key: one for one in after.questions}
    moved = _moved(before, after)
    changes = [
        Change(N_("Bỏ câu hỏi"), one.texts["vi"], is_warning=one.counts_in_index)
        for key, one in old.items()
        if key not in new
    ]
    for key, question in new.items():
        if key not in old:
            changes.append(
                Change(
                    N_("Thêm câu hỏi"), question.texts["vi"], is_warning=question.counts_in_index
                )
            )
            continue
        if key in moved:
            changes.append(Change(N_("Đổi chỗ"), question.texts["vi"]))
        changes += _changes_of_one(old[key], question)
    return changes


def _moved(before: Content, after: Content) -> set[str]:
    """Keys in both versions that stand in another order or another section."""

    def places(content: Content) -> list[tuple[str, str]]:
        return [(s.key, q.key) for s in content.sections for q in s.questions]

    old, new = places(before), places(after)
    common = {key for _s, key in old} & {key for _s, key in new}
    old = [one for one in old if one[1] in common]
    new = [one for one in new if one[1] in common]
    stayed: set[str] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        stayed |= {key for _s, key in old[block.a : block.a + block.size]}
    return common - stayed


def _changes_of_one(old: Question, new: Question) -> list[Change]:
    what = new.texts["vi"]
    changes = _text_changes(N_("Lời câu hỏi"), what, old.texts, new.texts)
    changes += _text_changes(N_("Lời giải thích thêm"), what, old.help, new.help)
    for name, label in _FIELDS.items():
        values = (getattr(old, name), getattr(new, name))
        if values[0] != values[1]:
            spelled = ["" if one is None else str(one) for one in values]
            warning = name in ("type", "counts_in_index", "rated")
            changes.append(Change(label, what, "", spelled[0], spelled[1], is_warning=warning))
    changes += _option_changes(old, new)
    if old.show_if != new.show_if:
        changes.append(
            Change(N_("Điều kiện hiện"), what, "", _spelled(old.show_if), _spelled(new.show_if))
        )
    return changes


def _spelled(show_if: ShowIf | None) -> str:
    return f"{show_if.question}: {', '.join(show_if.values)}" if show_if else ""


def _option_changes(old: Question, new: Question) -> list[Change]:
    what = new.texts["vi"]
    before = {one.key: one.texts for one in old.options}
    after = {one.key: one.texts for one in new.options}
    changes = [
        Change(N_("Bỏ lựa chọn"), what, "", texts["vi"], "", is_warning=True)
        for key, texts in before.items()
        if key not in after
    ]
    for key, texts in after.items():
        if key in before:
            changes += _text_changes(N_("Lời lựa chọn"), what, before[key], texts)
        else:
            changes.append(Change(N_("Thêm lựa chọn"), what, "", "", texts["vi"]))
    return changes


def _text_changes(sentence: str, what: str, old: Texts, new: Texts) -> list[Change]:
    return [
        Change(sentence, what, language, old.get(language, ""), new.get(language, ""))
        for language in sorted({*old, *new}, key=lambda one: (one != "vi", one))
        if old.get(language, "") != new.get(language, "")
    ]
