"""Subjects of a year's results: a published year of the agency alone, a request of it, a draft card."""

import gzip
from datetime import date
from typing import Any

from base.db import db
from evaluation.models import AgencyScore, AnotherLook, CommuneMap, EvaluationYear, YearResult
from tests.evaluation.scored_year import added, default_criteria, make_card
from tests.factories import make_staff


def _result(agency: Any, year: int, state: str) -> YearResult:
    """Written while it is computed, as the database demands; each agency has years of its own."""
    card = make_card("draft", key=f"bang-{year}", criteria=default_criteria())
    card.state = "in_use"
    row = added(EvaluationYear(year=year, state="closed", report_by=date(year, 12, 31)))
    result = added(YearResult(year_id=row.id, scorecard_id=card.id, content_hash="0" * 64))
    score = {"group_key": "cap-xa", "points": 80.0, "possible": 100.0, "class_key": "kha"}
    added(AgencyScore(result_id=result.id, agency_id=agency.id, **score))
    result.state, result.looks_until = state, date(2026, 12, 31)
    db.session.flush()
    return result


def published_year(agency: Any, _staff: Any) -> int:
    year = 3000 + agency.id
    if db.session.query(EvaluationYear).filter_by(year=year).one_or_none() is None:
        _result(agency, year, "published")
    return year


def look_id(agency: Any, _staff: Any) -> int:
    result = _result(agency, 6000 + agency.id, "appraised")
    look = AnotherLook(result_id=result.id, agency_id=agency.id, words="Xin xem lại điểm này")
    look.filed_by_id = make_staff(agency=agency).id
    return int(added(look).id)


def map_id(_agency: Any, staff: Any) -> int:
    original = gzip.compress(b"{}")
    about = {"name": "xa.geojson", "source": "Sở", "size": 2, "sha256": "0" * 64}
    counts = {"code_property": "ma_xa", "area_count": 1, "matched_count": 1}
    drawing = {"width": 10, "height": 10, "areas": []}
    row = CommuneMap(**about, **counts, drawing=drawing, original=original, added_by_id=staff.id)
    return int(added(row).id)


RESULT_SUBJECTS = {
    "map_id": map_id,
    "year_results_staff.year": published_year,
    "year_results.year": published_year,
    "year_results_staff.look_id": look_id,
    "scorecards_staff.scorecard_id": lambda agency, _staff: (
        make_card("draft", key=f"thu-{agency.id}").id
    ),
    "scorecards_staff.part": lambda _agency, _staff: "0",
}
