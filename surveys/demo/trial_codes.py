"""A few one-time codes of the demo's round at the counters, so that a visitor can try /m/… at once."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import current_app

from agencies.models import AgencyKind
from agencies.queries.agencies import list_agencies
from agencies.roles import Viewer
from base.clock import local, now, today
from base.codes import grouped
from base.db import db
from base.settings import Settings
from ledger.sealing import seal
from surveys.actions.codes import BatchPlan, confirm_committed, make_batch, open_slips
from surveys.demo.rounds import demo_rounds
from surveys.models import BatchState, Delivery
from surveys.queries.demo import find_round_by_name
from surveys.queries.rounds import targets_of

FILE_NAME = "demo-codes.txt"
SLIPS, SHOWN, DRAWN = 12, 4, 60
Told = Callable[[str], None]


def load_trial_codes(actor: Viewer, told: Told) -> None:
    """Slips and receipt codes of today for one centre; written down beside the accounts. Once."""
    settings: Settings = current_app.extensions["settings"]
    path = settings.instance_dir / FILE_NAME
    survey_round = find_round_by_name(demo_rounds(local(now()).date())[0].name)
    if path.exists() or survey_round is None:
        return
    rated = targets_of(survey_round.id)
    centres = [one for one in list_agencies(kind=AgencyKind.COMMUNE_CENTRE) if one.id in rated]
    agency = next((one for one in centres if one.code.startswith("14797")), centres[0])
    plans = [
        BatchPlan(survey_round.id, agency.id, today(), delivery, count)
        for delivery, count in ((Delivery.SLIP, SLIPS), (Delivery.RECEIPT, DRAWN))
    ]
    slips, _receipts = [make_batch(actor, plan, settings.secrets, now()) for plan in plans]
    db.session.commit()
    seal(settings, now(), only_when_due=False)
    confirm_committed()
    db.session.commit()
    if slips.state != BatchState.READY:
        return
    shown = open_slips(actor, slips, settings.secrets, now())[:SHOWN]
    db.session.commit()
    _write(path, agency.name, settings.public_url, shown)
    told(f"{SLIPS + DRAWN} mã đánh giá của {agency.name}")


def _write(path: Path, agency: str, public_url: str, codes: Sequence[str]) -> None:
    """Readable by the owner of the installation alone (mode 0600)."""
    lines = [
        f"  Mã đánh giá dùng thử, giả lập · made-up one-time codes ({agency}):",
        "",
        *(f"    {public_url}/m/{code}   {grouped(code)}" for code in codes),
        "",
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write("\n".join(lines))
