"""What is wrong with a questionnaire document: every fault at once."""

from collections.abc import Mapping
from typing import Any

from base.words import N_
from surveys.rules.questionnaires.fault import (
    Fault,
    Faults,
    is_int,
    is_map,
    key_faults,
    repeated_faults,
    text_faults,
    unknown_field_faults,
)
from surveys.rules.questionnaires.question import LONGEST_HELP, question_faults
from surveys.rules.questionnaires.show_if import faults_between, placed_questions

MOST_SECTIONS = 20
LONGEST_TITLE = 200

_CONTENT_FIELDS = {"title", "purpose", "minutes", "sections"}
_SECTION_FIELDS = {"key", "texts", "questions"}


def check_content(raw: Any) -> list[Fault]:
    """Every fault of the document; [] means that `read_content` reads it and it may be published."""
    if not isinstance(raw, dict):
        return [Fault("", N_("Nội dung không phải là một bộ câu hỏi."))]
    return list(_content_faults(raw))


def check_question(raw: Any, path: str = "") -> list[Fault]:
    """The faults one question has by itself, wherever it may stand."""
    return list(question_faults(raw, path))


def _content_faults(raw: Mapping[str, Any]) -> Faults:
    yield from unknown_field_faults(raw, _CONTENT_FIELDS, "")
    yield from text_faults(raw.get("title"), "title", LONGEST_TITLE)
    yield from text_faults(raw.get("purpose", {}), "purpose", LONGEST_HELP, needed=False)
    minutes = raw.get("minutes", 1)
    if not is_int(minutes) or not 1 <= minutes <= 60:
        yield Fault("minutes", N_("Số phút trả lời phải là số nguyên từ 1 đến 60."))
    sections = raw.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        yield Fault(
            "sections", N_("Bộ câu hỏi phải có từ 1 đến %(most)s nhóm."), {"most": MOST_SECTIONS}
        )
        return
    for number, section in enumerate(sections):
        yield from _section_faults(section, f"sections/{number}")
    yield from repeated_faults(
        ((f"sections/{i}/key", one.get("key")) for i, one in enumerate(sections) if is_map(one)),
        N_("Khóa nhóm «%(key)s» đã dùng ở trên. Mỗi nhóm cần một khóa riêng."),
    )
    yield from faults_between(placed_questions(sections))


def _section_faults(raw: Any, path: str) -> Faults:
    if not is_map(raw):
        yield Fault(path, N_("Chỗ này phải là một nhóm câu hỏi."))
        return
    yield from unknown_field_faults(raw, _SECTION_FIELDS, path)
    yield from key_faults(raw.get("key"), f"{path}/key")
    yield from text_faults(raw.get("texts"), f"{path}/texts", LONGEST_TITLE)
    questions = raw.get("questions")
    if not isinstance(questions, list) or not questions:
        yield Fault(
            f"{path}/questions", N_("Nhóm này chưa có câu hỏi. Xin thêm câu hoặc xóa nhóm.")
        )
        return
    for number, question in enumerate(questions):
        yield from question_faults(question, f"{path}/questions/{number}")
