"""What is wrong with a questionnaire document is said all at once, each at its place."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire_content import read_content
from surveys.rules.questionnaires import check_content
from surveys.rules.questionnaires.versions import key_faults_across
from tests.factories import make_content

Q = "sections/0/questions/0"
WHO = "sections/1/questions/0"


def changed(**fields: Any) -> dict[str, Any]:
    """The small questionnaire with fields of its first question replaced."""
    content = make_content()
    content["sections"][0]["questions"][0] |= fields
    return content


def paths(document: Any) -> list[str]:
    return sorted(fault.path for fault in check_content(document))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"key": "Nội dung"}, f"{Q}/key"),
        ({"key": "item_2"}, "sections/0/questions/1/key"),
        ({"key": 7}, f"{Q}/key"),
        ({"texts": {"en": "Only English"}}, f"{Q}/texts/vi"),
        ({"texts": {"vi": "  "}}, f"{Q}/texts/vi"),
        ({"texts": {"vi": "x" * 301}}, f"{Q}/texts/vi"),
        ({"texts": {"vi": "hỏng\x00"}}, f"{Q}/texts/vi"),
        ({"texts": {"vi": "hỏng\ud800"}}, f"{Q}/texts/vi"),
        ({"texts": {"vi": "tốt", "tiếng Anh": "good"}}, f"{Q}/texts/tiếng Anh"),
        ({"help": {"en": "only English"}}, f"{Q}/help/vi"),
        ({"type": "stars", "counts_in_index": False}, f"{Q}/type"),
        ({"is_required": "yes"}, f"{Q}/is_required"),
        ({"type": "number"}, f"{Q}/counts_in_index"),
        (
            {"type": "number", "counts_in_index": False, "allows_no_opinion": True},
            f"{Q}/allows_no_opinion",
        ),
        ({"type": "long_text", "counts_in_index": False, "rated": "receiving"}, f"{Q}/rated"),
        ({"rated": "everybody"}, f"{Q}/rated"),
        ({"options": [{"key": "a", "texts": {"vi": "a"}}]}, f"{Q}/options"),
        ({"type": "single", "counts_in_index": False}, f"{Q}/options"),
        ({"minimum": 1}, f"{Q}/minimum"),
        ({"type": "number", "counts_in_index": False, "minimum": 5, "maximum": 5}, f"{Q}/maximum"),
        ({"type": "number", "counts_in_index": False, "minimum": "năm"}, f"{Q}/minimum"),
        ({"type": "number", "counts_in_index": False, "maximum": 2**31}, f"{Q}/maximum"),
        ({"show_if": {"question": "item_2", "values": ["5"]}}, f"{Q}/show_if/question"),
        ({"show_if": {"question": "nobody", "values": ["5"]}}, f"{Q}/show_if/question"),
        ({"show_if": ["item_2"]}, f"{Q}/show_if"),
        ({"requird": True}, f"{Q}/requird"),
    ],
)
def test_a_fault_of_a_question_is_named_where_it_is(fields: dict[str, Any], path: str) -> None:
    assert paths(changed(**fields)) == [path]


def with_options(count: int) -> dict[str, Any]:
    options = [{"key": f"o{n}", "texts": {"vi": f"Ý {n}"}} for n in range(count)]
    return changed(type="multiple", counts_in_index=False, options=options)


@pytest.mark.parametrize(("count", "is_right"), [(1, False), (2, True), (16, True), (17, False)])
def test_a_choice_has_two_to_sixteen_options(count: int, is_right: bool) -> None:
    assert (paths(with_options(count)) == []) == is_right


def test_two_other_options_and_a_repeated_key_are_named() -> None:
    content = with_options(3)
    options = content["sections"][0]["questions"][0]["options"]
    options[0]["is_other"] = options[2]["is_other"] = True
    options[1]["key"] = "o0"
    assert paths(content) == [f"{Q}/options/1/key", f"{Q}/options/2/is_other"]


def test_a_condition_on_an_answer_that_does_not_exist_is_named() -> None:
    content = make_content()
    content["sections"][1]["questions"][1]["show_if"] = {"question": "item_1", "values": [4, "6"]}
    assert paths(content) == ["sections/1/questions/1/show_if/values"]


def test_a_condition_on_free_words_is_refused() -> None:
    content = make_content()
    content["sections"][1]["questions"].append(
        {
            "key": "more",
            "type": "short_text",
            "texts": {"vi": "Thêm"},
            "show_if": {"question": "words", "values": ["x"]},
        }
    )
    assert paths(content) == ["sections/1/questions/2/show_if/question"]


def test_conditions_in_a_circle_are_called_a_circle() -> None:
    content = changed(show_if={"question": "item_3", "values": ["1"]})
    questions = content["sections"][0]["questions"]
    questions[1]["show_if"] = {"question": "item_1", "values": ["1"]}
    questions[2]["show_if"] = {"question": "item_2", "values": ["1"]}
    faults = check_content(content)
    assert len(faults) == 3
    assert "item_1 → item_3 → item_2 → item_1" in faults[0].vietnamese


def test_without_an_index_item_or_the_question_for_whom_it_is_no_questionnaire() -> None:
    content = make_content()
    for question in content["sections"][0]["questions"]:
        question["counts_in_index"] = False
    del content["sections"][1]["questions"][0]
    assert paths(content) == ["sections", "sections"]


@pytest.mark.parametrize(
    "kinds", [["individual"], ["individual", "firm"], ["individual", "organisation", "x"]]
)
def test_the_question_for_whom_has_exactly_its_two_answers(kinds: list[str]) -> None:
    content = make_content()
    options = [{"key": kind, "texts": {"vi": kind}} for kind in kinds]
    content["sections"][1]["questions"][0]["options"] = options
    assert WHO in paths(content)


def test_the_question_for_whom_is_always_shown() -> None:
    content = make_content()
    condition = {"question": "item_1", "values": ["5"]}
    content["sections"][1]["questions"][0]["show_if"] = condition
    assert paths(content) == [f"{WHO}/show_if"]


@pytest.mark.parametrize("minutes", [0, 61, "1", True, 1.5])
def test_minutes_are_a_whole_number_up_to_sixty(minutes: Any) -> None:
    assert paths(make_content() | {"minutes": minutes}) == ["minutes"]


def test_an_empty_section_and_a_title_too_long_are_named() -> None:
    content = make_content() | {"title": {"vi": "x" * 201}}
    content["sections"].append({"key": "empty", "texts": {"vi": "Trống"}, "questions": []})
    assert paths(content) == ["sections/2/questions", "title/vi"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "title",
                    "sections",
                    "questions",
                    "key",
                    "texts",
                    "vi",
                    "type",
                    "options",
                    "show_if",
                    "question",
                    "values",
                    "help",
                ]
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(anything)
def test_anything_at_all_is_checked_without_a_crash(raw: Any) -> None:
    assert check_content(raw)


@given(anything, st.sampled_from(["sections", "title", "purpose", "minutes"]))
def test_a_document_with_a_strange_part_is_checked_without_a_crash(part: Any, name: str) -> None:
    check_content(make_content() | {name: part})


@given(
    anything,
    st.sampled_from(["key", "type", "texts", "help", "options", "show_if", "rated", "minimum"]),
)
def test_a_question_with_a_strange_part_is_checked_without_a_crash(part: Any, name: str) -> None:
    check_content(changed(**{name: part}))


def test_an_option_may_be_added_between_versions_but_not_taken_away() -> None:
    before = read_content(make_content())
    more, less = make_content(), make_content()
    more["sections"][0]["questions"].append(
        copy.deepcopy(with_options(3)["sections"][0]["questions"][0]) | {"key": "why"}
    )
    less["sections"][0]["questions"].append(
        copy.deepcopy(with_options(2)["sections"][0]["questions"][0]) | {"key": "why"}
    )
    assert key_faults_across(read_content(more), [before, read_content(less)]) == []
    faults = key_faults_across(read_content(less), [before, read_content(more)])
    assert [fault.path for fault in faults] == ["sections/0/questions/3/options"]
