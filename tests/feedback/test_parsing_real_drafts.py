"""Three real documents against outlines made by hand: kinds, printed numbers, titles, word counts."""

import re
from pathlib import Path

import pytest

from feedback.parsing import doubts
from feedback.provisions import Node
from tests.feedback.drafts import OUTLINES, find, outline_of, real_drafts, tree_of

DRAFTS = real_drafts()
pytestmark = pytest.mark.skipif(
    DRAFTS is None, reason="the real drafts are not beside this checkout (../shared/drafts)"
)
NAMES = sorted(path.name for path in OUTLINES.glob("*.txt"))
_ROW = re.compile(
    r'(?P<indent> *)(?P<kind>\w+)(?: "(?P<number>[^"]*)")?(?P<title>.*?) \[(?P<words>\d+)\]'
)


def text_of(name: str) -> str:
    assert DRAFTS is not None
    return (DRAFTS / name).read_text()


def root_of(name: str) -> Node:
    return tree_of(text_of(name))


def hand_made(path: Path) -> list[tuple[int, str, str, str, int]]:
    rows = []
    for line in path.read_text().splitlines():
        found = _ROW.fullmatch(line)
        assert found, line
        title = found["title"].strip()
        rows.append(
            (
                len(found["indent"]) // 2,
                found["kind"],
                found["number"] or "",
                title,
                int(found["words"]),
            )
        )
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_a_real_draft_has_the_tree_a_lawyer_drew(name: str) -> None:
    wanted, got = hand_made(OUTLINES / name), outline_of(root_of(name))
    assert [row[:3] + row[4:] for row in got] == [row[:3] + row[4:] for row in wanted]


@pytest.mark.parametrize("name", NAMES)
def test_titles_of_a_real_draft_stand_apart_from_bodies(name: str) -> None:
    for row, wanted in zip(outline_of(root_of(name)), hand_made(OUTLINES / name), strict=True):
        start = wanted[3].removesuffix(" …")
        assert row[3].startswith(start) if wanted[3].endswith("…") else row[3] == start, row


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_real_draft_is_in_the_tree_once_and_in_order(name: str) -> None:
    printed = re.sub(r"</?sup>", "", text_of(name)).replace("**", "")
    printed = re.sub(r"^#+ ", "", printed, flags=re.MULTILINE)
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    got = " ".join(root_of(name).words()).translate(raised)
    if name.startswith("ke-hoach-thuc-hien-nq-49"):
        printed = printed.replace("(*", "(").replace("*)", ")")
    assert re.findall(r"\w+|[^\w\s]", got) == re.findall(r"\w+|[^\w\s]", without_stops(printed))


def without_stops(text: str) -> str:
    """The stop between «Điều 1» and its title is no word: the tree keeps number and title apart."""
    return re.sub(r"^(Điều \d+)\.", r"\1", text, flags=re.MULTILINE)


def test_the_plan_without_part_three_says_that_a_number_is_left_out() -> None:
    root = root_of("ke-hoach-thuc-hien-nq-53-thanh-hoa-2025.txt")
    assert doubts.NUMBER_SKIPPED in find(root, "IV.").doubts


def test_a_sentence_broken_by_a_page_is_joined_and_said_to_be() -> None:
    root = root_of("nghi-quyet-53-2024-nq-hdnd-thanh-hoa.txt")
    joined = [node for node in root.walk() if doubts.JOINED_OVER_PAGE in node.doubts]
    assert len(joined) == 1
    assert "Ủy ban Mặt trận Tổ quốc Việt Nam các cấp, các tổ chức" in joined[0].text
