"""The leader's board over five years of data, and the province's report of the year.

166 communes, 34 departments and 600 service units; twenty quarters published, one after another, each with
overall figures and dimensions of every agency; a year that reports, with a line for every target of the
shipped card; a result that awaits its signs; a map of 166 areas. On SQLite, pages as the server makes them
(no network), one request at a time. CPU time stands beside: on a busy machine the wall says little.
"""

import json
import statistics
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from agencies.actions.legal import load_legal_data
from agencies.models import Agency, AgencyKind, Role
from base.clock import now
from base.db import db
from bench.row import Row
from bench.scoring_year import YEAR, fill_year
from bench.stored_snapshot import MEASURES, make_app
from evaluation.actions.areas import add_map, commune_of
from evaluation.actions.scoring import compute_result
from evaluation.areas.reading import match_areas, read_areas
from evaluation.documents.making import make_file, open_desk
from evaluation.queries.areas import list_communes
from evaluation.reports.document_figures import gather
from evaluation.rules.report_periods import ReportPeriod
from surveys.models import IndexCell, IndexSnapshot, ReportingPeriod, SurveyRound
from tests.factories import make_agency, make_staff

YEARS, TIMES, WARM = 5, 20, 3
SIDE = 0.1


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), 1, 1)
        with app.app_context():
            codes = _fill()
        return [*_pages(app, codes), _report(app)]


def _pages(app: Flask, codes: list[str]) -> list[Row]:
    client = _signed_in(app)
    board, communes = "/can-bo/toan-canh", "loai=commune_committee"
    chosen = "&".join(f"cq={code}" for code in codes[:6])
    return [
        _page(client, "board of the province, areas", f"{board}?{communes}"),
        _page(client, "the same, bubbles", f"{board}?{communes}&ban-do=bong-bong"),
        _page(client, "the same, 600 service units", f"{board}?loai=service_unit"),
        _page(client, "board for a projector", f"{board}?{communes}&man-chieu=1"),
        _page(client, "small multiples, 166 communes × 20 quarters", f"{board}/so-sanh?{communes}"),
        _page(client, "six agencies beside one another", f"{board}/doi-chieu?{chosen}"),
    ]


def _signed_in(app: Flask) -> FlaskClient:
    """A leader's session as signing in leaves it."""
    with app.app_context():
        mark = make_staff(Role.READER).fs_uniquifier
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        stamp = now().timestamp()
        session.update({"_user_id": mark, "_fresh": True, "fs_cc": "set", "fs_paa": stamp})
        session["identity.id"] = mark
    return client


def _page(client: FlaskClient, name: str, address: str) -> Row:
    walls, cpus, size = [], [], 0
    for place in range(WARM + TIMES):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(
                f"{address}: {answer.status_code} {answer.headers.get('Location', '')}"
            )
        if place >= WARM:
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            size = len(answer.data)
    note = (
        f"median of {TIMES}, {statistics.median(cpus):.0f} ms of CPU, {size / 1000:.0f} kB of HTML"
    )
    return Row(name, statistics.median(walls), "ms", 150, "<=", note=note)


def _report(app: Flask) -> Row:
    """From the figures to the .docx."""
    with app.app_context():
        wall, cpu = time.perf_counter(), time.process_time()
        desk = open_desk(gather(ReportPeriod(YEAR, is_half=False), now(), None))
        size = len(make_file(desk, "tinh", "docx"))
        seconds = time.perf_counter() - wall
        note = (
            f"800 agencies, {time.process_time() - cpu:.1f} s of CPU, {size / 1000:.0f} kB of DOCX"
        )
    return Row("report of the province", seconds, "s", 30, "<=", note=note)


def _fill() -> list[str]:
    """Codes of the communes."""
    load_legal_data()
    make_agency("Sở Nội vụ", code="38-SNV", kind=AgencyKind.DEPARTMENT)  # it issues the report
    year = fill_year()
    communes = list(
        db.session.scalars(
            select(Agency).where(Agency.kind == AgencyKind.COMMUNE_COMMITTEE).order_by(Agency.code)
        )
    )
    for number, one in enumerate(communes):
        one.latitude, one.longitude = 19.35 + number // 14 * SIDE, 104.55 + number % 14 * SIDE
    _publish_quarters()
    compute_result(year)
    year.state = "reporting"
    _add_map(communes)
    db.session.commit()
    return [one.code for one in communes]


