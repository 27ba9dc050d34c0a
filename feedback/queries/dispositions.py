"""SELECTs of the work board: comments of a round with what has been answered so far."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from base.db import db
from base.rules import NotFound
from base.words import fold
from feedback.models import (
    Comment,
    CommentStanding,
    CommentText,
    Disposition,
    DraftVersion,
    Provision,
)
from feedback.rules.dispositions import EXEMPT

WHOLE = "whole"  # in a filter: about the whole draft, or by nobody yet
NOBODY = "nobody"
TRIAL = "test"  # sent while staff tried the page: nowhere counted, nowhere answered

_HAS_DRAFT = or_(Disposition.kind != "", Disposition.reason != "", Disposition.after != "")
ANSWER_STATE: ColumnElement[str] = case(
    (Disposition.is_final.is_(True), "done"), (_HAS_DRAFT, "draft"), else_="none"
)


@dataclass(frozen=True)
class BoardFilter:
    """Empty leaves a filter out. `provision` and `clerk` are ids as text, or WHOLE, NOBODY."""

    state: str = ""
    provision: str = ""
    clerk: str = ""
    words: str = ""
    group_id: int | None = None


@dataclass(frozen=True)
class BoardRow:
    """`text` is empty where the words were destroyed."""

    comment: Comment
    standing: CommentStanding
    text: str
    wording: str
    disposition: Disposition | None
    state: str


def _joined(statement: Any, round_id: int) -> Select[Any]:
    joined: Select[Any] = (
        statement.select_from(Comment)
        .join(CommentStanding, CommentStanding.comment_id == Comment.id)
        .outerjoin(CommentText, CommentText.comment_id == Comment.id)
        .outerjoin(Disposition, Disposition.comment_id == Comment.id)
        .where(Comment.round_id == round_id, Comment.source != TRIAL)
    )
    return joined


def owed() -> ColumnElement[bool]:
    """Comments that are owed an answer."""
    return CommentStanding.visibility.not_in(EXEMPT)


def _conditions(chosen: BoardFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [owed()]
    if chosen.state:
        found.append(ANSWER_STATE.in_([chosen.state]))
    if chosen.provision == WHOLE:
        found.append(Comment.provision_id.is_(None))
    elif chosen.provision:
        found.append(Comment.provision_id == _row_id(chosen.provision))
    if chosen.clerk == NOBODY:
        found.append(Disposition.clerk_id.is_(None))
    elif chosen.clerk:
        found.append(Disposition.clerk_id == _row_id(chosen.clerk))
    if chosen.group_id is not None:
        found.append(CommentStanding.group_id == chosen.group_id)
    words = fold(chosen.words)
    found += [CommentText.search_text.contains(word, autoescape=True) for word in words.split()]
    return found


def _row_id(text: str) -> int:
    """The id in an address; nonsense is 0, which no row has."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def count_board(round_id: int, chosen: BoardFilter) -> int:
    statement = _joined(select(func.count()), round_id).where(*_conditions(chosen))
    return db.session.scalar(statement) or 0


def list_board(round_id: int, chosen: BoardFilter, limit: int, offset: int) -> list[BoardRow]:
    """By provision in the order of the document, a follow-up right after what it adds to."""
    thread = func.coalesce(Comment.follows_id, Comment.id)
    columns = (Comment, CommentStanding, CommentText.text, CommentText.wording, Disposition)
    statement = (
        _joined(select(*columns, ANSWER_STATE), round_id)
        .outerjoin(Provision, Provision.id == Comment.provision_id)
        .where(*_conditions(chosen))
        .order_by(
            func.coalesce(Provision.position, -1),
            func.coalesce(Comment.provision_id, 0),
            func.coalesce(CommentStanding.group_id, 0).desc(),
            thread,
            case((Comment.follows_id.is_(None), 0), else_=1),
            Comment.id,
        )
        .limit(limit)
        .offset(offset)
    )
    return [
        BoardRow(comment, standing, text or "", wording or "", answer, state)
        for comment, standing, text, wording, answer, state in db.session.execute(statement)
    ]


def list_board_ids(round_id: int, chosen: BoardFilter) -> list[int]:
    statement = _joined(select(Comment.id), round_id).where(*_conditions(chosen))
    return list(db.session.scalars(statement.order_by(Comment.id)))


def count_by_place(round_id: int) -> list[tuple[int | None, int | None, str, int]]:
    """(provision id, clerk id, answer state, count) of the comments that are owed an answer."""
    place, clerk = Comment.provision_id, Disposition.clerk_id
    statement = _joined(select(place, clerk, ANSWER_STATE, func.count()), round_id).where(owed())
    rows = db.session.execute(statement.group_by(place, clerk, ANSWER_STATE))
    return [(one, other, str(state), int(count)) for one, other, state, count in rows]


def count_exempt(round_id: int) -> int:
    statement = select(func.count()).where(
        CommentStanding.round_id == round_id, CommentStanding.visibility.in_(EXEMPT)
    )
    return db.session.scalar(statement) or 0


