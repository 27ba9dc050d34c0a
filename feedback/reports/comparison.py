"""A version beside the one before, provision by provision: what an officer confirms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from base.paging import Paging, page_of
from base.words import N_
from feedback.models import Change, DraftState, DraftVersion, Provision
from feedback.provisions import from_json
from feedback.queries.provisions import as_pieces, list_provisions
from feedback.queries.versions import list_links
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
class Pair:
    """One proposal or link, by the indexes of its provisions in the two versions."""

    old: int | None
    new: int | None
    change: Change
    link_id: int = 0
    is_confirmed: bool = False


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


@dataclass
class _Sides:
    old: Sequence[Piece]
    new: Sequence[Piece]
    pairs: Sequence[Pair]
    new_ids: Sequence[int] = field(default_factory=list)


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
    old, new = as_pieces(list_provisions(before.id)), pieces_of(from_json(version.tree))
    return _Sides(old, new, [Pair(one.old, one.new, one.change) for one in compare(old, new)])


def _stored(version: DraftVersion, before: DraftVersion) -> _Sides:
    old_rows, new_rows = list_provisions(before.id), list_provisions(version.id)
    pairs = [
        Pair(
            row.old.position if row.old else None,
            row.new.position if row.new else None,
            Change(row.link.change),
            row.link.id,
            row.link.confirmed_at is not None,
        )
        for row in list_links(version.id)
    ]
    return _Sides(as_pieces(old_rows), as_pieces(new_rows), pairs, [row.id for row in new_rows])


def _row(sides: _Sides, pair: Pair) -> ComparisonRow:
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
        provision_id=sides.new_ids[pair.new] if sides.new_ids and pair.new is not None else 0,
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
