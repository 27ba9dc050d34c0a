"""What clerks type, form by form: added and never changed, the same page sent twice added once."""

from collections.abc import Mapping

from agencies.queries.bodies import body_of
from agencies.roles import Viewer
from base.clock import now, today
from base.db import db
from surveys.models import PaperBatch, PaperKeying, PaperState
from surveys.paper_pages import KeyingPage
from surveys.queries.paper.batches import get_form
from surveys.queries.paper.keyings import find_by_page, find_keying
from surveys.rules.paper import custody
from surveys.rules.paper.keyed import Keyed


def key_form(
    actor: Viewer,
    batch: PaperBatch,
    page: KeyingPage,
    serial: int,
    keyed: Keyed,
    words: Mapping[str, str],
) -> PaperKeying:
    """Adds the keying; typed again (the clerk corrects) it is a further revision. Words: pass 1 only."""
    check_clerk_at(actor, batch, page)
    known = find_by_page(page.key)
    if known is not None:
        return known
    form = get_form(batch.id, serial)
    earlier = find_keying(serial, page.pass_number)
    keying = PaperKeying(
        serial=serial,
        batch_id=batch.id,
        pass_number=page.pass_number,
        revision=earlier.revision + 1 if earlier else 1,
        staff_id=actor.staff_id or 0,
        outcome=keyed.outcome,
        answers=keyed.answers,
        seconds_steps=page.steps_until(now()),
        keyed_on=today(),
        page_key=page.key,
    )
    db.session.add(keying)
    if page.pass_number == 1:
        form.words = dict(words)
    db.session.flush()
    return keying


def check_clerk_at(actor: Viewer, batch: PaperBatch, page: KeyingPage) -> None:
    """The page is this person's, for this batch and pass, and the batch is being keyed.

    The body is asked again: a clerk may have moved to the rated agency meanwhile.
    """
    clerks = {1: batch.first_clerk_id, 2: batch.second_clerk_id}
    is_own = (page.batch_id, page.staff_id) == (batch.id, actor.staff_id)
    if not is_own or clerks.get(page.pass_number) != actor.staff_id:
        raise custody.NotYourForms
    if batch.state != PaperState.KEYING:
        raise custody.NotYourForms
    custody.check_clerk(body_of(actor.agency_id), body_of(batch.agency_id))
