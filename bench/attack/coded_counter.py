"""An installation with an open QR place and one-time codes of today, for the attacks over HTTP.

`python -m bench.attack.coded_counter` writes INSTANCE_DIR/codes.json: fresh codes of two offices, expired and
withdrawn ones, the place's code. Every office has exactly as many codes as dossiers.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask_migrate import upgrade

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from base.clock import now, today
from base.db import db
from base.settings import make_secrets
from ledger.sealing import seal
from ledger.signing import app_settings
from portal.factory import create_app
from surveys.actions.codes import (
    BatchPlan,
    confirm_committed,
    confirm_printed,
    make_batch,
    open_slips,
    withdraw_batch,
)
from surveys.actions.dossiers import take_counts
from surveys.models import CodeBatch, Delivery
from surveys.rules.dossiers import CountLine
from tests.factories import (
    make_agency,
    make_place,
    make_round,
    make_staff,
)

FRESH, WITHDRAWN, EXPIRED = 150, 20, 20


class Maker:
    """Sở Nội vụ and what it makes."""

    def __init__(self) -> None:
        load_legal_data()
        self.department = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
        names = ("phường Hạc Thành", "xã Thọ Xuân")
        self.offices = [make_agency(f"Trung tâm Phục vụ hành chính công {one}") for one in names]
        staff = make_staff(Role.DEPARTMENT, agency=self.department)
        self.actor = Viewer(staff.id, self.department.id, ((Role.DEPARTMENT, None),))
        self.place = make_place(self.offices[0])
        year = datetime.now(UTC).year
        self.round = make_round(
            [self.place],
            agencies=self.offices,
            owner=self.department,
            opens_at=datetime(year - 1, 1, 1, tzinfo=UTC),
            closes_at=datetime(year + 1, 6, 1, tzinfo=UTC),
        )

    def count_dossiers(self, office: Any, count: int) -> None:
        """As the one-stop software tells them: each count has a leaf of its own."""
        line = CountLine(office.code, today(), "ho-tich", False, "in_person", count)
        take_counts(
            [line], {office.code: office.id}, "api", "Trung tâm Phục vụ hành chính công tỉnh"
        )

    def batch(self, office: Any, count: int) -> CodeBatch:
        plan = BatchPlan(self.round.id, office.id, today(), Delivery.SLIP, count)
        return make_batch(self.actor, plan, app_settings().secrets, now())

    def printed(self, batch: CodeBatch) -> list[str]:
        codes = open_slips(self.actor, batch, app_settings().secrets, now())
        confirm_printed(self.actor, batch)
        return codes

    def committed(self, office: Any, counts: list[int]) -> list[tuple[CodeBatch, list[str]]]:
        """Batches of today, in the ledger before they are printed."""
        self.count_dossiers(office, sum(counts))
        batches = [self.batch(office, one) for one in counts]
        db.session.commit()
        seal(app_settings(), now(), only_when_due=False)
        confirm_committed()
        return [(one, self.printed(one)) for one in batches]


def main() -> None:
    folder = Path(os.environ["INSTANCE_DIR"])
    make_secrets(folder)
    with create_app().app_context():
        upgrade()
        with time_machine.travel(datetime.now(UTC) - timedelta(days=40)):
            maker = Maker()
            ((_batch, expired),) = maker.committed(maker.offices[0], [EXPIRED])
            db.session.commit()
        told = codes_of_today(maker) | {"expired": expired}
        db.session.commit()
    (folder / "codes.json").write_text(json.dumps(told), encoding="utf-8")


def codes_of_today(maker: Maker) -> dict[str, Any]:
    own, other = maker.offices
    (_first, fresh), (lost, withdrawn) = maker.committed(own, [FRESH, WITHDRAWN])
    ((_second, foreign),) = maker.committed(other, [FRESH])
    withdraw_batch(maker.actor, lost, "Phiếu in bị mất trên đường chuyển.", now())
    return {
        "own": fresh,
        "withdrawn": withdrawn,
        "other": foreign,
        "place": maker.place.code,
        "office": own.id,
        "office_code": own.code,
        "round": maker.round.id,
        "staff": maker.actor.staff_id,
        "department": maker.department.id,
    }


if __name__ == "__main__":
    main()
