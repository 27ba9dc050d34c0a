"""A commune, the department that owns its round, and batches made through the actions."""

from datetime import date, datetime
from typing import Any

from flask import current_app

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from base.clock import now
from base.settings import Settings
from surveys.actions.codes import BatchPlan, make_batch
from surveys.models import CodeBatch, Delivery, DossierCount
from surveys.queries.codes import list_sealed
from tests.factories import make_agency, make_round, make_staff

TODAY = date(2026, 11, 23)


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def viewer_of(agency: Any, role: str = Role.DEPARTMENT) -> Viewer:
    staff = make_staff(role, agency=agency)
    return Viewer(staff.id, agency.id, ((Role(role), None),))


class Scene:
    """A commune rated in a round of Sở Nội vụ, whose staff member acts."""

    def __init__(self) -> None:
        load_legal_data()
        self.home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        self.commune = make_agency("UBND phường Hạc Thành")
        self.round = make_round(agencies=[self.commune], owner=self.home)
        self.actor = viewer_of(self.home)

    def plan(self, count: int = 3, **values: Any) -> BatchPlan:
        defaults: dict[str, Any] = {
            "round_id": self.round.id,
            "agency_id": self.commune.id,
            "issue_day": TODAY,
            "delivery": Delivery.SLIP,
            "code_count": count,
        }
        return BatchPlan(**defaults | values)

    def make(self, count: int = 3, at: datetime | None = None, **values: Any) -> CodeBatch:
        plan = self.plan(count, **values)
        return make_batch(self.actor, plan, settings().secrets, at or now())


def add_dossiers(agency: Any, day: date, count: int, **values: Any) -> DossierCount:
    from base.db import db

    defaults: dict[str, Any] = {
        "agency_id": agency.id,
        "day": day,
        "field_key": "ho-tich",
        "is_late": False,
        "filing_mode": "in_person",
        "dossier_count": count,
        "source": "api",
    }
    row = DossierCount(**defaults | values)
    db.session.add(row)
    db.session.flush()
    return row


def sealed_count(batch: CodeBatch) -> int:
    return len(list_sealed(batch.id))
