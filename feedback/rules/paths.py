"""The address of every provision inside its version, as it stands in links and in exported tables."""

import re

from base.words import fold
from feedback.provisions import Node, ProvisionType

_LONGEST = 180
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_HEADS = re.compile(r"^(phan|chuong|muc|tieu muc|dieu|khoan|diem|phu luc|mau so)\s+")


def number_slug(number: str) -> str:
    """ "Điều 3." → "3", "đ)" → "dd" (apart from "d)"), "IV." → "iv"; "" when nothing is printed."""
    apart = number.strip().lower().replace("đ", "dd") if len(number.strip()) <= 3 else number
    return _NOT_WORD.sub("-", _HEADS.sub("", fold(apart))).strip("-")


def assign_paths(root: Node) -> list[tuple[Node, str, int, int | None]]:
    """(node, path, depth, position of the parent or None) for all but the root, in document order.

    An article's path begins anew ("dieu-3", not "chuong-1.dieu-3"), for its number runs through the
    document; inside an annex it is the annex's. What is printed twice gets "~2".
    """
    rows: list[tuple[Node, str, int, int | None]] = []
    taken: set[str] = set()
    _assign(root, "", "", 0, None, rows, taken)
    return rows


def _assign(
    parent: Node,
    prefix: str,
    home: str,
    depth: int,
    parent_position: int | None,
    rows: list[tuple[Node, str, int, int | None]],
    taken: set[str],
) -> None:
    unnumbered: dict[str, int] = {}
    for child in parent.children:
        slug = number_slug(child.number)
        if not slug:
            unnumbered[child.type] = unnumbered.get(child.type, 0) + 1
            slug = str(unnumbered[child.type])
        base = home if child.type == ProvisionType.DIEU else prefix
        path = _free(f"{base}{child.type}-{slug}"[:_LONGEST], taken)
        taken.add(path)
        rows.append((child, path, depth, parent_position))
        inside = f"{path}." if child.type == ProvisionType.ANNEX else home
        _assign(child, f"{path}.", inside, depth + 1, len(rows) - 1, rows, taken)


def _free(path: str, taken: set[str]) -> str:
    tried, count = path, 1
    while tried in taken:
        count += 1
        tried = f"{path}~{count}"
    return tried
