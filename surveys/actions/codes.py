"""What is done with one-time codes: made, handed out, erased after printing, withdrawn, settled.

Whoever makes codes acts for the body that owns the round; the rated agency never does (design §2.1).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, true, update

from agencies.actions.audit import record_act
from agencies.models import Agency
from agencies.queries.legal import setting_in_force
from agencies.roles import Viewer
from base.clock import local
from base.day_keys import seal
from base.db import db, flush_checked
from base.settings import Secrets, Settings
from ledger.actions import add_public_record
from ledger.record_types import RecordType
from surveys.codes import batch_root, draw_codes, handing_subject, open_code, seal_code
from surveys.models import BatchState, CodeBatch, CodeUse, Delivery, OneTimeCode, SurveyRound
from surveys.queries import codes as queries
from surveys.queries import rounds as round_queries
from surveys.rules import codes as rules
from surveys.rules.dossier_classes import DossierClass
from surveys.rules.rounds import Body, OwnerNeeded, check_acts_for_owner


@dataclass(frozen=True)
class BatchPlan:
    """Codes of one receiving office for one day; `delivery` is a Delivery."""

    round_id: int
    agency_id: int
    issue_day: date
    delivery: str
    code_count: int


@dataclass(frozen=True)
class HandedCode:
    code: str
    expires_on: date


def make_batch(actor: Viewer, plan: BatchPlan, keys: Secrets, at: datetime) -> CodeBatch:
    """Draws the codes at random and commits to them in public, all in the transaction at hand.

    The batch becomes `ready` once its commitment stands under a published checkpoint.
    """
    _take_turn(plan.agency_id)
    survey_round, agency, expires_on = check_plan(actor, plan, at)
    drawn = draw_codes(plan.code_count, keys)
    root = batch_root(drawn)
    about = _described(survey_round, agency, plan, expires_on)
    record = {**about, "root": root.hex()}
    commitment = add_public_record(RecordType.CODES_COMMITTED, record, at)
    batch = CodeBatch(
        round_id=plan.round_id,
        agency_id=plan.agency_id,
        issue_day=plan.issue_day,
        expires_on=expires_on,
        delivery=plan.delivery,
        code_count=plan.code_count,
        root=root,
        commitment=commitment,
        made_at=at,
        made_by_id=actor.staff_id,
    )
    db.session.add(batch)
    db.session.flush()
    _store_codes(batch, drawn, keys)
    _record("codes.make", actor, batch, after=about)
    return batch


def _take_turn(agency_id: int) -> None:
    """Two that make codes for an office at once count one after the other; who answers is not held up."""
    row = select(Agency.id).where(Agency.id == agency_id)
    db.session.execute(row.with_for_update(key_share=True))


def check_plan(actor: Viewer, plan: BatchPlan, at: datetime) -> tuple[SurveyRound, Agency, date]:
    """(round, receiving office, last day of its codes); raises what stands against the batch."""
    rules.check_batch_size(plan.code_count)
    survey_round = round_queries.get_round(plan.round_id)
    agency = db.session.get_one(Agency, plan.agency_id)
    _check_custody(actor, survey_round, agency)
    rated = round_queries.with_parts(round_queries.targets_of(survey_round.id))
    if agency.id not in rated:
        raise rules.AgencyNotRated(agency=agency.name)
    expires_on = plan.issue_day + timedelta(days=_days_valid(plan.issue_day))
    opens_on, closes_on = local(survey_round.opens_at).date(), local(survey_round.closes_at).date()
    rules.check_issue_day(plan.issue_day, expires_on, opens_on, closes_on, local(at).date())
    made = queries.count_made(agency.id, plan.issue_day)
    dossiers = queries.find_dossier_count(agency.id, plan.issue_day)
    rules.check_within_dossiers(agency.name, plan.issue_day, plan.code_count, made, dossiers)
    return survey_round, agency, expires_on


def _check_custody(actor: Viewer, survey_round: SurveyRound, agency: Agency) -> None:
    if actor.agency_id is None:
        raise OwnerNeeded
    rules.check_maker(_body(db.session.get_one(Agency, actor.agency_id)), _body(agency))
    check_acts_for_owner(survey_round.owner_agency_id, actor.agency_id)


def check_batch_custody(actor: Viewer, batch: CodeBatch) -> None:
    """Who may print, confirm and withdraw: the staff of the round's owner, never of the rated agency."""
    survey_round = round_queries.get_round(batch.round_id)
    _check_custody(actor, survey_round, db.session.get_one(Agency, batch.agency_id))


def _body(agency: Agency) -> Body:
    parent_id = agency.parent_id if agency.counts_for_parent else None
    return Body(agency.id, agency.name, agency.kind, parent_id)


def _days_valid(day: date) -> int:
    return int(setting_in_force("codes.days_valid", day).value)


def _store_codes(batch: CodeBatch, drawn: dict[bytes, str], keys: Secrets) -> None:
    rows = [
        {
            "code_hash": hashed,
            "batch_id": batch.id,
            "sealed": seal_code(code, hashed, keys),
            "is_handed": False,
            "field_key": "",
            "filing_mode": "",
        }
        for hashed, code in drawn.items()
    ]
    db.session.execute(insert(OneTimeCode), rows)


def confirm_committed() -> int:
    """Batches whose commitment has been published become ready; safe to run twice."""
    batches = queries.list_committed()
    for batch in batches:
        batch.state = BatchState.READY
    flush_checked()
    return len(batches)


