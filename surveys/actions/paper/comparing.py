"""Both keyings laid side by side; what differs is read once more by a third person."""

from agencies.roles import Viewer
from base.clock import now, today
from base.db import db, flush_checked
from surveys.actions.paper.batches import check_works_on, lock_batch, note
from surveys.models import FormState, PaperBatch, PaperForm, PaperKeying, PaperState
from surveys.paper_pages import KeyingPage
from surveys.queries.paper.batches import list_forms
from surveys.queries.paper.keyings import find_by_page, find_keying, keyings_in_force
from surveys.rules.paper import custody
from surveys.rules.paper.keyed import Keyed, is_same


def compare_passes(actor: Viewer, batch: PaperBatch, both_say_done: bool) -> int:
    """Settles what both read alike; returns how many forms wait for a third person.

    A form that only one of them had waits too; one that neither had is missing.
    """
    lock_batch(batch)
    check_works_on(actor, batch, PaperState.KEYING)
    first, second = (keyings_in_force(batch.id, number) for number in (1, 2))
    custody.check_passes(len(first), len(second), batch.declared_count, both_say_done)
    differing = 0
    for form in list_forms(batch.id):
        _settle(form, first.get(form.serial), second.get(form.serial))
        differing += form.state == FormState.DIFFERS
    batch.difference_count = differing
    batch.state = PaperState.COMPARED
    flush_checked()
    note(actor, batch, "paper.compare", after={"differences": differing})
    return differing


def keyed_of(keying: PaperKeying) -> Keyed:
    return Keyed(keying.outcome, keying.answers)


def _settle(form: PaperForm, first: PaperKeying | None, second: PaperKeying | None) -> None:
    if first is None and second is None:
        form.state = FormState.MISSING
    elif first and second and is_same(keyed_of(first), keyed_of(second)):
        form.state = FormState.AGREED
        form.outcome, form.answers = first.outcome, first.answers
    else:
        form.state = FormState.DIFFERS


def check_may_resolve(actor: Viewer, batch: PaperBatch) -> None:
    """Of the round's owner, and neither of the two who keyed."""
    check_works_on(actor, batch, PaperState.COMPARED)
    custody.check_third(actor.staff_id, (batch.first_clerk_id, batch.second_clerk_id))


def resolve_form(
    actor: Viewer, batch: PaperBatch, page: KeyingPage, form: PaperForm, keyed: Keyed | None
) -> None:
    """What the third person reads from the paper; None: there is no such sheet, the form is missing."""
    lock_batch(batch)
    check_may_resolve(actor, batch)
    if find_by_page(page.key) is not None:
        return
    if form.state not in (FormState.DIFFERS, FormState.RESOLVED):
        raise custody.BatchNotInStep
    if keyed is None:
        form.state, form.outcome, form.answers = FormState.MISSING, "", b""
        note(actor, batch, "paper.resolve", after={"serial": form.serial, "missing": True})
        db.session.flush()
        return
    earlier = find_keying(form.serial, 3)
    db.session.add(
        PaperKeying(
            serial=form.serial,
            batch_id=batch.id,
            pass_number=3,
            revision=earlier.revision + 1 if earlier else 1,
            staff_id=actor.staff_id or 0,
            outcome=keyed.outcome,
            answers=keyed.answers,
            seconds_steps=page.steps_until(now()),
            keyed_on=today(),
            page_key=page.key,
        )
    )
    form.state = FormState.RESOLVED
    form.outcome, form.answers = keyed.outcome, keyed.answers
    db.session.flush()
    note(actor, batch, "paper.resolve", after={"serial": form.serial})
