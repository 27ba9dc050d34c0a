"""A year with targets, a published index, a comment round and two communes that reported: for reports."""

from datetime import UTC, date, datetime
from typing import Any

from agencies.actions.legal import load_legal_data
from agencies.models import Agency, Installation
from base.db import db
from evaluation.models import (
    EvaluationYear,
    ReportedFigure,
    ReportState,
    SelfReport,
    YearState,
    YearTarget,
)
from surveys.models import IndexCell, IndexSnapshot, SurveyRound
from tests.factories import make_agency, make_round

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_installation(code: str = "38", name: str = "tỉnh Thanh Hóa") -> None:
    load_legal_data()
    if db.session.get(Installation, 1) is None:
        add(
            Installation(id=1, province_code=code, province_name=name, province_name_en="Thanh Hoa")
        )


def make_department() -> Agency:
    committee = make_agency("UBND tỉnh Thanh Hóa", code="38-UBND", kind="province_committee")
    return make_agency("Sở Nội vụ", code="38-SNV", kind="department", parent_id=committee.id)


def make_year(year: int = 2026) -> EvaluationYear:
    row = EvaluationYear(year=year, state=YearState.REPORTING, report_by=date(year, 12, 10))
    return add(row)  # type: ignore[no-any-return]


def make_target(
    year: EvaluationYear, key: str, unit: str = "percent", **columns: Any
) -> YearTarget:
    values: dict[str, Any] = {
        "year_id": year.id,
        "key": key,
        "catalogue_key": "thanh-hoa-2025",
        "title": f"Chỉ tiêu {key}",
        "unit": unit,
        "goal": 100 if unit == "percent" else None,
        "bound": ["commune_committee"],
        "period": "year",
    }
    return add(YearTarget(**{**values, **columns}))  # type: ignore[no-any-return]


def report(
    year: EvaluationYear,
    agency: Agency,
    figures: dict[str, dict[str, Any]],
    state: str = ReportState.ACCEPTED,
) -> SelfReport:
    """`figures`: target key → columns of the line."""
    row = add(SelfReport(year_id=year.id, agency_id=agency.id, state=state))
    for key, columns in figures.items():
        add(ReportedFigure(self_report_id=row.id, target_key=key, **columns))
    return row  # type: ignore[no-any-return]


def publish_index(
    agencies: dict[Agency, dict[str, Any]], sample: str = "official", **snapshot: Any
) -> IndexSnapshot:
    """One published round of the year; `agencies`: overall cell of each."""
    survey_round: SurveyRound = make_round(
        agencies=list(agencies),
        opens_at=datetime(2026, 1, 4, tzinfo=UTC),
        closes_at=datetime(2026, 10, 31, tzinfo=UTC),
    )
    row = add(
        IndexSnapshot(
            round_id=survey_round.id,
            method_version="v2",
            state="published",
            sample=sample,
            published_at=datetime(2026, 11, 10, tzinfo=UTC),
            **snapshot,
        )
    )
    whole = {"scope": "province", "measure": "overall", "agency_id": None}
    add_cell(row, **whole, share=0.839, low=0.831, high=0.847, n=5210, n_valid=5210)
    for agency, columns in agencies.items():
        add_cell(row, scope="agency", measure="overall", agency_id=agency.id, **columns)
    return row  # type: ignore[no-any-return]


def add_cell(snapshot: IndexSnapshot, **columns: Any) -> IndexCell:
    return add(IndexCell(snapshot_id=snapshot.id, **columns))  # type: ignore[no-any-return]


SHOWN = {
    "share": 0.8642,
    "low": 0.821,
    "high": 0.9001,
    "n": 412,
    "n_valid": 412,
    "n_eff": 300.0,
    "is_usable": True,
    "channel_mix": {"code": 412},
}
WITHHELD = {"withheld": "too_few_for_shares", "n": 22, "n_valid": 22}


def make_ward(key: str, title: str) -> Agency:
    """A ward (14797) that reported one target of 2026, 45 of 50, and has a published index."""
    make_installation()
    make_department()
    ward = make_agency(code="14797")
    year = make_year()
    make_target(year, key, title=title)
    report(year, ward, {key: {"done_count": 45, "all_count": 50}})
    publish_index({ward: SHOWN})
    db.session.commit()
    return ward
