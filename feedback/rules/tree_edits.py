"""What an officer may do to the tree of a draft under review; no act here drops or doubles a word.

A node's place is its row of child indexes from the root: (0, 2) is the third child of the first child.
Every act gives the new tree and the place where the node it was about now stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from base.rules import RuleBroken
from feedback.provisions import Node, ProvisionType
from feedback.rules.provision_heads import RANK, read_head

Place = tuple[int, ...]


class NodeMissing(RuleBroken):
    sentence = "Mục này không còn ở chỗ cũ. Xin tải lại trang rồi làm lại."


class NothingToJoin(RuleBroken):
    sentence = "Mục đầu tiên của dự thảo không có mục nào đứng trước để ghép vào."


class TableStands(RuleBroken):
    sentence = "Bảng chỉ ghép được với bảng. Xin để bảng đứng riêng."


class NoRoom(RuleBroken):
    sentence = "Mục này không chuyển tiếp theo hướng đó được."


class InsideItself(RuleBroken):
    sentence = "Một mục không thể nằm trong chính nó. Xin thả vào chỗ khác."


class PiecesWrong(RuleBroken):
    sentence = "Tách không được thêm, bớt hay sửa chữ. Xin chỉ đặt dấu || vào chỗ cần tách."


@dataclass(frozen=True)
class Edited:
    root: Node
    place: Place


@dataclass(eq=False)
class _Twig:
    """A node that may be changed; its children are twigs, `node.children` is not looked at."""

    node: Node
    parent: "_Twig | None" = None
    children: list["_Twig"] = field(default_factory=list)

    def index(self) -> int:
        return 0 if self.parent is None else self.parent.children.index(self)

    def place(self) -> Place:
        return () if self.parent is None else (*self.parent.place(), self.index())

    def take_out(self) -> None:
        if self.parent is not None:
            self.parent.children.remove(self)

    def put_in(self, parent: "_Twig", index: int, *twigs: "_Twig") -> None:
        for twig in twigs:
            twig.parent = parent
        parent.children[index:index] = twigs

    def adopt(self, twigs: Sequence["_Twig"]) -> None:
        self.put_in(self, len(self.children), *twigs)

    def last(self) -> "_Twig":
        return self.children[-1].last() if self.children else self


def _thaw(node: Node, parent: _Twig | None = None) -> _Twig:
    twig = _Twig(node, parent)
    twig.children = [_thaw(child, twig) for child in node.children]
    return twig


def _freeze(twig: _Twig) -> Node:
    return replace(twig.node, children=tuple(_freeze(child) for child in twig.children))


def _find(root: Node, place: Place) -> tuple[_Twig, _Twig]:
    """(the root, the node at `place`) of a tree that may be changed; the root itself is no node."""
    top = twig = _thaw(root)
    for index in place:
        if index >= len(twig.children):
            raise NodeMissing
        twig = twig.children[index]
    if not place:
        raise NodeMissing
    return top, twig


def _done(top: _Twig, twig: _Twig) -> Edited:
    return Edited(_freeze(top), twig.place())


def read_place(text: str) -> Place:
    """ "0.2.1" as it stands in addresses and forms."""
    parts = text.split(".")
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise NodeMissing
    return tuple(int(part) for part in parts)


def node_at(root: Node, place: Place) -> Node:
    node = root
    for index in place:
        if index >= len(node.children):
            raise NodeMissing
        node = node.children[index]
    return node


def printed(node: Node) -> str:
    """The node's own words in one string, number and title first."""
    return " ".join(part for part in (node.number, node.title, node.text) if part)


def merge_back(root: Node, place: Place) -> Edited:
    """Joins the node to whatever stands right before it in the document; its children stay."""
    top, twig = _find(root, place)
    parent, index = twig.parent or top, twig.index()
    before = parent.children[index - 1].last() if index else parent
    if before.node.type == ProvisionType.DOCUMENT:
        raise NothingToJoin
    is_table = before.node.type == ProvisionType.TABLE
    if is_table != (twig.node.type == ProvisionType.TABLE):
        raise TableStands
    joint = "\n" if is_table or before.node.text.endswith((".", ";", ":")) else " "
    text = joint.join(part for part in (before.node.text, printed(twig.node)) if part)
    before.node = replace(before.node, text=text)
    twig.take_out()
    if index:
        parent.children[index - 1].adopt(twig.children)
    else:
        parent.put_in(parent, 0, *twig.children)
    return _done(top, before)


