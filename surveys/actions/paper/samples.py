"""Forms drawn by lot and keyed once more by the inspector: what changed marks are found by."""

import secrets

from agencies.roles import Viewer
from base.db import db
from surveys.actions.paper.batches import check_not_rated, note
from surveys.models import PaperBatch, PaperForm, PaperRecheck, PaperSample, PaperState, Response
from surveys.queries.paper.batches import get_form, list_forms
from surveys.queries.paper.keyings import find_sample, list_rechecks
from surveys.queries.paper.settings import paper_setting
from surveys.rules.paper import custody
from surveys.rules.paper.keyed import Keyed, is_same
from surveys.rules.paper.lot import drawn_serials


def check_inspects(actor: Viewer, batch: PaperBatch) -> None:
    """Of another body than the rated one, and neither of the two who keyed."""
    check_not_rated(actor, batch)
    custody.check_third(actor.staff_id, (batch.first_clerk_id, batch.second_clerk_id))
    if batch.state not in (PaperState.COMPARED, PaperState.CLOSED):
        raise custody.SampleTooEarly


def draw_sample(actor: Viewer, batch: PaperBatch) -> PaperSample:
    """So many per cent of the forms at hand as the setting says, and at least its least; drawn once."""
    check_inspects(actor, batch)
    known = find_sample(batch.id)
    if known is not None:
        return known
    found = [form.serial for form in list_forms(batch.id) if form.outcome]
    percent = paper_setting("paper.recheck_percent")
    least = paper_setting("paper.recheck_least")
    drawn = drawn_serials(found, percent, least, secrets.SystemRandom())
    sample = PaperSample(batch_id=batch.id, serials=drawn, drawn_by_id=actor.staff_id)
    db.session.add(sample)
    db.session.flush()
    note(actor, batch, "paper.sample", after={"forms": len(drawn)})
    return sample


def recheck_form(
    actor: Viewer, batch: PaperBatch, sample: PaperSample, serial: int, keyed: Keyed | None
) -> PaperRecheck:
    """What the inspector reads; None: the sheet is not there. One reading a form, which stays."""
    check_inspects(actor, batch)
    done = {one.serial for one in list_rechecks(sample.id)}
    if serial not in sample.serials or serial in done:
        raise custody.NotInSample
    form = get_form(batch.id, serial)
    recheck = PaperRecheck(
        sample_id=sample.id,
        serial=serial,
        outcome=keyed.outcome if keyed else "missing",
        answers=keyed.answers if keyed else b"",
        is_same=keyed is not None and is_same(keyed, final_of(batch, form)),
        staff_id=actor.staff_id or 0,
    )
    db.session.add(recheck)
    db.session.flush()
    note(actor, batch, "paper.recheck", after={"serial": serial, "same": recheck.is_same})
    return recheck


def final_of(batch: PaperBatch, form: PaperForm) -> Keyed:
    """What counts: the response that the form became, or what was settled before closing."""
    if form.response_id is None:
        return Keyed(form.outcome, form.answers)
    response = db.session.get_one(Response, (batch.round_id, form.response_id))
    return Keyed(form.outcome, response.answers)
