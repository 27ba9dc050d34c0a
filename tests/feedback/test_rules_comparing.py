"""What became of each provision: proposed so that an officer would mostly say yes."""

from collections import Counter
from dataclasses import replace
from random import Random
from time import process_time

import pytest

from feedback.provisions import Node
from feedback.rules.comparing import Change, Piece, compare, pieces_of
from tests.feedback.trees import (
    CATTLE,
    FUND,
    HYGIENE,
    NOISE,
    WEDDING,
    article,
    chapter,
    clause,
    document,
    paragraph,
    point,
    section,
    village_rules,
)


def told(old: Node, new: Node) -> dict[tuple[str, str], str]:
    """{(old path, new path): change}; "" where there is none."""
    before, after = pieces_of(old), pieces_of(new)

    def path(pieces: list[Piece], index: int | None) -> str:
        return "" if index is None else pieces[index].path

    return {
        (path(before, one.old), path(after, one.new)): str(one.change)
        for one in compare(before, after)
    }


def without_kept(found: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    return {pair: change for pair, change in found.items() if change != "kept"}


def test_the_same_text_is_kept_provision_by_provision() -> None:
    found = told(village_rules(), village_rules())
    assert set(found.values()) == {"kept"}
    assert all(old == new for old, new in found)
    assert len(found) == len(pieces_of(village_rules()))


def test_a_clause_with_another_hour_is_changed_and_nothing_else_is() -> None:
    new = document(
        article(1, "Trật tự, yên tĩnh", clause(1, NOISE.replace("22", "21")), clause(2, HYGIENE))
    )
    old = document(article(1, "Trật tự, yên tĩnh", clause(1, NOISE), clause(2, HYGIENE)))
    assert without_kept(told(old, new)) == {("dieu-1.khoan-1", "dieu-1.khoan-1"): "changed"}


def test_an_inserted_article_moves_those_after_it_and_their_clauses_stay_theirs() -> None:
    old = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE)),
        article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
    )
    new = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE)),
        article(2, "Việc cưới", clause(1, WEDDING)),
        article(3, "Trật tự, yên tĩnh", clause(1, NOISE)),
    )
    found = told(old, new)
    assert found[("dieu-2", "dieu-3")] == "moved"
    assert found[("dieu-2.khoan-1", "dieu-3.khoan-1")] == "kept"
    assert found[("", "dieu-2")] == "new"
    assert found[("", "dieu-2.khoan-1")] == "new"


def test_a_clause_that_every_article_has_stays_with_its_own_article_when_one_is_inserted() -> None:
    shared = "Các hộ ký cam kết thực hiện và nhắc nhở nhau."
    old = document(
        *(
            article(n, title, clause(1, text), clause(2, shared))
            for n, (title, text) in enumerate([("Vệ sinh", HYGIENE), ("Yên tĩnh", NOISE)], 1)
        )
    )
    new = document(
        article(1, "Việc cưới gọn nhẹ", clause(1, WEDDING), clause(2, shared)),
        *(
            article(n, title, clause(1, text), clause(2, shared))
            for n, (title, text) in enumerate([("Vệ sinh", HYGIENE), ("Yên tĩnh", NOISE)], 2)
        ),
    )
    found = told(old, new)
    assert found[("dieu-1.khoan-2", "dieu-2.khoan-2")] == "kept"
    assert found[("dieu-2.khoan-2", "dieu-3.khoan-2")] == "kept"
    assert found[("", "dieu-1.khoan-2")] == "new"


def test_an_article_in_another_chapter_with_its_old_number_is_kept() -> None:
    old = document(chapter("I", "CHUNG", article(1, "Quỹ", clause(1, FUND))))
    new = document(
        chapter("I", "CHUNG"), chapter("II", "QUỸ CỦA THÔN", article(1, "Quỹ", clause(1, FUND)))
    )
    assert told(old, new)[("dieu-1", "dieu-1")] == "kept"


def test_a_removed_article_and_its_clauses_are_removed_and_nobody_inherits_its_number() -> None:
    old = village_rules()
    first, *rest = old.children[0].children
    fewer = [replace(one, number=f"Điều {n}.") for n, one in enumerate(rest, 1)]
    new = document(replace(old.children[0], children=tuple(fewer)), old.children[1])
    found = told(old, new)
    assert found[("dieu-1", "")] == "removed"
    assert found[("dieu-1.khoan-1", "")] == "removed"
    assert found[("dieu-2", "dieu-1")] == "moved"
    assert first.title == "Vệ sinh môi trường"