def split(root: Node, place: Place, pieces: Sequence[str]) -> Edited:
    """The first piece stays the node's text; each other becomes a node of its own after it.

    A piece that begins as a smaller unit does ("a) …" in a khoản) goes below; numbers are read off it.
    """
    top, twig = _find(root, place)
    parts = [piece.strip() for piece in pieces]
    if " ".join(parts).split() != twig.node.text.split():
        raise PiecesWrong
    kept = [part for part in parts[1:] if part]
    if not kept or not (parts[0] or twig.node.number or twig.node.title):
        raise PiecesWrong
    children, twig.children = twig.children, []
    twig.node = replace(twig.node, text=parts[0])
    last, newest = twig, twig
    for part in kept:
        newest = _Twig(read_head(part, twig.node.type))
        if RANK[newest.node.type] > RANK[last.node.type]:
            last.adopt([newest])
        else:
            home = last.parent or top
            home.put_in(home, last.index() + 1, newest)
            last = newest
    last.adopt(children)
    return _done(top, newest)


def rewrite(
    root: Node, place: Place, kind: ProvisionType, number: str, title: str, text: str
) -> Edited:
    """Other kind, number, title, text; whether words differ is for `has_same_words` to say."""
    top, twig = _find(root, place)
    twig.node = replace(twig.node, type=kind, number=number, title=title, text=text, doubts=())
    return _done(top, twig)


def has_same_words(node: Node, number: str, title: str, text: str) -> bool:
    """Whether only the borders between number, title and text moved."""
    return f"{number} {title} {text}".split() == printed(node).split()


def settle(root: Node, place: Place) -> Edited:
    """The officer has looked: the node is right as it is."""
    top, twig = _find(root, place)
    twig.node = replace(twig.node, doubts=())
    return _done(top, twig)


def move_up(root: Node, place: Place) -> Edited:
    return _swap(root, place, -1)


def move_down(root: Node, place: Place) -> Edited:
    return _swap(root, place, 1)


def _swap(root: Node, place: Place, by: int) -> Edited:
    top, twig = _find(root, place)
    parent, target = twig.parent or top, twig.index() + by
    if not 0 <= target < len(parent.children):
        raise NoRoom
    twig.take_out()
    parent.put_in(parent, target, twig)
    return _done(top, twig)


def move_in(root: Node, place: Place) -> Edited:
    """One level deeper: the last child of what stands before it; the order of words stays."""
    top, twig = _find(root, place)
    parent, index = twig.parent or top, twig.index()
    if not index:
        raise NoRoom
    home = parent.children[index - 1]
    twig.take_out()
    home.adopt([twig])
    return _done(top, twig)


def move_out(root: Node, place: Place) -> Edited:
    """One level up, after its parent; what followed it becomes its own, so the order of words stays."""
    top, twig = _find(root, place)
    parent = twig.parent
    if parent is None or parent.parent is None:
        raise NoRoom
    index = twig.index()
    followers = parent.children[index + 1 :]
    del parent.children[index:]
    twig.adopt(followers)
    home = parent.parent
    home.put_in(home, parent.index() + 1, twig)
    return _done(top, twig)


def put(root: Node, place: Place, target: Place, where: str) -> Edited:
    """As dropped with the mouse: `before` the target, or `inside` it as its last child."""
    top, twig = _find(root, place)
    if target[: len(place)] == place:
        raise InsideItself
    goal = top
    for index in target:
        if index >= len(goal.children):
            raise NodeMissing
        goal = goal.children[index]
    if goal.node.type == ProvisionType.DOCUMENT:
        raise NodeMissing
    twig.take_out()
    if where == "inside":
        goal.adopt([twig])
    else:
        home = goal.parent or top
        home.put_in(home, goal.index(), twig)
    return _done(top, twig)
