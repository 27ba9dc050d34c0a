"""Acts on a tree under review: where things go, and that no word is ever lost or doubled."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from base.rules import RuleBroken
from feedback.provisions import Node, ProvisionType
from feedback.rules.tree_edits import (
    Edited,
    InsideItself,
    NodeMissing,
    NoRoom,
    NothingToJoin,
    PiecesWrong,
    TableStands,
    has_same_words,
    merge_back,
    move_down,
    move_in,
    move_out,
    move_up,
    node_at,
    put,
    read_place,
    rewrite,
    settle,
    split,
)
from feedback.rules.word_account import Standing, account
from tests.feedback.trees import (
    HYGIENE,
    NOISE,
    WEDDING,
    article,
    clause,
    document,
    paragraph,
    point,
    village_rules,
)

TABLE = Node(ProvisionType.TABLE, text="Thôn\tSố hộ\nTân Hưng\t120")


def outline(root: Node) -> list[str]:
    return [
        f"{'  ' * depth}{node.type}:{node.number or node.text[:12]}"
        for node, depth in _deep(root, -1)
        if depth >= 0
    ]


def _deep(node: Node, depth: int) -> list[tuple[Node, int]]:
    return [(node, depth), *(pair for child in node.children for pair in _deep(child, depth + 1))]


def test_a_paragraph_torn_off_by_a_page_break_is_joined_to_the_clause_before_it() -> None:
    root = document(article(1, "Vệ sinh", clause(1, "Mỗi hộ quét dọn"), paragraph("đường làng.")))
    edited = merge_back(root, (0, 1))
    assert node_at(edited.root, edited.place).text == "Mỗi hộ quét dọn đường làng."
    assert edited.root.words() == root.words()


def test_what_is_joined_goes_to_the_end_of_the_text_right_before_it() -> None:
    root = document(
        article(1, "Vệ sinh", clause(1, "Mỗi hộ:", point("a", "Quét;"))), paragraph("dọn.")
    )
    edited = merge_back(root, (1,))
    assert edited.place == (0, 0, 0)
    assert edited.root.words() == root.words()


def test_a_first_child_is_joined_to_its_parent_and_its_children_move_up() -> None:
    root = document(
        article(1, "Vệ sinh", clause(1, "Mỗi hộ:", point("a", HYGIENE)), clause(2, NOISE))
    )
    edited = merge_back(root, (0, 0))
    assert outline(edited.root) == ["dieu:Điều 1.", "  diem:a)", "  khoan:2."]
    assert edited.root.words() == root.words()


def test_the_first_node_has_nothing_to_be_joined_to() -> None:
    with pytest.raises(NothingToJoin):
        merge_back(village_rules(), (0,))


def test_a_table_is_joined_to_nothing_but_a_table() -> None:
    root = document(paragraph(HYGIENE), TABLE, TABLE)
    with pytest.raises(TableStands):
        merge_back(root, (1,))
    assert merge_back(root, (2,)).root.words() == root.words()


def test_a_clause_is_split_where_its_points_begin_and_they_become_points() -> None:
    root = document(article(1, "Nếp sống", clause(1, f"Mỗi hộ: a) {HYGIENE} b) {NOISE}")))
    pieces = ["Mỗi hộ:", f"a) {HYGIENE}", f"b) {NOISE}"]
    edited = split(root, (0, 0), pieces)
    assert outline(edited.root) == ["dieu:Điều 1.", "  khoan:1.", "    diem:a)", "    diem:b)"]
    assert edited.root.words() == root.words()


def test_a_clause_split_at_the_next_number_gives_the_rest_to_the_new_clause() -> None:
    root = document(article(1, "Nếp sống", clause(1, f"{HYGIENE} 2. {NOISE}", point("a", WEDDING))))
    edited = split(root, (0, 0), [HYGIENE, f"2. {NOISE}"])
    assert outline(edited.root) == ["dieu:Điều 1.", "  khoan:1.", "  khoan:2.", "    diem:a)"]
    assert edited.place == (0, 1)
    assert edited.root.words() == root.words()


@pytest.mark.parametrize(
    "pieces", [["Mỗi hộ quét"], ["Mỗi hộ", "quét dọn mọi nơi"], ["Mỗi hộ quét dọn", ""], []]
)
def test_a_split_that_adds_or_leaves_out_words_or_cuts_nothing_is_refused(
    pieces: list[str],
) -> None:
    with pytest.raises(PiecesWrong):
        split(document(paragraph("Mỗi hộ quét dọn")), (0,), pieces)


def test_one_level_in_and_out_again_is_where_it_was() -> None:
    root = village_rules()
    inside = move_in(root, (0, 1))
    assert inside.place == (0, 0, 2)
    assert inside.root.words() == root.words()
    assert move_out(inside.root, inside.place).root == root


def test_an_article_stuck_in_a_clause_takes_along_what_followed_it() -> None:
    root = document(
        article(1, "Vệ sinh", clause(1, HYGIENE), article(2, "Yên tĩnh"), clause(1, NOISE))
    )
    edited = move_out(root, (0, 1))
    assert outline(edited.root) == ["dieu:Điều 1.", "  khoan:1.", "dieu:Điều 2.", "  khoan:1."]
    assert edited.root.words() == root.words()


def test_up_and_down_change_the_order_and_the_account_says_so() -> None:
    root = village_rules()
    edited = move_down(root, (0, 0))
    assert account(root, edited.root).standing == Standing.REORDERED
    assert move_up(edited.root, edited.place).root == root


@pytest.mark.parametrize(
    ("act", "place"),
    [(move_up, (0,)), (move_down, (1,)), (move_in, (0,)), (move_out, (0,))],
)
def test_there_is_an_edge_in_every_direction(
    act: Callable[[Node, tuple[int, ...]], Edited], place: tuple[int, ...]
) -> None:
    with pytest.raises(NoRoom):
        act(village_rules(), place)


def test_a_node_is_dropped_before_another_or_into_it() -> None:
    root = village_rules()
    before = put(root, (0, 2), (0, 0), "before")
    assert before.place == (0, 0)
    inside = put(root, (0, 2), (1,), "inside")
    assert inside.place == (1, 1)
    assert node_at(inside.root, inside.place).number == "Điều 3."


@pytest.mark.parametrize("target", [(0,), (0, 0), (0, 0, 1)])
def test_a_node_cannot_be_dropped_into_itself(target: tuple[int, ...]) -> None:
    with pytest.raises(InsideItself):
        put(village_rules(), (0,), target, "inside")


@pytest.mark.parametrize("text", ["", "a", "0.", "-1", "0.9", "5", "²"])
def test_a_place_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(NodeMissing):
        settle(village_rules(), read_place(text))


def test_borders_between_number_title_and_text_move_without_a_word_changing() -> None:
    node = paragraph("Điều 5. Việc cưới Tổ chức gọn nhẹ.")
    assert has_same_words(node, "Điều 5.", "Việc cưới", "Tổ chức gọn nhẹ.")
    assert not has_same_words(node, "Điều 6.", "Việc cưới", "Tổ chức gọn nhẹ.")


def test_a_corrected_word_shows_in_the_account_with_the_words_around_it() -> None:
    root = village_rules()
    right = rewrite(
        root, (0, 1, 0), ProvisionType.KHOAN, "1.", "", NOISE.replace("hàng xóm", "bà con")
    ).root
    found = account(root, right)
    assert found.standing == Standing.DIFFERS
    assert found.difference_count == 1
    shown = [(str(run.kind), run.text.strip()) for run in found.differences[0]]
    assert ("removed", "hàng xóm") in shown
    assert ("added", "bà con") in shown
    assert shown[0] == ("kept", "… giờ, không gây ồn cho")


def test_far_apart_corrections_are_counted_apart() -> None:
    root = village_rules()
    once = rewrite(root, (0, 0, 0), ProvisionType.KHOAN, "1.", "", HYGIENE.replace("hộ", "nhà"))
    twice = rewrite(
        once.root, (0, 2, 0), ProvisionType.KHOAN, "1.", "", WEDDING.replace("một", "hai")
    )
    assert account(root, twice.root).difference_count == 2


def test_a_settled_node_has_no_doubts_left() -> None:
    root = document(Node(ProvisionType.DIEU, "Điều 3.", doubts=("number-skipped",)))
    assert node_at(settle(root, (0,)).root, (0,)).doubts == ()


def test_whatever_is_done_at_random_no_word_is_lost_or_doubled() -> None:
    rnd = Random(11)
    acts: list[Callable[[Node, tuple[int, ...]], Edited]] = [
        merge_back,
        move_up,
        move_down,
        move_in,
        move_out,
        lambda root, place: put(
            root, place, rnd.choice(places(root)), rnd.choice(["before", "inside"])
        ),
        lambda root, place: split(root, place, halves(node_at(root, place).text, rnd)),
    ]
    in_order = {merge_back, move_in, move_out}
    root, done = village_rules(), 0
    words = Counter(root.words())
    for _ in range(1500):
        act, before = rnd.choice(acts), root.words()
        try:
            root = act(root, rnd.choice(places(root))).root
        except RuleBroken:
            continue
        done += 1
        assert Counter(root.words()) == words
        assert act not in in_order or root.words() == before
    assert done > 500


def places(root: Node, here: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    found = [here] if here else []
    for index, child in enumerate(root.children):
        found += places(child, (*here, index))
    return found


def halves(text: str, rnd: Random) -> list[str]:
    words = text.split()
    cut = rnd.randrange(len(words) + 1)
    return [" ".join(words[:cut]), " ".join(words[cut:])]
