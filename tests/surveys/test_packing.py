"""Answers as bytes come back as they went."""

from surveys.packing import pack, slots, unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_content


def test_answers_come_back_as_they_were_packed() -> None:
    content = read_content(make_content())
    answers = {"item_1": 5, "item_2": 9, "respondent_kind": "organisation"}
    assert unpack(content, pack(content, answers)) == answers


def test_free_words_take_no_slot() -> None:
    assert "words" not in slots(read_content(make_content()))
