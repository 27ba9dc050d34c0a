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
from surveys.codes import hash_code
from surveys.models import CodeBatch, Delivery, DossierCount
from surveys.queries.code_offers import find_known_code, get_offered_batch
from surveys.queries.codes import list_sealed
from surveys.rules.code_offers import CodeOffer, CodeState
from tests.factories import make_agency, make_round, make_staff

TODAY = date(2026, 11, 23)


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def offer_of(code: str) -> CodeOffer | None:
    """The code as a resident opens it, past what pages keep for a moment; commits what was made so far."""
    from base.db import db

    db.session.commit()
    known = find_known_code(hash_code(code, settings().secrets), settings().dialect)
    return CodeOffer(code, known, get_offered_batch(known.batch_id)) if known else None


def state_of(code: str) -> CodeState | None:
    offer = offer_of(code)
    return offer.state_at(now(), now()) if offer else None


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
        return self.make_planned(self.plan(count, **values), at)

    def make_planned(self, plan: BatchPlan, at: datetime | None = None) -> CodeBatch:
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