def hand_out(
    agency: Agency,
    deliveries: Collection[str],
    dossier: DossierClass,
    settings: Settings,
    at: datetime,
    resolving_agency_id: int | None = None,
) -> HandedCode:
    """Draws a code of the office for a resident and forgets its plain text; raises NoCodeLeft.

    From batches of today, else of the last days, whose plain texts nobody has seen. The exact instant is
    sealed under the key of the day and goes after 48 hours.
    """
    day = local(at).date()
    code = _draw(agency.id, deliveries, day)
    if code is None or code.sealed is None:
        raise rules.NoCodeLeft(agency=agency.name)
    plain = open_code(code.sealed, code.code_hash, settings.secrets)
    code.sealed, code.is_handed = None, True
    code.field_key, code.is_late = dossier.field_key, dossier.is_late
    code.filing_mode = dossier.filing_mode
    if resolving_agency_id != agency.id:
        code.resolving_agency_id = resolving_agency_id
    code.handed_on = day
    instant = at.isoformat(timespec="milliseconds").encode()
    code.handed = seal(settings.instance_dir, day, instant, handing_subject(code.code_hash))
    batch = db.session.get_one(CodeBatch, code.batch_id)
    db.session.flush()
    return HandedCode(plain, batch.expires_on)


def _draw(agency_id: int, deliveries: Collection[str], day: date) -> OneTimeCode | None:
    """The newest batch first; within it by the hash, which is chance. Two who draw get two codes."""
    found = (
        select(OneTimeCode)
        .join(CodeBatch, CodeBatch.id == OneTimeCode.batch_id)
        .where(
            CodeBatch.agency_id == agency_id,
            CodeBatch.state == BatchState.READY,
            CodeBatch.delivery.in_([str(one) for one in deliveries]),
            CodeBatch.issue_day <= day,
            CodeBatch.issue_day > day - timedelta(days=rules.DRAWN_FROM_DAYS),
            OneTimeCode.is_handed.is_(False),
            OneTimeCode.sealed.is_not(None),
        )
        .order_by(CodeBatch.issue_day.desc(), OneTimeCode.code_hash)
        .limit(1)
        .with_for_update(of=OneTimeCode, skip_locked=True)
    )
    return db.session.scalar(found)


def open_slips(actor: Viewer, batch: CodeBatch, keys: Secrets, at: datetime) -> list[str]:
    """The plain codes of a batch of slips, to be printed: from now on they count as handed out."""
    check_batch_custody(actor, batch)
    rules.check_alive(batch.state, batch.expires_on, local(at).date())
    sealed = queries.list_sealed(batch.id)
    rules.check_printable(batch.delivery, batch.state, len(sealed))
    db.session.execute(
        update(OneTimeCode).where(OneTimeCode.batch_id == batch.id).values(is_handed=True)
    )
    batch.printed_at = batch.printed_at or at
    flush_checked()
    return [open_code(one, hashed, keys) for hashed, one in sealed]


def confirm_printed(actor: Viewer, batch: CodeBatch) -> None:
    """«Đã in xong»: the plain texts go for good."""
    check_batch_custody(actor, batch)
    if batch.printed_at is None:
        raise rules.NothingPrinted
    erase_sealed([batch.id])
    _record("codes.erase", actor, batch, after={"count": batch.code_count})


def erase_sealed(batch_ids: Collection[int]) -> None:
    db.session.execute(
        update(OneTimeCode).where(OneTimeCode.batch_id.in_(batch_ids)).values(sealed=None)
    )


def withdraw_batch(actor: Viewer, batch: CodeBatch, reason: str, at: datetime) -> None:
    """Its unused codes are void at once; those used stay counted. The reason is public."""
    check_batch_custody(actor, batch)
    rules.check_withdrawal(batch.state, reason)
    before = {"state": str(batch.state)}
    batch.state, batch.withdrawn_reason = BatchState.WITHDRAWN, reason.strip()
    flush_checked()
    erase_sealed([batch.id])
    agency = db.session.get_one(Agency, batch.agency_id)
    record = {"agency": agency.code, "root": batch.root.hex(), "reason": batch.withdrawn_reason}
    add_public_record(RecordType.CODES_WITHDRAWN, record, at)
    _record("codes.withdraw", actor, batch, before, {"reason": batch.withdrawn_reason})


def settle_uses() -> int:
    """All uses not settled yet, in one statement: no transaction number joins a code to an answer.

    PostgreSQL keeps rows as they were written, so there they are written anew in the order of their hashes:
    neither does the order of two tables join them. SQLite keeps them in that order anyway.
    """
    fresh = CodeUse.is_settled.is_(False)
    if db.engine.dialect.name == "sqlite":
        settled = db.session.execute(update(CodeUse).where(fresh).values(is_settled=True))
        return int(settled.rowcount)  # type: ignore[attr-defined]
    gone = delete(CodeUse).where(fresh).returning(CodeUse.code_hash).cte("gone")
    anew = select(gone.c.code_hash, true()).order_by(gone.c.code_hash)
    written = insert(CodeUse).from_select(["code_hash", "is_settled"], anew)
    return len(db.session.execute(written.returning(CodeUse.code_hash)).all())


def _described(
    survey_round: SurveyRound, agency: Agency, plan: BatchPlan, expires_on: date
) -> dict[str, Any]:
    return {
        "round": survey_round.id,
        "agency": agency.code,
        "issue_day": plan.issue_day.isoformat(),
        "expires_on": expires_on.isoformat(),
        "delivery": str(Delivery(plan.delivery)),
        "count": plan.code_count,
    }


def _record(
    act: str,
    actor: Viewer,
    batch: CodeBatch,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=batch,
        agency_id=batch.agency_id,
        before=before,
        after=after,
    )
