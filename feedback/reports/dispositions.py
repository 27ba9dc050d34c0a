"""What the work board shows: how far each provision, group and clerk is, and the rows of a page."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.queries.staff import list_role_holders_at, staff_names
from feedback.models import CommentRound
from feedback.queries import dispositions as queries
from feedback.queries.dispositions import NOBODY, WHOLE, BoardFilter, BoardRow, Place
from feedback.queries.groups import group_sizes
from feedback.rules.dispositions import days_left
from feedback.rules.provision_names import WHOLE_DRAFT, provision_name

STATES = ("none", "draft", "done")


@dataclass(frozen=True)
class Tally:
    """Comments owed an answer, by how far the answer is."""

    none: int = 0
    draft: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return self.none + self.draft + self.done

    @property
    def missing(self) -> int:
        return self.none + self.draft


@dataclass(frozen=True)
class TallyLine:
    """`key` is what a filter takes for it."""

    key: str
    label: str
    tally: Tally


@dataclass(frozen=True)
class Board:
    """The head of the board. `days_left` None: no last day is set."""

    whole: Tally
    places: list[TallyLine]
    clerks: list[TallyLine]
    exempt_count: int
    answer_by_on: date | None
    days_left: int | None


def place_names(round_id: int, current_version_id: int) -> dict[int, str]:
    """Provision id → its name; provisions of an older version say which."""
    return {one.id: name for one, name in _named(queries.list_places(round_id), current_version_id)}


def _named(places: Sequence[Place], current_version_id: int) -> list[tuple[Place, str]]:
    by_id = {one.id: one for one in places}
    found = []
    for place in places:
        name = provision_name(_chain(place, by_id))
        if place.version_id != current_version_id:
            name = f"{name} (bản {place.version_number})"
        found.append((place, name))
    return found


def _chain(place: Place, by_id: Mapping[int, Place]) -> list[tuple[str, str, str]]:
    chain: list[tuple[str, str, str]] = []
    at: Place | None = place
    while at is not None:
        chain.insert(0, (at.type, at.number, at.title))
        at = by_id.get(at.parent_id) if at.parent_id else None
    return chain


def board_report(comment_round: CommentRound, today: date, nobody: str) -> Board:
    """`nobody` is what the line of unassigned comments is called."""
    counts = queries.count_by_place(comment_round.id)
    names = _named(queries.list_places(comment_round.id), comment_round.version_id)
    by_place: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    by_clerk: dict[Any, dict[str, int]] = defaultdict(lambda: dict.fromkeys(STATES, 0))
    whole = dict.fromkeys(STATES, 0)
    for place_id, clerk_id, state, count in counts:
        for one in (by_place[place_id], by_clerk[clerk_id], whole):
            one[state] += count
    order: list[tuple[int | None, str]] = [(None, WHOLE_DRAFT)]
    order += [(place.id, name) for place, name in names]
    clerk_names = clerks_by_id(comment_round.agency_id, {one for one in by_clerk if one})
    clerks: list[tuple[int | None, str]] = [(None, nobody), *clerk_names.items()]
    return Board(
        whole=Tally(**whole),
        places=[
            TallyLine(str(key or WHOLE), label, Tally(**by_place[key]))
            for key, label in order
            if key in by_place
        ],
        clerks=[
            TallyLine(str(key or NOBODY), label, Tally(**by_clerk[key]))
            for key, label in clerks
            if key in by_clerk
        ],
        exempt_count=queries.count_exempt(comment_round.id),
        answer_by_on=comment_round.answer_by_on,
        days_left=days_left(comment_round.answer_by_on, today),
    )


def clerks_by_id(agency_id: int, also: set[int]) -> dict[int, str]:
    """Officers of the agency who may be given comments, and whoever already has some."""
    officers = dict(list_role_holders_at("agency_officer", agency_id))
    return officers | staff_names(also - set(officers))


@dataclass(frozen=True)
class BoardLine:
    """A row of the board; `excerpt` is at most 220 characters, empty where the words are gone."""

    row: BoardRow
    place: str
    clerk: str
    excerpt: str
    group_count: int


def board_lines(
    comment_round: CommentRound, chosen: BoardFilter, limit: int, offset: int
) -> list[BoardLine]:
    rows = queries.list_board(comment_round.id, chosen, limit, offset)
    places = place_names(comment_round.id, comment_round.version_id)
    clerk_ids = {one.disposition.clerk_id for one in rows if one.disposition}
    names = staff_names({one for one in clerk_ids if one is not None})
    sizes = group_sizes({one.standing.group_id for one in rows if one.standing.group_id})
    lines = []
    for row in rows:
        clerk_id = row.disposition.clerk_id if row.disposition else None
        place_id = row.comment.provision_id
        lines.append(
            BoardLine(
                row,
                places[place_id] if place_id else WHOLE_DRAFT,
                names.get(clerk_id, "") if clerk_id else "",
                excerpt(row.text or row.wording),
                sizes.get(row.standing.group_id or 0, 0),
            )
        )
    return lines


def excerpt(text: str, length: int = 220) -> str:
    """The beginning, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"
