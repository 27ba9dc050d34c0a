"""SELECTs over what was left out of the sum."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from base.db import db
from base.rules import NotFound
from ledger.models import LedgerLeaf, PendingLeaf
from surveys.models import (
    ExcludedResponse,
    ExclusionAct,
    ExclusionKind,
    ProposedResponse,
    ResponseNumber,
    Supersession,
)

_AT_ONCE = 500


def get_act(act_id: int) -> ExclusionAct:
    found = db.session.get(ExclusionAct, act_id)
    if found is None:
        raise NotFound
    return found


def list_acts_in_force(round_id: int, agency_id: int) -> list[ExclusionAct]:
    """Those that leave responses out and were not restored, the oldest first."""
    restore = aliased(ExclusionAct)
    rows = (
        select(ExclusionAct)
        .outerjoin(restore, restore.restores_id == ExclusionAct.id)
        .where(
            ExclusionAct.round_id == round_id,
            ExclusionAct.agency_id == agency_id,
            ExclusionAct.act != ExclusionKind.RESTORE,
            restore.id.is_(None),
        )
        .order_by(ExclusionAct.id)
    )
    return list(db.session.scalars(rows))


def list_acts_of(agency_id: int) -> list[ExclusionAct]:
    """Every act about the agency, the oldest first."""
    rows = select(ExclusionAct).where(ExclusionAct.agency_id == agency_id)
    return list(db.session.scalars(rows.order_by(ExclusionAct.id)))


def list_named(act_id: int) -> list[int]:
    """The responses that an act names."""
    rows = select(ExcludedResponse.response_id).where(ExcludedResponse.act_id == act_id)
    return list(db.session.scalars(rows.order_by(ExcludedResponse.response_id)))


def list_proposed(decision_id: int) -> dict[int, list[int]]:
    """round → the responses that a proposal names, by id."""
    rows = (
        select(ProposedResponse.round_id, ProposedResponse.response_id)
        .where(ProposedResponse.decision_id == decision_id)
        .order_by(ProposedResponse.round_id, ProposedResponse.response_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for round_id, response_id in db.session.execute(rows):
        found[round_id].append(response_id)
    return found


def list_with_later(round_id: int, response_ids: Sequence[int]) -> set[int]:
    """The responses, and whatever was answered anew in their place."""
    found, fresh = set(response_ids), list(response_ids)
    while fresh:
        later: list[int] = []
        for start in range(0, len(fresh), _AT_ONCE):
            part = fresh[start : start + _AT_ONCE]
            rows = select(Supersession.new_response_id).where(
                Supersession.round_id == round_id, Supersession.old_response_id.in_(part)
            )
            later += db.session.scalars(rows.order_by(Supersession.new_response_id))
        fresh = [one for one in later if one not in found]
        found.update(fresh)
    return found


def list_left_out(round_id: int, agency_id: int) -> set[int]:
    """Responses that some act in force names."""
    acts = [one.id for one in list_acts_in_force(round_id, agency_id)]
    rows = select(ExcludedResponse.response_id).where(ExcludedResponse.act_id.in_(acts))
    return set(db.session.scalars(rows))


def list_commitments(round_id: int, response_ids: Sequence[int]) -> list[bytes]:
    """What the ledger holds of these responses, sealed or still waiting, in the order of the bytes."""
    found: set[bytes] = set()
    for start in range(0, len(response_ids), _AT_ONCE):
        part = response_ids[start : start + _AT_ONCE]
        for leaf in (LedgerLeaf, PendingLeaf):
            same = and_(leaf.number_hash == ResponseNumber.number_hash, leaf.type == "response")
            rows = (
                select(leaf.commitment)
                .join(ResponseNumber, same)
                .where(ResponseNumber.round_id == round_id, ResponseNumber.response_id.in_(part))
                .order_by(leaf.commitment)
            )
            found.update(bytes(one) for one in db.session.scalars(rows))
    return sorted(found)
