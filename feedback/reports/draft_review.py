"""The review screen: one page of nodes with what may be done to each, the outline, the account of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback.models import DraftVersion
from feedback.parsing.doubts import DOUBTS
from feedback.provisions import Node, ProvisionType, from_json
from feedback.queries.drafts import find_read_tree, last_step_acts
from feedback.reports.provision_words import kind_word, short_label, table_rows
from feedback.rules.provision_heads import RANK
from feedback.rules.tree_edits import Place
from feedback.rules.tree_places import Spot, cut_pages, page_of, spots
from feedback.rules.word_account import Account, account


def place_text(place: Place) -> str:
    return ".".join(str(index) for index in place)


def anchor(place: Place) -> str:
    return "n-" + "-".join(str(index) for index in place)


@dataclass(frozen=True)
class NodeRow:
    """A node on the screen; `doubts` in words; `may` names the acts offered."""

    place: str
    anchor: str
    depth: int
    kind: str
    kind_word: str
    label: str
    number: str
    title: str
    lines: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    doubts: tuple[str, ...]
    may: frozenset[str]


@dataclass(frozen=True)
class Heading:
    """A line of the outline, or a doubt: where it leads (page from 0, anchor)."""

    label: str
    depth: int
    part: int
    anchor: str
    has_doubt: bool


@dataclass(frozen=True)
class Review:
    rows: Sequence[NodeRow]
    headings: Sequence[Heading]
    doubtful: Sequence[Heading]
    part: int
    part_labels: Sequence[str]
    account: Account
    undo: str
    redo: str


def review_report(version: DraftVersion, part: int) -> Review:
    """`part` counts from 0; one that does not exist gives the nearest."""
    root = from_json(version.tree)
    pages = cut_pages(spots(root))
    part = min(max(part, 0), len(pages) - 1)
    read = find_read_tree(version.id)
    undo, redo = last_step_acts(version.id)
    return Review(
        rows=[node_row(spot) for spot in pages[part]],
        headings=_headings(pages),
        doubtful=[
            _heading(spot, n) for n, page in enumerate(pages) for spot in page if spot.node.doubts
        ],
        part=part,
        part_labels=_part_labels(pages),
        account=account(from_json(read) if read else root, root),
        undo=undo,
        redo=redo,
    )


def part_of(root: Node, place: Place) -> int:
    return page_of(cut_pages(spots(root)), place)


def doubt_words(node: Node) -> tuple[str, ...]:
    return tuple(_(DOUBTS[code]) for code in node.doubts if code in DOUBTS)


def node_row(spot: Spot) -> NodeRow:
    node, is_table = spot.node, spot.node.type == ProvisionType.TABLE
    return NodeRow(
        place=place_text(spot.place),
        anchor=anchor(spot.place),
        depth=min(spot.depth, 6),
        kind=str(node.type),
        kind_word=kind_word(node.type),
        label=short_label(node, node.type),
        number=node.number,
        title=node.title,
        lines=() if is_table or not node.text else tuple(node.text.split("\n")),
        cells=tuple(tuple(row) for row in table_rows(node.text)) if is_table else (),
        doubts=doubt_words(node),
        may=_may(spot),
    )


def _may(spot: Spot) -> frozenset[str]:
    index = spot.place[-1]
    offered = {
        "merge": any(spot.place) and spot.node.type != ProvisionType.TABLE,
        "up": index > 0,
        "down": index < spot.sibling_count - 1,
        "in": index > 0,
        "out": spot.depth > 0,
        "split": len(spot.node.text.split()) > 1,
    }
    return frozenset(act for act, is_offered in offered.items() if is_offered)


def _headings(pages: Sequence[Sequence[Spot]]) -> list[Heading]:
    """Articles and larger units; in a plan the sections of the first two levels."""
    article = RANK[ProvisionType.DIEU]
    return [
        _heading(spot, number)
        for number, page in enumerate(pages)
        for spot in page
        if spot.rank <= article and (spot.node.type != ProvisionType.SECTION or spot.depth < 2)
    ]


def _heading(spot: Spot, part: int) -> Heading:
    label = short_label(spot.node, spot.node.type)
    return Heading(label, min(spot.depth, 3), part, anchor(spot.place), bool(spot.node.doubts))


def _part_labels(pages: Sequence[Sequence[Spot]]) -> list[str]:
    """«Điều 1 – Điều 24», «I.1 – II.6»: the first and the last number of the larger units on each."""
    number_at = {spot.place: spot.node.number.rstrip(".:) ") for page in pages for spot in page}
    article = RANK[ProvisionType.DIEU]
    labels = []
    for page in pages:
        units = [spot for spot in page if spot.rank <= article and spot.node.number]
        numbers = [_full_number(spot, number_at) for spot in units]
        if not numbers:
            labels.append(short_label(page[0].node, page[0].node.type, 30) if page else "")
        else:
            labels.append(" – ".join(dict.fromkeys((numbers[0], numbers[-1]))))
    return labels


def _full_number(spot: Spot, number_at: Mapping[Place, str]) -> str:
    """A section's number counts anew in each section above it, so those are named too."""
    if spot.node.type != ProvisionType.SECTION:
        return number_at[spot.place]
    above = [number_at[spot.place[:length]] for length in range(1, len(spot.place))]
    return ".".join([number for number in above if number] + [number_at[spot.place]])