def get_row(round_id: int, comment_id: int) -> BoardRow:
    """One comment of the round with its words and answer; else NotFound."""
    columns = (Comment, CommentStanding, CommentText.text, CommentText.wording, Disposition)
    found = db.session.execute(
        _joined(select(*columns, ANSWER_STATE), round_id).where(Comment.id == comment_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    comment, standing, text, wording, answer, state = tuple(found)
    return BoardRow(comment, standing, text or "", wording or "", answer, state)


def find_disposition(comment_id: int) -> Disposition | None:
    return db.session.get(Disposition, comment_id, populate_existing=True)


def dispositions_of(comment_ids: Collection[int]) -> dict[int, Disposition]:
    found = {}
    for part in _parts(comment_ids):
        chosen = select(Disposition).where(Disposition.comment_id.in_(part))
        found.update({one.comment_id: one for one in db.session.scalars(chosen)})
    return found


def group_revision(dispositions: Iterable[Disposition]) -> int:
    """Grows with every change to any of them."""
    return sum(one.revision for one in dispositions)


def owed_ids(round_id: int, comment_ids: Collection[int]) -> list[int]:
    """Those of the ids that are comments of this round and owed an answer."""
    found: list[int] = []
    for part in _parts(comment_ids):
        statement = _joined(select(Comment.id), round_id).where(owed(), Comment.id.in_(part))
        found += db.session.scalars(statement)
    return sorted(found)


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    """Databases take only so many values in one list."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), 5_000):
        yield ordered[start : start + 5_000]


def count_merged_into(comment_id: int) -> int:
    """How many other comments are answered by the answer to this one."""
    statement = select(func.count()).where(Disposition.merged_into_id == comment_id)
    return db.session.scalar(statement) or 0


_Target = aliased(Disposition)
_MISSING = or_(
    Disposition.comment_id.is_(None),
    Disposition.is_final.is_(False),
    and_(
        Disposition.merged_into_id.is_not(None),
        func.coalesce(_Target.is_final, False).is_(False),
    ),
)


def _missing(statement: Any, round_id: int) -> Select[Any]:
    return (
        _joined(statement, round_id)
        .outerjoin(_Target, _Target.comment_id == Disposition.merged_into_id)
        .where(owed(), _MISSING)
    )


def count_missing(round_id: int) -> int:
    """Comments without a finished answer, or merged into one without."""
    return db.session.scalar(_missing(select(func.count()), round_id)) or 0


def list_missing(round_id: int, limit: int) -> list[tuple[int, str]]:
    """(comment id, its words) of the first of them."""
    statement = _missing(select(Comment.id, CommentText.text), round_id)
    rows = db.session.execute(statement.order_by(Comment.id).limit(limit))
    return [(comment_id, text or "") for comment_id, text in rows]


def list_merge_targets(
    round_id: int, provision_id: int | None, words: str, limit: int
) -> list[tuple[int, str]]:
    """(comment id, words) of those another comment may be merged into: by words, else the provision's."""
    chosen = BoardFilter(words=words, provision="" if words else str(provision_id or WHOLE))
    statement = _joined(select(Comment.id, CommentText.text), round_id).where(
        *_conditions(chosen), or_(Disposition.kind.is_(None), Disposition.kind != "merged")
    )
    rows = db.session.execute(statement.order_by(Comment.id).limit(limit))
    return [(comment_id, text or "") for comment_id, text in rows]


@dataclass(frozen=True)
class Place:
    """A provision without its text, for names and order."""

    id: int
    parent_id: int | None
    version_id: int
    version_number: int
    position: int
    type: str
    number: str
    title: str


def list_places(round_id: int) -> Sequence[Place]:
    """The provisions of every version that was commented on in the round."""
    versions = select(Comment.version_id).where(Comment.round_id == round_id).distinct()
    columns = (
        Provision.id,
        Provision.parent_id,
        Provision.version_id,
        DraftVersion.number,
        Provision.position,
        Provision.type,
        Provision.number,
        Provision.title,
    )
    statement = (
        select(*columns)
        .join(DraftVersion, DraftVersion.id == Provision.version_id)
        .where(Provision.version_id.in_(versions))
        .order_by(Provision.version_id, Provision.position)
    )
    return [Place(*row) for row in db.session.execute(statement)]


def provision_wording(provision_id: int | None) -> str:
    """The provision's own text, or what stands below it where it has none of its own."""
    top = db.session.get(Provision, provision_id) if provision_id else None
    if top is None or top.text:
        return top.text if top else ""
    below = select(Provision).where(
        Provision.version_id == top.version_id, Provision.position > top.position
    )
    lines = []
    for one in db.session.scalars(below.order_by(Provision.position).limit(500)):
        if one.depth <= top.depth:
            break
        lines.append(" ".join(part for part in (one.number, one.title, one.text) if part))
    return "\n".join(lines)
