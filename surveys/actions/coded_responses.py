"""What an answer with a code, and one that supersedes an earlier, leave besides any response.

All of it is stored by the response's own statement: a code is never spent without its response, nor does it
serve twice; of two people who answer one response anew, one wins.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from base.day_keys import LINKS, DayKeyGone, seal, unseal
from base.db import db, reading
from base.settings import Settings
from ledger.leaves import commitment
from ledger.models import PendingLeaf
from ledger.record_types import RecordType
from surveys.actions.response_rows import Insert
from surveys.actions.responses import Prepared, Submission, prepare_response
from surveys.codes import handing_subject
from surveys.models import AnswerLink, CodeUse, Supersession
from surveys.rules.anew import AnewOffer, AnsweredAnew
from surveys.rules.code_offers import CodeOffer, CodeSpent, KnownCode
from surveys.rules.dossier_classes import DossierClass
from surveys.supersede_records import supersede_leaf_id, supersede_number, supersede_record

LINK_BYTES = 256  # sealed links are filled up to this length, which then tells nothing
_SPENDING: tuple[Insert, ...] = ((CodeUse, ""), (AnswerLink, ""))
_SUPERSEDING: tuple[Insert, ...] = (
    (AnswerLink, ""),
    (Supersession, ""),
    (PendingLeaf, "_supersede"),
)


@dataclass(frozen=True)
class CodeLink:
    """What is known for a week of the code behind a response."""

    batch_id: int
    dossier: DossierClass
    resolving_agency_id: int | None


def link_subject(round_id: int, response_id: int) -> bytes:
    """What a sealed link is bound to, so that it cannot be moved to another response."""
    return f"link {round_id} {response_id}".encode()


def open_link(
    settings: Settings, round_id: int, response_id: int, day: date, sealed: bytes
) -> CodeLink:
    """Raises DayKeyGone when its time is over."""
    about = link_subject(round_id, response_id)
    values = json.loads(unseal(settings.instance_dir, day, sealed, about, LINKS))
    dossier = DossierClass(**values["class"])
    return CodeLink(values["batch"], dossier, values["resolving"])


def _sealed_link(
    link: CodeLink, settings: Settings, round_id: int, response_id: int, day: date
) -> bytes:
    values = {
        "batch": link.batch_id,
        "class": _plain_class(link.dossier),
        "resolving": link.resolving_agency_id,
    }
    plain = json.dumps(values).encode().ljust(LINK_BYTES)
    about = link_subject(round_id, response_id)
    return seal(settings.instance_dir, day, plain, about, LINKS)


def _plain_class(dossier: DossierClass) -> dict[str, Any]:
    return {
        "field_key": dossier.field_key,
        "is_late": dossier.is_late,
        "filing_mode": dossier.filing_mode,
    }


def prepare_coded(
    submission: Submission, offer: CodeOffer, settings: Settings, now: datetime
) -> Prepared:
    """The response that spends the code."""
    code = offer.code
    link = CodeLink(code.batch_id, code.dossier, code.resolving_agency_id)
    trace = {
        "near": minutes_since_handed(code, settings, now),
        "class": _plain_class(code.dossier),
        "issued_on": offer.batch.issue_day.isoformat(),
    }
    prepared = prepare_response(submission, settings, now, trace)
    spent = {"code_hash": code.code_hash, "is_settled": False}
    return _linked(prepared, link, prepared.day, settings, spent, _SPENDING)


def prepare_anew(
    submission: Submission, offer: AnewOffer, settings: Settings, now: datetime
) -> Prepared:
    """The response that supersedes an earlier one; raises DayKeyGone when the link is gone.

    The link is copied with its day: seven days are counted from the first answer.
    """
    if offer.first_day is None or offer.link is None:
        raise DayKeyGone
    round_id, old_id = offer.survey_round.id, offer.response_id
    link = open_link(settings, round_id, old_id, offer.first_day, offer.link)
    trace = {"near": None, "class": _plain_class(link.dossier)}
    prepared = prepare_response(submission, settings, now, trace)
    new_id = prepared.identity.id
    record = supersede_record(round_id, old_id, new_id)
    leaf = {
        "old_response_id": old_id,
        "commitment_supersede": commitment(
            prepared.ledger_master, supersede_leaf_id(new_id), record
        ),
        "type_supersede": str(RecordType.SUPERSEDE),
        "number_hash_supersede": supersede_number(round_id, old_id, new_id),
    }
    return _linked(prepared, link, offer.first_day, settings, leaf, _SUPERSEDING)


def _linked(
    prepared: Prepared,
    link: CodeLink,
    day: date,
    settings: Settings,
    more: Mapping[str, Any],
    further: tuple[Insert, ...],
) -> Prepared:
    round_id, response_id = prepared.values["round_id"], prepared.identity.id
    sealed = _sealed_link(link, settings, round_id, response_id, day)
    values = {**prepared.values, **more, "link": sealed, "link_day": day.isoformat()}
    return replace(prepared, values=values, further=(*prepared.further, *further))


def minutes_since_handed(code: KnownCode, settings: Settings, now: datetime) -> int | None:
    """None when it was not noted, or its key is gone: 48 hours after the day of handing out."""
    if code.handed is None or code.handed_on is None:
        return None
    about = handing_subject(code.code_hash)
    try:
        instant = unseal(settings.instance_dir, code.handed_on, code.handed, about)
    except DayKeyGone:
        return None
    handed_at = datetime.fromisoformat(instant.decode())
    return max(0, int((now - handed_at).total_seconds() // 60))


def check_not_taken(prepared: Prepared) -> None:
    """After a collision: raises CodeSpent or AnsweredAnew when somebody else was first."""
    values = prepared.values
    with reading(), db.engine.connect() as connection:
        if "code_hash" in values:
            spent = exists().where(CodeUse.code_hash == values["code_hash"])
            if connection.execute(select(spent)).scalar():
                raise CodeSpent
        if "old_response_id" in values:
            superseded = exists().where(
                Supersession.round_id == values["round_id"],
                Supersession.old_response_id == values["old_response_id"],
            )
            if connection.execute(select(superseded)).scalar():
                raise AnsweredAnew