def test_another_rule_under_an_old_number_is_no_change_of_the_old_one() -> None:
    found = told(
        document(article(1, "Vệ sinh môi trường", clause(1, HYGIENE))),
        document(article(1, "Đóng góp quỹ", clause(1, FUND))),
    )
    assert found[("dieu-1", "")] == "removed"
    assert found[("", "dieu-1")] == "new"


def test_a_clause_that_went_to_another_article_is_moved() -> None:
    old = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE), clause(2, CATTLE)),
        article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
    )
    new = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE)),
        article(2, "Trật tự, yên tĩnh", clause(1, NOISE), clause(2, CATTLE)),
    )
    assert without_kept(told(old, new)) == {("dieu-1.khoan-2", "dieu-2.khoan-2"): "moved"}


def test_two_clauses_joined_into_one_are_merged_both() -> None:
    old = document(article(1, "Nếp sống", clause(1, HYGIENE), clause(2, NOISE)))
    new = document(article(1, "Nếp sống", clause(1, f"{HYGIENE} {NOISE}")))
    found = told(old, new)
    assert found[("dieu-1.khoan-1", "dieu-1.khoan-1")] == "merged"
    assert found[("dieu-1.khoan-2", "dieu-1.khoan-1")] == "merged"


def test_points_drawn_into_the_text_of_their_clause_are_merged() -> None:
    old = document(article(1, "Nếp sống", clause(1, "Mỗi hộ có trách nhiệm:", point("a", HYGIENE))))
    new = document(article(1, "Nếp sống", clause(1, f"Mỗi hộ có trách nhiệm: {HYGIENE}")))
    found = told(old, new)
    assert found[("dieu-1.khoan-1.diem-a", "dieu-1.khoan-1")] == "merged"


def test_a_removed_twin_of_a_kept_clause_is_removed_and_not_merged() -> None:
    old = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE), clause(2, NOISE)),
        article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
    )
    new = document(
        article(1, "Vệ sinh môi trường", clause(1, HYGIENE)),
        article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
    )
    assert without_kept(told(old, new)) == {("dieu-1.khoan-2", ""): "removed"}


def test_unnumbered_paragraphs_are_followed_by_their_words() -> None:
    old = document(paragraph(HYGIENE), paragraph(NOISE))
    new = document(paragraph(WEDDING), paragraph(HYGIENE), paragraph(NOISE))
    found = told(old, new)
    assert found[("paragraph-1", "paragraph-2")] == "kept"
    assert found[("", "paragraph-1")] == "new"


def test_nested_sections_of_a_plan_are_followed_from_the_outer_to_the_inner() -> None:
    def plan(*names: str) -> Node:
        task = "Giao Văn phòng chủ trì, phối hợp các phòng thực hiện."
        return document(
            *(
                section(f"{n}.", name, section("1.", "Tổ chức", task))
                for n, name in enumerate(names, 1)
            )
        )

    found = told(plan("Mục đích", "Yêu cầu chung"), plan("Yêu cầu chung"))
    assert found[("section-2.section-1", "section-1.section-1")] == "kept"
    assert found[("section-1.section-1", "")] == "removed"


def test_every_old_and_every_new_provision_is_accounted_for() -> None:
    rnd = Random(5)
    old = village_rules()
    texts = [HYGIENE, NOISE, WEDDING, FUND, CATTLE]
    for _ in range(60):
        new = document(
            *(
                article(
                    n,
                    rnd.choice(["Nếp sống", "Quỹ"]),
                    *(clause(k, rnd.choice(texts)) for k in range(1, 4)),
                )
                for n in range(1, rnd.randrange(1, 5))
            )
        )
        before, after = pieces_of(old), pieces_of(new)
        found = compare(before, after)
        assert Counter(one.old for one in found if one.old is not None) == Counter(
            range(len(before))
        )
        assert {one.new for one in found if one.new is not None} == set(range(len(after)))


@pytest.mark.slow
def test_three_hundred_articles_are_compared_within_two_seconds() -> None:
    rnd = Random(9)

    def words(count: int) -> str:
        return " ".join(f"từ{min(3000, int(rnd.paretovariate(0.6)))}" for _ in range(count))

    def one(number: int) -> Node:
        points = [point(letter, words(25)) for letter in "abcd"]
        return article(number, words(8), *(clause(n, words(40), *points) for n in (1, 2, 3)))

    articles = [one(number) for number in range(1, 301)]
    shifted = [replace(a, number=f"Điều {n}.") for n, a in enumerate([one(0), *articles[:-1]], 1)]
    for new in (shifted, [one(number) for number in range(1, 301)]):
        before, after = pieces_of(document(*articles)), pieces_of(document(*new))
        started = process_time()
        found = compare(before, after)
        assert process_time() - started < 2
    assert Counter(x.change for x in found)[Change.NEW] > 4000
