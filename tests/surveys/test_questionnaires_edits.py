"""Edits of a document: whatever is pressed, nothing else is lost and keys stay unique."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaire_content import Content, read_content, to_json
from surveys.questionnaire_edits import (
    PartMissing,
    blank_content,
    duplicate_question,
    duplicate_section,
    free_key,
    get_question,
    move_question,
    move_section,
    place_question,
    put_question,
    put_section,
    remove_question,
    section_of,
    without_loose_conditions,
)
from surveys.rules.questionnaires import check_content
from tests.factories import make_content
from tests.surveys.questionnaires import contents, texts_of_people

Edit = Callable[[Content, str], Content]


def keys_of(content: Content) -> list[str]:
    return [question.key for question in content.questions]


def small() -> Content:
    return read_content(make_content())


@given(contents, st.data())
@settings(max_examples=30, deadline=None)
def test_moving_and_placing_keeps_every_question(content: Content, data: Any) -> None:
    for _turn in range(3):
        key = data.draw(st.sampled_from(keys_of(content)))
        other = data.draw(st.sampled_from(keys_of(content)))
        section = data.draw(st.sampled_from([one.key for one in content.sections]))
        moves = (
            move_question(content, key, data.draw(st.sampled_from([-1, 1]))),
            place_question(content, key, other),
            move_section(content, section, data.draw(st.sampled_from([-1, 1]))),
        )
        changed = data.draw(st.sampled_from(moves))
        assert sorted(keys_of(changed)) == sorted(keys_of(content))
        assert sorted(map(repr, changed.questions)) == sorted(map(repr, content.questions))
        content = changed


@given(contents, st.data())
@settings(max_examples=30, deadline=None)
def test_a_duplicate_stands_behind_under_a_key_of_its_own(content: Content, data: Any) -> None:
    key = data.draw(st.sampled_from(keys_of(content)))
    changed = duplicate_question(content, key)
    keys = keys_of(changed)
    assert len(set(keys)) == len(keys) == len(keys_of(content)) + 1
    assert keys[: keys.index(key) + 1] == keys_of(content)[: keys_of(content).index(key) + 1]


@given(contents, st.data())
@settings(max_examples=30, deadline=None)
def test_a_duplicated_section_asks_its_own_copies(content: Content, data: Any) -> None:
    section = data.draw(st.sampled_from(content.sections))
    changed = duplicate_section(content, section.key)
    assert check_content(to_json(changed)) == []
    place = [one.key for one in content.sections].index(section.key)
    inside = {one.key for one in section.questions}
    copies = {one.key for one in changed.sections[place + 1].questions}
    pairs = zip(section.questions, changed.sections[place + 1].questions, strict=True)
    for original, copied in pairs:
        if original.show_if and copied.show_if:
            asks_inside = original.show_if.question in inside
            assert (copied.show_if.question in copies) == asks_inside


@given(contents, st.data())
@settings(max_examples=30, deadline=None)
def test_a_draft_with_a_question_taken_out_can_still_be_shown(content: Content, data: Any) -> None:
    key = data.draw(st.sampled_from(keys_of(content)))
    shown = without_loose_conditions(remove_question(content, key))
    sentences = [one.path for one in check_content(to_json(shown))]
    assert not [path for path in sentences if "show_if" in path]


@given(texts_of_people, st.lists(texts_of_people))
def test_a_key_made_of_any_words_is_a_valid_free_key(text: str, others: list[str]) -> None:
    taken: list[str] = []
    for one in (*others, text):
        taken.append(free_key(one, taken))
    assert len(set(taken)) == len(taken)
    document = make_content()
    document["sections"][0]["questions"][0]["key"] = taken[-1]
    assert check_content(document) == []


def test_a_key_comes_from_the_words_without_diacritics() -> None:
    assert free_key("Đúng hẹn?", ["dung_hen"]) == "dung_hen_2"


def test_a_question_over_the_edge_goes_to_the_neighbouring_section() -> None:
    changed = move_question(small(), "item_3", 1)
    assert keys_of(changed) == keys_of(small())
    assert section_of(changed, "item_3").key == "about"
    assert move_question(small(), "item_1", -1) == small()


def test_a_new_section_stands_before_the_closing_one() -> None:
    section = blank_content("x").sections[0]
    changed = put_section(small(), type(section)("access", {"vi": "Tiếp cận"}, ()))
    assert [one.key for one in changed.sections] == ["service", "access", "about"]


def test_a_changed_key_is_followed_by_the_conditions_that_ask_it() -> None:
    document = make_content()
    condition = {"question": "item_1", "values": ["1"]}
    document["sections"][1]["questions"][1]["show_if"] = condition
    content = read_content(document)
    renamed = type(content.questions[0])(
        **{**vars(get_question(content, "item_1")), "key": "manner"}
    )
    changed = put_question(content, renamed, "service", "item_1")
    words = get_question(changed, "words")
    assert words.show_if is not None
    assert words.show_if.question == "manner"


def test_a_question_can_be_put_into_another_section() -> None:
    content = small()
    changed = put_question(content, get_question(content, "item_2"), "about", "item_2")
    assert [one.key for one in changed.sections[1].questions][-1] == "item_2"
    assert len(changed.questions) == len(content.questions)


def test_what_is_gone_is_said() -> None:
    with pytest.raises(PartMissing):
        move_question(small(), "nobody", 1)


def test_a_new_questionnaire_lacks_only_an_index_item() -> None:
    faults = check_content(to_json(blank_content("Khảo sát")))
    assert [fault.path for fault in faults] == ["sections"]
