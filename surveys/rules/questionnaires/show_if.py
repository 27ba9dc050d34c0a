"""The faults that only show between questions: repeated keys, conditions, what must be there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from base.words import N_
from surveys.questionnaire_content import MULTIPLE, RATING, RESPONDENT_KEY, SINGLE
from surveys.rules.questionnaires.fault import Fault, Faults, is_map, repeated_faults

RESPONDENT_KINDS = ("individual", "organisation")
LEVELS = ("1", "2", "3", "4", "5")
MOST_QUESTIONS = 60


@dataclass(frozen=True)
class PlacedQuestion:
    path: str
    raw: Mapping[str, Any]

    @property
    def key(self) -> Any:
        return self.raw.get("key")

    @property
    def condition(self) -> Any:
        return self.raw.get("show_if")


def placed_questions(sections: list[Any]) -> list[PlacedQuestion]:
    return [
        PlacedQuestion(f"sections/{i}/questions/{j}", question)
        for i, section in enumerate(sections)
        if is_map(section) and isinstance(section.get("questions"), list)
        for j, question in enumerate(section["questions"])
        if is_map(question)
    ]


def faults_between(questions: list[PlacedQuestion]) -> Faults:
    if len(questions) > MOST_QUESTIONS:
        yield Fault(
            "sections",
            N_("Bộ câu hỏi có %(count)s câu, nhiều nhất là %(most)s câu. Xin bớt câu."),
            {"count": len(questions), "most": MOST_QUESTIONS},
        )
    yield from repeated_faults(
        ((f"{one.path}/key", one.key) for one in questions),
        N_("Khóa câu hỏi «%(key)s» đã dùng ở trên. Mỗi câu cần một khóa riêng."),
    )
    if not any(
        one.raw.get("type") == RATING and one.raw.get("counts_in_index") is True
        for one in questions
    ):
        yield Fault("sections", N_("Phải có ít nhất một câu chấm năm mức tính vào chỉ số."))
    yield from _respondent(questions)
    yield from _conditions(questions)


def _respondent(questions: list[PlacedQuestion]) -> Faults:
    found = next((one for one in questions if one.key == RESPONDENT_KEY), None)
    if found is None:
        yield Fault(
            "sections",
            N_(
                "Thiếu câu hỏi ông/bà trả lời cho ai (khóa respondent_kind). Bộ câu hỏi nào cũng phải hỏi."
            ),
        )
        return
    options = found.raw.get("options")
    keys = [one.get("key") for one in options if is_map(one)] if isinstance(options, list) else []
    if found.raw.get("type") != SINGLE or sorted(map(str, keys)) != sorted(RESPONDENT_KINDS):
        yield Fault(
            found.path,
            N_(
                "Câu respondent_kind phải là câu chọn một, có đúng hai lựa chọn: "
                "individual (bản thân, gia đình) và organisation (tổ chức, doanh nghiệp)."
            ),
        )
    if found.condition is not None:
        yield Fault(f"{found.path}/show_if", N_("Câu này luôn phải hiện, không đặt điều kiện."))


def _conditions(questions: list[PlacedQuestion]) -> Faults:
    circles = _in_circle({str(one.key): _asked(one.condition) for one in questions})
    earlier: dict[Any, PlacedQuestion] = {}
    later = {one.key for one in questions if isinstance(one.key, str)}
    for one in questions:
        if one.condition is not None:
            path = f"{one.path}/show_if"
            if str(one.key) in circles:
                chain = " → ".join(circles[str(one.key)])
                sentence = N_("Điều kiện hiện đi thành vòng tròn: %(chain)s. Xin bỏ một điều kiện.")
                yield Fault(path, sentence, {"chain": chain})
            else:
                yield from _condition(one.condition, earlier, later, path)
        if isinstance(one.key, str):
            earlier[one.key] = one


def _asked(condition: Any) -> str:
    return str(condition.get("question")) if is_map(condition) else ""


def _in_circle(points_to: Mapping[str, str]) -> dict[str, list[str]]:
    """key → the circle it is part of, spelled from itself back to itself."""
    circles = {}
    for start in points_to:
        chain, here = [start], points_to[start]
        while here in points_to and here not in chain:
            chain.append(here)
            here = points_to[here]
        if here == start:
            circles[start] = [*chain, start]
    return circles


def _condition(
    raw: Any, earlier: Mapping[Any, PlacedQuestion], known: set[Any], path: str
) -> Faults:
    if not is_map(raw) or set(raw) != {"question", "values"} or not isinstance(raw["values"], list):
        yield Fault(
            path, N_("Điều kiện hiện phải gồm câu hỏi (question) và các câu trả lời (values).")
        )
        return
    asked = raw["question"] if isinstance(raw["question"], str) else ""
    if asked not in earlier:
        sentence = (
            N_("Điều kiện hiện hỏi câu «%(key)s» đứng sau câu này. Chỉ dùng được câu đứng trước.")
            if asked in known
            else N_("Điều kiện hiện hỏi câu «%(key)s» nhưng không có câu đó.")
        )
        yield Fault(f"{path}/question", sentence, {"key": asked})
        return
    yield from _condition_values(raw["values"], earlier[asked].raw, path)


def _condition_values(values: list[Any], asked: Mapping[str, Any], path: str) -> Faults:
    possible = answers_of(asked)
    if not possible:
        sentence = N_(
            "Điều kiện hiện chỉ dùng câu chấm mức hoặc câu chọn, không dùng câu số, câu chữ."
        )
        yield Fault(f"{path}/question", sentence)
        return
    if not values:
        yield Fault(f"{path}/values", N_("Xin chọn ít nhất một câu trả lời làm điều kiện."))
    for value in values:
        if str(value) not in possible:
            sentence = N_("Câu «%(key)s» không có câu trả lời «%(value)s».")
            yield Fault(f"{path}/values", sentence, {"key": asked.get("key"), "value": value})


def answers_of(question: Mapping[str, Any]) -> tuple[str, ...]:
    """What a show-if may name of a question: levels or option keys; () for numbers and words."""
    if question.get("type") == RATING:
        return LEVELS
    options = question.get("options")
    if question.get("type") in (SINGLE, MULTIPLE) and isinstance(options, list):
        return tuple(str(one.get("key")) for one in options if is_map(one))
    return ()
