"""What changed word by word: nothing lost, readable, and never slow."""

import random
from time import process_time

import pytest

from feedback.rules.word_changes import RunKind, is_unchanged, word_changes


def told(old: str, new: str) -> list[tuple[str, str]]:
    return [(str(run.kind), run.text.strip()) for run in word_changes(old, new)]


def side(old: str, new: str, left_out: RunKind) -> str:
    return "".join(run.text for run in word_changes(old, new) if run.kind != left_out)


def words(rnd: random.Random, count: int, vocabulary: int) -> str:
    return " ".join(f"từ{rnd.randrange(vocabulary)}" for _ in range(count))


def test_a_changed_hour_is_shown_as_that_word_alone() -> None:
    assert told("Loa đài mở đến 22 giờ.", "Loa đài mở đến 21 giờ.") == [
        ("kept", "Loa đài mở đến"),
        ("removed", "22"),
        ("added", "21"),
        ("kept", "giờ."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "Khoản mới.", [("added", "Khoản mới.")]),
        ("Khoản cũ.", "", [("removed", "Khoản cũ.")]),
        ("Giữ nguyên.", "Giữ nguyên.", [("kept", "Giữ nguyên.")]),
        ("", "", []),
    ],
)
def test_a_text_that_came_or_went_whole_is_one_run(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert told(old, new) == expected


def test_an_amount_of_money_with_its_points_is_one_word() -> None:
    assert ("removed", "1.500.000") in told("nộp 1.500.000 đồng", "nộp 1.200.000 đồng")


def test_a_tone_alone_is_a_change() -> None:
    assert told("hộ dân giữ", "hồ dân giữ")[:2] == [("removed", "hộ"), ("added", "hồ")]


def test_a_changed_mark_leaves_the_word_before_it_kept() -> None:
    assert told("hộ, dân", "hộ; dân") == [
        ("kept", "hộ"),
        ("removed", ","),
        ("added", ";"),
        ("kept", "dân"),
    ]


def test_a_text_written_anew_is_shown_whole_and_not_as_crumbs() -> None:
    old = "Mỗi hộ gia đình phải nộp quỹ và giữ vệ sinh chung"
    new = "Mọi người cùng chăm sóc cây xanh của gia đình trước cổng"
    assert [kind for kind, _ in told(old, new)] == ["removed", "added"]


def test_a_lone_word_between_two_rewritten_stretches_is_not_kept_apart() -> None:
    same = "Trưởng thôn có trách nhiệm thông báo cho mọi hộ gia đình biết"
    old, new = (
        f"{same} trước ba hôm và sau đó họp lại",
        f"{same} chậm nhất năm ngày và phải niêm yết",
    )
    assert [kind for kind, _ in told(old, new)] == ["kept", "removed", "added"]


def test_other_blanks_and_line_breaks_are_no_change() -> None:
    assert is_unchanged("Điều 1.  Phạm vi\náp dụng", "Điều 1. Phạm vi áp dụng")
    assert [kind for kind, _ in told("a  b\nc", "a b c")] == ["kept"]
    assert not is_unchanged("đúng", "dúng")


def test_both_texts_can_be_read_back_whatever_they_are() -> None:
    rnd = random.Random(2026)
    for _ in range(800):
        old, new = (words(rnd, rnd.randrange(14), 4) for _ in range(2))
        assert side(old, new, RunKind.REMOVED) == new
        assert " ".join(side(old, new, RunKind.ADDED).split()).replace(" ", "") == old.replace(
            " ", ""
        )


def test_leading_blanks_and_table_cells_come_back_as_they_were() -> None:
    new = "\tSố hộ\t12\n\tSố thôn\t4"
    assert side("Số hộ\t10\nSố thôn\t4", new, RunKind.REMOVED) == new


@pytest.mark.parametrize("vocabulary", [1, 2, 5, 300, 20_000])
def test_twenty_thousand_words_against_others_take_no_longer_than_a_person_waits(
    vocabulary: int,
) -> None:
    rnd = random.Random(vocabulary)
    old, new = words(rnd, 20_000, vocabulary), words(rnd, 20_000, vocabulary)
    started = process_time()
    word_changes(old, new)
    assert process_time() - started < 4


def test_a_few_hundred_changes_in_a_long_text_are_found_one_by_one() -> None:
    rnd = random.Random(7)
    old = words(rnd, 20_000, 3000).split()
    new = [f"mới{index}" if index % 100 == 50 else word for index, word in enumerate(old)]
    runs = word_changes(" ".join(old), " ".join(new))
    assert sum(run.kind == RunKind.ADDED for run in runs) == 200
