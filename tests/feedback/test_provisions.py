"""Freezing a version gives every provision an address that stays."""

from feedback.provisions import Node, ProvisionType, from_json, text_hash, to_json
from feedback.queries.provisions import list_provisions
from feedback.rules.paths import assign_paths, number_slug
from tests.factories import make_draft_version, make_tree


def paths_of(root: Node) -> list[str]:
    return [path for _node, path, _depth, _parent in assign_paths(root)]


def test_a_point_d_and_a_point_d_with_stroke_have_different_addresses() -> None:
    assert (number_slug("d)"), number_slug("đ)")) == ("d", "dd")


def test_an_article_keeps_its_address_when_it_moves_to_another_chapter() -> None:
    article = Node(ProvisionType.DIEU, "Điều 3.", "Việc cưới")
    first = Node(ProvisionType.CHUONG, "Chương I", "CHUNG", children=(article,))
    second = Node(ProvisionType.CHUONG, "Chương II", "NẾP SỐNG", children=(article,))
    assert "dieu-3" in paths_of(Node(ProvisionType.DOCUMENT, children=(first,)))
    assert "dieu-3" in paths_of(Node(ProvisionType.DOCUMENT, children=(second,)))


def test_an_article_numbered_twice_has_two_addresses() -> None:
    twice = tuple(Node(ProvisionType.DIEU, "Điều 3.", title) for title in ("Cưới", "Tang"))
    assert paths_of(Node(ProvisionType.DOCUMENT, children=twice)) == ["dieu-3", "dieu-3~2"]


def test_a_tree_comes_back_from_json_as_it_went() -> None:
    assert to_json(from_json(make_tree())) == make_tree()


def test_freezing_writes_every_provision_in_order_with_its_parent(db: object) -> None:
    version = make_draft_version()
    rows = list_provisions(version.id)
    assert [row.path for row in rows][:4] == [
        "chuong-i",
        "dieu-1",
        "dieu-1.khoan-1",
        "dieu-1.khoan-2",
    ]
    assert rows[2].parent_id == rows[1].id
    assert version.text_hash == text_hash(from_json(make_tree()))
