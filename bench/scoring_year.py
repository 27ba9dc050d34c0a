"""A year of 800 agencies scored with the shipped card: reports, an index, one pass, stored and sealed.

Made up on a fresh SQLite database: 166 communes, 34 departments, 600 service units, each with an accepted
self-report of every target of the card and, but for one in ten, a usable index.
"""

import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert

from agencies.models import Agency, AgencyKind
from base.db import db
from bench.row import Row
from bench.stored_snapshot import make_app
from evaluation.actions.scorecards import bring_shipped
from evaluation.actions.scoring import compute_result
from evaluation.models import EvaluationYear, ReportedFigure, SelfReport, YearTarget
from surveys.models import IndexCell, IndexSnapshot, SurveyRound

KINDS = {
    AgencyKind.COMMUNE_COMMITTEE: 166,
    AgencyKind.DEPARTMENT: 34,
    AgencyKind.SERVICE_UNIT: 600,
}
YEAR = 2026


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), 1, 1)
        with app.app_context():
            year = fill_year()
            before = time.process_time()
            seconds = [_timed(year) for _ in range(3)]
            cpu = (time.process_time() - before) / len(seconds)
    note = f"points, intervals, classes, ranks, stored and sealed; median of 3, {cpu:.1f} s of CPU each"
    return [Row("score a year, 800 agencies", statistics.median(seconds), "s", 10, "<=", note=note)]


def _timed(year: EvaluationYear) -> float:
    start = time.perf_counter()
    compute_result(year)
    db.session.commit()
    return time.perf_counter() - start


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def fill_year() -> EvaluationYear:
    """In the database of `make_app`: agencies, their reports, one index."""
    drawn = Random(7)
    card = bring_shipped(None)
    targets = sorted({one.source_key for one in card.criteria if one.source_kind == "target"})
    card.state = "in_use"
    year = _add(EvaluationYear(year=YEAR, state="closed", report_by=date(YEAR, 12, 10)))
    for key in targets:
        facts = {"title": key, "unit": "percent", "period": "year", "catalogue_key": "bench"}
        db.session.add(YearTarget(year_id=year.id, key=key, **facts))
    agencies = [
        _add(
            Agency(
                code=f"B{number:03d}{kind[:2].upper()}",
                name=f"Cơ quan {kind} {number}",
                kind=kind,
                valid_from=date(2025, 7, 1),
            )
        )
        for kind, count in KINDS.items()
        for number in range(count)
    ]
    lines = []
    for agency in agencies:
        report = _add(SelfReport(year_id=year.id, agency_id=agency.id, state="accepted"))
        for key in targets:
            done = drawn.randint(40, 100)
            figure = {"self_report_id": report.id, "target_key": key, "done_count": done}
            lines.append({**figure, "all_count": 100, "words": "", "source": {}})
    db.session.execute(insert(ReportedFigure), lines)
    _publish(agencies, drawn)
    db.session.commit()
    return year


def _publish(agencies: list[Agency], drawn: Random) -> None:
    """Into the snapshot that `make_app` left, made official."""
    snapshot = db.session.query(IndexSnapshot).order_by(IndexSnapshot.id).first()
    assert snapshot is not None
    snapshot.sample, snapshot.period_id = "official", None
    survey_round = db.session.get_one(SurveyRound, snapshot.round_id)
    survey_round.closes_at = survey_round.closes_at.replace(year=YEAR, month=10)
    for agency in agencies:
        share = drawn.uniform(0.6, 0.95)
        known = {"share": share, "low": share - 0.04, "high": share + 0.04, "is_usable": True}
        held = {"withheld": "too_few"}
        cell = {"snapshot_id": snapshot.id, "scope": "agency", "measure": "overall"}
        db.session.add(
            IndexCell(**cell, agency_id=agency.id, **(held if drawn.random() < 0.1 else known))
        )


if __name__ == "__main__":
    for row in measure():
        print(row.cells())