def _publish_quarters() -> None:
    """Twenty quarters of one long round, beside the snapshot the year is scored with."""
    drawn = Random(11)
    like = db.session.scalars(select(IndexSnapshot).order_by(IndexSnapshot.id)).first()
    assert like is not None
    old = db.session.get_one(SurveyRound, like.round_id)
    survey_round = SurveyRound(
        questionnaire_version_id=old.questionnaire_version_id,
        owner_agency_id=old.owner_agency_id,
        name="Khảo sát nhiều năm",
        opens_at=datetime(YEAR - YEARS + 1, 1, 1, tzinfo=UTC),
        closes_at=datetime(YEAR + 1, 1, 1, tzinfo=UTC),
        state="published",
    )
    db.session.add(survey_round)
    db.session.flush()
    ids = [None, *db.session.scalars(select(Agency.id).order_by(Agency.id))]
    for quarter in range(4 * YEARS):
        snapshot = _quarter(survey_round, quarter, like)
        cells = [_cell(snapshot.id, one, *name, drawn) for one in ids for name in MEASURES[:3]]
        db.session.execute(insert(IndexCell), cells)


def _quarter(survey_round: SurveyRound, quarter: int, like: IndexSnapshot) -> IndexSnapshot:
    year, month = YEAR - YEARS + 1 + quarter // 4, 1 + 3 * (quarter % 4)
    ends = date(year + month // 10, (month + 3) % 12, 1)
    period = ReportingPeriod(
        round_id=survey_round.id,
        name=f"Quý {('I', 'II', 'III', 'IV')[quarter % 4]}/{year}",
        starts_on=date(year, month, 1),
        ends_on=ends,
    )
    db.session.add(period)
    db.session.flush()
    snapshot = IndexSnapshot(
        round_id=survey_round.id,
        period_id=period.id,
        method_version="v1",
        state="published",
        sample="official",
        published_at=datetime(ends.year, ends.month, 9, tzinfo=UTC),
        settings={**like.settings, "channels": ["code"]},
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def _cell(
    snapshot_id: int, agency_id: int | None, measure: str, key: str, drawn: Random
) -> dict[str, Any]:
    share = drawn.uniform(0.7, 0.95)
    return {
        "snapshot_id": snapshot_id,
        "scope": "province" if agency_id is None else "agency",
        "measure": measure,
        "agency_id": agency_id,
        "key": key,
        "n": 412,
        "n_valid": 410,
        "n_eff": drawn.uniform(60, 400),
        "share": share,
        "variance": 4e-4,
        "df": 60.0,
        "low": share - 0.04,
        "high": share + 0.04,
        "against_province": "lower" if share < 0.75 else None,
        "channel_mix": {"code": 412},
        "notes": [],
        "levels": [],
    }


def _add_map(communes: list[Agency]) -> None:
    """Areas with wavy borders, as many points as the page may have at most."""
    features = []
    for number, one in enumerate(communes):
        x, y = 104.5 + number % 14 * SIDE, 19.3 + number // 14 * SIDE
        ring = [*_wavy(x, y, 1, 0), *_wavy(x + SIDE, y, 0, 1)]
        ring += [*_wavy(x, y + SIDE, 1, 0)[::-1], *_wavy(x, y, 0, 1)[::-1]]
        shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        known = {"ma_xa": one.code}
        features.append({"type": "Feature", "properties": known, "geometry": shape})
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    read = read_areas(data)
    matched = match_areas(read, [commune_of(one) for one in list_communes(date(YEAR, 11, 1))])
    staff = make_staff()
    add_map(staff.id, "xa.geojson", "Sở Nông nghiệp và Môi trường", data, read, matched)


def _wavy(x: float, y: float, along: int, up: int) -> list[list[float]]:
    """From one corner towards the next, the same from both sides."""
    steps = [(step, (step * 7919 % 13 - 6) / 2500) for step in range(200)]
    return [
        [x + along * step * SIDE / 200 + up * off, y + up * step * SIDE / 200 + along * off]
        for step, off in ((step, off if step else 0.0) for step, off in steps)
    ]


if __name__ == "__main__":
    for row in measure():
        print(row.cells(), row.note)
