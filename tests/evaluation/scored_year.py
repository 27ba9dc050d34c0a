"""A small province with a year to score: agencies, accepted self-reports, an index, a card in use."""

from datetime import UTC, date, datetime
from typing import Any

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind
from base.db import db
from evaluation.models import (
    Criterion,
    EvaluationYear,
    ReportedFigure,
    Scorecard,
    SelfReport,
    Target,
    TargetCatalogue,
    YearTarget,
)
from surveys.models import IndexCell, IndexSnapshot
from tests.factories import make_agency, make_round

YEAR = 2026
GROUPS = [
    {"key": "cap-xa", "title": "UBND xã, phường", "kinds": ["commune_committee"]},
    {"key": "cap-so", "title": "Sở, ban, ngành", "kinds": ["department", "province_office"]},
]
CLASSES = [
    {"key": "tot", "title": "Tốt", "title_en": "Good", "from_percent": 85},
    {"key": "kha", "title": "Khá", "title_en": "Fair", "from_percent": 70},
    {"key": "yeu", "title": "Yếu", "title_en": "Weak", "from_percent": 0},
]
TARGETS = {"cong-khai": "percent", "ke-hoach": "yes_no", "doi-thoai": "count", "bao-cao": "date"}


def added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_criterion(key: str, max_points: float, **columns: Any) -> Criterion:
    values = {
        "title": f"Tiêu chí {key}",
        "section": "I. Công khai",
        "source_kind": "target",
        "source_key": key,
        "conversion": {"by": "pass", "at": 100},
    }
    return Criterion(key=key, max_points=max_points, **{**values, **columns})


def default_criteria() -> list[Criterion]:
    line = {"by": "linear", "from": 50, "to": 100}
    return [
        make_criterion("cong-khai", 40, conversion=line, sort=10),
        make_criterion("ke-hoach", 20, sort=20),
        make_criterion(
            "hai-long",
            40,
            source_kind="index",
            source_key="",
            conversion=line,
            section="II. Hài lòng",
            sort=30,
        ),
        make_criterion(
            "vi-pham",
            10,
            kind="deduction",
            source_kind="appraised",
            source_key="",
            conversion={},
            section="III. Điểm trừ",
            sort=40,
        ),
    ]


def make_card(
    state: str = "in_use", criteria: list[Criterion] | None = None, **columns: Any
) -> Scorecard:
    """As the database takes it: criteria are written while it is a draft."""
    values = {"key": "dan-chu", "version": 1, "title": "Bảng chấm điểm 2026", "state": "draft"}
    card = Scorecard(**{**values, "groups": GROUPS, "classes": CLASSES, **columns})
    card.criteria = default_criteria() if criteria is None else criteria
    added(card)
    card.state = state
    if state != "draft":
        card.in_use_at = datetime(2026, 2, 1, tzinfo=UTC)
    db.session.flush()
    return card


def make_year(state: str = "closed", **columns: Any) -> EvaluationYear:
    values = {"year": YEAR, "state": state, "report_by": date(2026, 11, 15)}
    year = added(EvaluationYear(**{**values, **columns}))
    for sort, (key, unit) in enumerate(TARGETS.items()):
        facts = {"title": f"Chỉ tiêu {key}", "unit": unit, "period": "year", "sort": sort}
        added(YearTarget(year_id=year.id, key=key, catalogue_key="ke-hoach-2026", **facts))
    return year


def make_targets() -> None:
    """The same targets in a catalogue, so that a card may name them."""
    catalogue = added(TargetCatalogue(key="ke-hoach-2026", title="Kế hoạch 2026", is_on=True))
    for key, unit in TARGETS.items():
        facts = {"title": f"Chỉ tiêu {key}", "unit": unit, "period": "year", "confidence": "S"}
        added(Target(catalogue_id=catalogue.id, key=key, **facts))


def accept_report(year: EvaluationYear, agency: Any, **figures: Any) -> SelfReport:
    """`cong_khai=90` percent, `ke_hoach=True`: underscores stand for the dashes of the keys."""
    report = added(SelfReport(year_id=year.id, agency_id=agency.id, state="accepted"))
    for name, value in figures.items():
        key = name.replace("_", "-")
        columns: dict[str, Any] = {"is_done": value} if isinstance(value, bool) else {}
        if not columns:
            columns = {"done_count": value, "all_count": 100 if key == "cong-khai" else None}
        added(ReportedFigure(self_report_id=report.id, target_key=key, **columns))
    return report


def publish_index(figures: dict[Any, tuple[float, float, float] | None]) -> IndexSnapshot:
    """agency → (share, low, high) of the official index; None: withheld for few answers."""
    closes_at = datetime(2026, 10, 1, tzinfo=UTC)
    survey_round = make_round(
        agencies=list(figures), state="published", opens_at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    survey_round.closes_at = closes_at
    snapshot = added(
        IndexSnapshot(
            round_id=survey_round.id,
            state="published",
            sample="official",
            method_version="v1",
            content_hash="a" * 64,
        )
    )
    for agency, figure in figures.items():
        columns: dict[str, Any] = {"withheld": "too_few"}
        if figure:
            columns = dict(zip(("share", "low", "high"), figure, strict=True), is_usable=True)
        cell = {"snapshot_id": snapshot.id, "scope": "agency", "measure": "overall"}
        added(IndexCell(**cell, agency_id=agency.id, **columns))
    return snapshot


def make_department(name: str = "Sở Nội vụ", code: str = "38-SNV") -> Any:
    return make_agency(name, code=code, kind=AgencyKind.DEPARTMENT)


def make_stand_in() -> Any:
    return make_agency("Văn phòng UBND tỉnh", code="38-VP", kind=AgencyKind.PROVINCE_OFFICE)


class SmallProvince:
    """Sở Nội vụ and its stand-in, four communes: strong, middling, few answers, without any report."""

    def __init__(self) -> None:
        load_legal_data()
        self.department = make_department()
        self.stand_in = make_stand_in()
        self.strong = make_agency("UBND phường Hạc Thành", code="14797")
        self.middling = make_agency("UBND xã Thọ Xuân", code="15499")
        self.unheard = make_agency("UBND xã Mường Lát", code="14845")
        self.silent = make_agency("UBND xã Bá Thước", code="14923")
        self.year = make_year()
        self.card = make_card()
        for agency, percent, done in (
            (self.strong, 100, True),
            (self.middling, 75, True),
            (self.unheard, 100, True),
            (self.department, 100, True),
            (self.stand_in, 90, True),
        ):
            accept_report(self.year, agency, cong_khai=percent, ke_hoach=done)
        self.snapshot = publish_index(
            {
                self.strong: (0.95, 0.93, 0.97),
                self.middling: (0.80, 0.75, 0.85),
                self.unheard: None,
                self.department: (0.90, 0.86, 0.94),
                self.stand_in: (0.85, 0.80, 0.90),
                self.silent: (0.70, 0.64, 0.76),
            }
        )
        db.session.commit()
