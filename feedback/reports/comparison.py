"""A version beside the one before, provision by provision: what an officer confirms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from base.paging import Paging, page_of
from base.words import N_
from feedback.models import Change, DraftState, DraftVersion, Provision
from feedback.provisions import from_json
from feedback.queries.provisions import list_pieces
from feedback.queries.versions import LinkPlace, list_link_places
from feedback.rules.citations import cite
from feedback.rules.comparing import Piece, compare, pieces_of
from feedback.rules.likeness import Wording, rare_candidates
from feedback.rules.word_changes import Run, word_changes

CHANGE_WORDS: dict[Change, str] = {
    Change.CHANGED: N_("Sửa chữ"),
    Change.MOVED: N_("Đổi số, chuyển chỗ"),
    Change.MERGED: N_("Gộp"),
    Change.REMOVED: N_("Bỏ"),
    Change.NEW: N_("Mới"),
    Change.KEPT: N_("Giữ nguyên"),
}
CHANGE_TONES = {
    Change.CHANGED: "brand",
    Change.MOVED: "brand",
    Change.MERGED: "amber",
    Change.REMOVED: "warm",
    Change.NEW: "done",
}


@dataclass(frozen=True)
class ComparisonRow:
    change: Change
    tone: str
    old: str
    new: str
    runs: Sequence[Run]
    link_id: int
    is_confirmed: bool
    provision_id: int


@dataclass(frozen=True)
class Comparison:
    """`counts`: {change: (all, not yet confirmed)}; `left_count` over all changes."""

    rows: Sequence[ComparisonRow]
    counts: dict[Change, tuple[int, int]]
    left_count: int
    paging: Paging
    is_preview: bool


@dataclass(frozen=True)
class _Sides:
    old: Sequence[Piece]
    new: Sequence[Piece]
    pairs: Sequence[LinkPlace]


def comparison_report(
    version: DraftVersion, before: DraftVersion, kind: str, wanted_page: str | None
) -> Comparison:
    """`kind` is a Change, or "" for all that is not word for word the same.

    A version still under review is compared as it stands, for looking only.
    """
    is_preview = version.state != DraftState.FROZEN
    sides = _proposed(version, before) if is_preview else _stored(version, before)
    shown = [
        one for one in sides.pairs if (one.change == kind if kind else one.change != Change.KEPT)
    ]
    paging = page_of(wanted_page, len(shown))
    rows = shown[paging.offset : paging.offset + paging.size]
    every = Counter(one.change for one in sides.pairs)
    left = Counter(one.change for one in sides.pairs if not one.is_confirmed)
    return Comparison(
        rows=[_row(sides, one) for one in rows],
        counts={change: (every[change], left[change]) for change in CHANGE_WORDS},
        left_count=0 if is_preview else left.total(),
        paging=paging,
        is_preview=is_preview,
    )


def _proposed(version: DraftVersion, before: DraftVersion) -> _Sides:
    old, new = list_pieces(before.id), pieces_of(from_json(version.tree))
    pairs = [
        LinkPlace(0, one.old, one.new, None, one.change, is_confirmed=False)
        for one in compare(old, new)
    ]
    return _Sides(old, new, pairs)


def _stored(version: DraftVersion, before: DraftVersion) -> _Sides:
    return _Sides(list_pieces(before.id), list_pieces(version.id), list_link_places(version.id))


def _row(sides: _Sides, pair: LinkPlace) -> ComparisonRow:
    old = sides.old[pair.old].body() if pair.old is not None else ""
    new = sides.new[pair.new].body() if pair.new is not None else ""
    return ComparisonRow(
        change=pair.change,
        tone=CHANGE_TONES.get(pair.change, "neutral"),
        old="" if pair.old is None else cite(sides.old, pair.old),
        new="" if pair.new is None else cite(sides.new, pair.new),
        runs=word_changes(old, new),
        link_id=pair.link_id,
        is_confirmed=pair.is_confirmed,
        provision_id=pair.new_id or 0,
    )


def nearest_origins(
    provision: Provision, old: Sequence[Provision], taken: Sequence[int]
) -> list[Provision]:
    """What the provision may come from: its origins now, then the old ones most alike."""
    words = [Wording.of(f"{one.title} {one.text}") for one in old]
    wanted = Wording.of(f"{provision.title} {provision.text}")
    near = rare_candidates([wanted], dict(enumerate(words)))[0]
    same_place = [n for n, one in enumerate(old) if one.path == provision.path]
    mine = [n for n, one in enumerate(old) if one.id in taken]
    return [old[n] for n in dict.fromkeys([*mine, *same_place, *near])]
