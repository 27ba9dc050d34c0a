"""Serials, what is typed of a form, signs of invented forms."""

import random

import pytest

from base.typed import Mistake
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from surveys.rules.paper import keyed as rules
from surveys.rules.paper.scans import (
    LARGEST,
    LARGEST_ONE,
    ScanKindUnknown,
    ScanPagesWrong,
    ScanTooLarge,
    check_one_form,
    media_of,
    share_out,
)
from surveys.rules.paper.serials import (
    SerialOfOtherBatch,
    SerialWrong,
    check_letter,
    ranges_text,
    read_serial,
    serial_ranges,
    serial_text,
)
from surveys.rules.paper.signs import longest_fast_run, signs_of
from tests.factories import make_content

CONTENT = read_content(make_content())
PLAIN = {"item_1": ["5"], "item_2": ["0"], "item_3": [""], "respondent_kind": ["2"]}


def test_every_wrong_digit_and_every_swap_in_a_serial_is_caught() -> None:
    for number in (1, 417, 1234567, 9081726):
        text = f"{number:07d}"
        for at in range(7):
            for digit in "0123456789":
                changed = text[:at] + digit + text[at + 1 :]
                assert (check_letter(int(changed)) == check_letter(number)) is (changed == text)
        for at in range(6):
            swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            assert (check_letter(int(swapped)) == check_letter(number)) is (swapped == text)


def test_three_digits_and_the_letter_name_a_form_of_the_batch() -> None:
    for number in (998, 1000, 1005):
        short = f"{number % 1000}{check_letter(number)}"
        assert read_serial(short, 990, 40) == number
        assert read_serial(serial_text(number).lower(), 990, 40) == number


def test_a_serial_mistyped_or_of_another_batch_is_not_taken() -> None:
    right = serial_text(417)
    with pytest.raises(SerialWrong):
        read_serial("417" + ("A" if right[-1] != "A" else "B"), 400, 40)
    for nonsense in ("", "K", "41-", "4x7K", "٤١٧K", "12345678K"):
        with pytest.raises(SerialWrong):
            read_serial(nonsense, 400, 40)
    with pytest.raises(SerialOfOtherBatch):
        read_serial(serial_text(4417), 400, 40)


def test_neighbouring_serials_are_joined() -> None:
    assert serial_ranges([9, 3, 4, 5]) == [(3, 5), (9, 9)]
    assert ranges_text([]) == ""
    assert ranges_text([9]) == serial_text(9)


def test_one_key_an_answer_is_read_as_the_form_was_marked() -> None:
    typed = rules.read_typed(CONTENT, PLAIN, "filled")
    assert unpack(CONTENT, typed.keyed.answers) == {
        "item_1": 5,
        "item_2": 9,
        "respondent_kind": "organisation",
    }
    back = rules.keys_of(CONTENT, typed.keyed.answers)
    assert back == {"item_1": "5", "item_2": "0", "item_3": "", "respondent_kind": "2"}


def test_a_key_that_no_box_has_is_a_mistake_beside_its_question() -> None:
    wrong = {**PLAIN, "item_1": ["6"], "respondent_kind": ["3"]}
    typed = rules.read_typed(CONTENT, wrong, "filled")
    assert typed.mistakes["item_1"] == rules.NO_SUCH_LEVEL
    assert typed.mistakes["respondent_kind"] == Mistake(rules.NO_SUCH_CHOICE.sentence, {"last": 2})


def test_a_form_without_any_answer_must_be_called_blank() -> None:
    with pytest.raises(rules.NothingKeyed):
        rules.read_typed(CONTENT, {}, "filled")
    assert rules.read_typed(CONTENT, PLAIN, "blank").keyed == rules.Keyed("blank")
    with pytest.raises(rules.OutcomeUnknown):
        rules.read_typed(CONTENT, PLAIN, "gone")


def test_what_two_read_differently_is_named_by_question() -> None:
    first = rules.read_typed(CONTENT, PLAIN, "filled").keyed
    second = rules.read_typed(CONTENT, {**PLAIN, "item_2": ["1"]}, "filled").keyed
    assert rules.differing(CONTENT, first, second) == ["item_2"]
    assert rules.differing(CONTENT, first, rules.Keyed("blank")) == []
    assert not rules.is_same(first, second)


def test_pages_of_a_scanned_file_go_to_forms_in_order() -> None:
    assert [(one, list(pages)) for one, pages in share_out(4, [7, 9, 10], 2, "")] == [
        (7, [0, 1]),
        (9, [2, 3]),
    ]
    for pages in (0, 3, 8):
        with pytest.raises(ScanPagesWrong):
            share_out(pages, [7, 9, 10], 2, "")


def test_a_file_is_taken_for_what_its_bytes_say() -> None:
    assert media_of(b"x", {".jpg", ".jpeg"}) == "image/jpeg"
    for sniffed in (set(), {".svg"}, {".html"}, {".pdf", ".png"}):
        with pytest.raises(ScanKindUnknown):
            media_of(b"x", sniffed)


def honest_forms(count: int, seed: int) -> tuple[list[bytes], list[float]]:
    """Residents of all minds, in no order; four in ten mark the same level throughout."""
    draw = random.Random(seed)
    rows = []
    for _one in range(count):
        mood = draw.choice([2, 3, 4, 4, 5])
        spread = 0 if draw.random() < 0.4 else 1
        rows.append(bytes(min(5, max(1, mood + draw.randint(-spread, spread))) for _i in range(9)))
    return rows, [sum(one >= 4 for one in row) / 9 for row in rows]


def test_invented_forms_repeat_themselves_and_honest_ones_rarely() -> None:
    """80 forms: someone who presses the same row for a while, then another; against 200 honest boxes."""
    invented = [bytes([5] * 9)] * 25 + [bytes([4] * 9)] * 15 + [bytes([5, 4] * 4 + [5])] * 25
    invented += [bytes([4, 5] * 4 + [4])] * 15
    shares = [sum(one >= 4 for one in row) / 9 for row in invented]
    assert (signs_of([4] * 80, invented, shares, 30).repeat_z or 0) > 10
    alarms = 0
    for seed in range(60):
        rows, satisfied = honest_forms(80, seed)
        signs = signs_of([8] * 80, rows, satisfied, 30)
        alarms += max(signs.repeat_z or 0, signs.clump_z or 0) > 3.29
    assert alarms <= 1


def test_ten_forms_in_a_row_under_the_limit_are_counted() -> None:
    assert longest_fast_run([4] * 10 + [9] + [4] * 12, 30) == 12
    assert longest_fast_run([6] * 40, 30) == 0
    assert signs_of([], [], [], 30).median_seconds == 0


def test_a_picture_larger_than_a_scan_need_be_is_refused() -> None:
    check_one_form(LARGEST_ONE)
    with pytest.raises(ScanTooLarge):
        check_one_form(LARGEST_ONE + 1)
    with pytest.raises(ScanTooLarge):
        media_of(bytes(LARGEST + 1), {".pdf"})
