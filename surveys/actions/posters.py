"""Posters ordered: one file for a place, an agency or a whole round, drawn in the background."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.queries.installation import find_installation
from agencies.roles import Viewer
from base.db import db, reading
from base.jobs import JobRun, Progress, job, results_dir, start_job
from base.permissions import Permission
from surveys.models import QrPlace
from surveys.posters import PAPERS, Poster, PosterOrder, draw_posters
from surveys.queries import places as queries
from surveys.rules.places import NoPlaceToPrint
from surveys.rules.rounds import HOME_OWNER

Rows = Sequence[tuple[QrPlace, Agency]]


@dataclass(frozen=True)
class Wish:
    """What shall be printed: `paper` of PAPERS, `second_language` or empty; of exactly one of the three."""

    paper: str
    second_language: str
    place_id: int | None = None
    agency_id: int | None = None
    round_id: int | None = None


def order_posters(actor: Viewer, wish: Wish, subject: str) -> JobRun:
    """A job over the actor's own places among those wished for; `subject` is what its title names."""
    scope = actor.agency_scope(Permission.PLACES_READ)
    rows = _rows(scope, wish)
    title = _(
        "Áp phích %(paper)s: %(subject)s (%(count)s nơi)",
        paper=_(PAPERS[wish.paper]),
        subject=subject,
        count=len(rows),
    )
    arguments = {
        "place_ids": [place.id for place, _agency in rows],
        "agency_ids": sorted({agency.id for _place, agency in rows}),
        "paper": wish.paper,
        "second_language": wish.second_language,
        "asker": _asker(wish, rows),
    }
    run = start_job("posters", title[:300], arguments, actor.staff_id)
    record_act("posters.order", staff_id=actor.staff_id, subject=run, after={"title": run.title})
    return run


def draw_one(scope: queries.Scope, wish: Wish) -> bytes:
    """The poster of a single place, at once."""
    rows = _rows(scope, wish)
    order = _order(wish.paper, wish.second_language, _asker(wish, rows))
    drawn: bytes = draw_posters(order, [_poster(*row) for row in rows])
    return drawn


@job("posters", is_restartable=True, permission=Permission.PLACES_READ)
def draw_ordered(
    progress: Progress,
    place_ids: list[int],
    agency_ids: list[int],
    paper: str,
    second_language: str,
    asker: str,
) -> Path:
    """One PDF; a place withdrawn since the order is left out. The file appears only when it is whole."""
    with reading():
        rows = queries.list_living_places(place_ids, agency_ids)
        order = _order(paper, second_language, asker)
        posters = [_poster(*row) for row in rows]
        db.session.rollback()
    if not posters:
        raise NoPlaceToPrint
    progress.total(len(posters))
    content = draw_posters(order, posters, progress.step)
    path = results_dir() / f"{progress.run_id}-ap-phich-{paper}.pdf"
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.rename(path)
    return path


def _rows(scope: queries.Scope, wish: Wish) -> Rows:
    rows = queries.list_poster_places(
        scope, place_id=wish.place_id, agency_id=wish.agency_id, round_id=wish.round_id
    )
    if not rows:
        raise NoPlaceToPrint
    return rows


def _asker(wish: Wish, rows: Rows) -> str:
    """Who asks: the owner of the round wished for, else of the latest round of the first place."""
    owner = queries.find_asker(wish.round_id, rows[0][0].id)
    return owner.name if owner else HOME_OWNER


def _order(paper: str, second_language: str, asker: str) -> PosterOrder:
    installation: Any = find_installation()
    return PosterOrder(
        paper=paper,
        second_language=second_language,
        asker=asker,
        province=installation.province_name if installation else "",
        public_url=current_app.extensions["settings"].public_url,
        is_demo=bool(installation and installation.is_demo),
    )


def _poster(place: QrPlace, agency: Agency) -> Poster:
    return Poster(agency=agency.name, place=place.name, code=place.code)
