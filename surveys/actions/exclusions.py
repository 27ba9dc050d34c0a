"""Leaving responses out of the sum and taking them in again: always the outcome of a two-person case.

Nothing is deleted or changed. Each act is a public record, with a root over the commitments of the responses
concerned, so that nobody can later name others; a blinding leaf keeps small roots from being tried out.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import insert

from agencies.actions.cases import open_case
from agencies.models import Agency, Case, CaseDecision, Staff
from base.clock import now
from base.db import db
from ledger.actions import add_public_record
from ledger.merkle import hash_leaf, root_of
from ledger.record_types import RecordType
from surveys.actions.tallies import mark_tallies_stale
from surveys.models import (
    Alarm,
    ExcludedResponse,
    ExclusionAct,
    ExclusionKind,
    ProposedResponse,
    RoundState,
    SurveyRound,
)
from surveys.queries.detection import list_alarms_of_case, list_flagged, list_response_ids
from surveys.queries.exclusions import (
    get_act,
    list_acts_in_force,
    list_commitments,
    list_left_out,
    list_named,
    list_proposed,
    list_with_later,
)
from surveys.rules import exclusions as rules

STANDING_KIND = "exclusion"
ROLES = ("department", "inspector")
_FINAL = (RoundState.SIGNED, RoundState.PUBLISHED, RoundState.ARCHIVED)
_ANY_CHANNEL = "code"


def freeze_alarm(case: Case, decision: CaseDecision) -> dict[str, object]:
    """Keeps what the alarm points at now; what comes later needs a proposal of its own.

    An answer given anew stands for the one it replaced, so it is named with it.
    """
    if decision.outcome not in (ExclusionKind.SET_ASIDE, ExclusionKind.EXCLUDE):
        return {}
    found: list[tuple[int, int]] = []
    for round_id, ids in sorted(_concerned(case, list_alarms_of_case(case.id)).items()):
        left_out = list_left_out(round_id, case.about_agency_id or 0)
        named = list_with_later(round_id, ids) - left_out
        found += [(round_id, one) for one in sorted(named)]
    return _keep(decision, found)


def freeze_standing(case: Case, decision: CaseDecision) -> dict[str, object]:
    """What the act named, which never changes; to restore, all that acts in force leave out with it."""
    act = get_act(int(case.subject_id))
    found = {(act.round_id, one) for one in list_named(act.id)}
    if decision.outcome == ExclusionKind.RESTORE:
        undone = _acts_over(act, {one for _round, one in found})
        found |= {(one.round_id, named) for one in undone for named in list_named(one.id)}
    return _keep(decision, sorted(found))


def _keep(decision: CaseDecision, found: Sequence[tuple[int, int]]) -> dict[str, object]:
    if not found:
        raise rules.NothingToExclude
    rows = [
        {"decision_id": decision.id, "round_id": round_id, "response_id": one}
        for round_id, one in found
    ]
    db.session.execute(insert(ProposedResponse), rows)
    return {"count": rules.public_count(len(found)), "root": _proposal_root(decision, found).hex()}


def _proposal_root(decision: CaseDecision, found: Sequence[tuple[int, int]]) -> bytes:
    """Over the commitments of what is named, blinded as that of an act is."""
    leaves = []
    for round_id in sorted({one for one, _response in found}):
        ids = [one for at, one in found if at == round_id]
        leaves += root_leaves(decision.case_id, f"proposal {decision.id}", round_id, ids, None)
    return root_of([hash_leaf(one) for one in leaves])


def _frozen(decision: CaseDecision) -> dict[int, list[int]]:
    """round → exactly the responses that both people spoke of; raises when that is not what is stored."""
    by_round = list_proposed(decision.id)
    found = [(round_id, one) for round_id, ids in sorted(by_round.items()) for one in ids]
    if not found or _proposal_root(decision, found).hex() != decision.scope.get("root"):
        raise rules.ProposalWithoutList
    return by_round


def carry_out_alarm(case: Case, decision: CaseDecision) -> None:
    """set_aside | exclude leave out what the proposal names; any other outcome leaves all as it is."""
    if decision.outcome not in (ExclusionKind.SET_ASIDE, ExclusionKind.EXCLUDE):
        return
    alarms = list_alarms_of_case(case.id)
    rule = ",".join(one.detector for one in alarms)
    acts = []
    for round_id, ids in sorted(_frozen(decision).items()):
        left = sorted(set(ids) - list_left_out(round_id, case.about_agency_id or 0))
        if left:
            acts.append(_leave_out(case, decision, round_id, left, rule))
    if not acts:
        raise rules.NothingToExclude
    if decision.outcome == ExclusionKind.SET_ASIDE:
        for act in acts:
            ask_again(act, case.title)


def _concerned(case: Case, alarms: Sequence[Alarm]) -> dict[int, list[int]]:
    """round → responses that the alarms point at; where they point at none, all of month and channel."""
    found = list_flagged([one.id for one in alarms])
    if not found and alarms:
        channels = sorted({one.channel or _ANY_CHANNEL for one in alarms})
        found = list_response_ids(case.about_agency_id or 0, alarms[0].month, channels)
    by_round: dict[int, list[int]] = defaultdict(list)
    for round_id, response_id in found:
        by_round[round_id].append(response_id)
    return by_round


def ask_again(act: ExclusionAct, title: str, by: Staff | None = None) -> Case:
    """Opens the case in which two people say whether what was left out stays out."""
    return open_case(STANDING_KIND, title, about_agency_id=act.agency_id, subject=act, by=by)


def carry_out_standing(case: Case, decision: CaseDecision) -> None:
    """exclude: left out for good; restore: counted again, whichever acts had left it out."""
    act = get_act(int(case.subject_id))
    frozen = set(_frozen(decision)[act.round_id])
    if decision.outcome == ExclusionKind.EXCLUDE:
        _leave_out(case, decision, act.round_id, list_named(act.id), f"act {act.id}")
    elif decision.outcome == ExclusionKind.RESTORE:
        _take_in(case, decision, act, frozen)


def _leave_out(
    case: Case, decision: CaseDecision, round_id: int, ids: Sequence[int], rule: str
) -> ExclusionAct:
    return _add(case, decision, decision.outcome, round_id, ids, rule, None)


def _acts_over(act: ExclusionAct, ids: set[int]) -> list[ExclusionAct]:
    """Acts in force that name one of these responses."""
    in_force = list_acts_in_force(act.round_id, act.agency_id)
    return [one for one in in_force if ids & set(list_named(one.id))]


def _take_in(case: Case, decision: CaseDecision, act: ExclusionAct, frozen: set[int]) -> None:
    """Undoes the acts that leave these out; one that came since and names others needs a new proposal."""
    undone = _acts_over(act, set(list_named(act.id)))
    if not undone:
        raise rules.NothingToRestore
    for one in undone:
        named = list_named(one.id)
        if not set(named) <= frozen:
            raise rules.ProposalOutdated
        _add(case, decision, ExclusionKind.RESTORE, one.round_id, named, f"act {one.id}", one.id)


def _add(
    case: Case,
    decision: CaseDecision,
    kind: str,
    round_id: int,
    ids: Sequence[int],
    rule: str,
    restores_id: int | None,
) -> ExclusionAct:
    survey_round = db.session.get_one(SurveyRound, round_id)
    if survey_round.state in _FINAL:
        raise rules.RoundSigned
    root = _root(case, kind, round_id, ids, restores_id)
    record = _record(case, decision, kind, round_id, len(ids), rule, root)
    is_restore = kind == ExclusionKind.RESTORE
    leaf = RecordType.RESTORE if is_restore else RecordType.EXCLUDE
    act = ExclusionAct(
        round_id=round_id,
        agency_id=case.about_agency_id,
        case_id=case.id,
        act=kind,
        restores_id=restores_id,
        reason=decision.reason,
        response_count=len(ids),
        commitment=add_public_record(leaf, record, now()),
    )
    db.session.add(act)
    db.session.flush()
    rows = [{"act_id": act.id, "response_id": one} for one in ids]
    db.session.execute(insert(ExcludedResponse), rows)
    mark_tallies_stale(round_id)
    return act


def _record(
    case: Case,
    decision: CaseDecision,
    kind: str,
    round_id: int,
    count: int,
    rule: str,
    root: bytes,
) -> dict[str, Any]:
    """What everybody reads of an act: counts as they may be told, the responses as their root alone."""
    return {
        "act": str(kind),
        "agency": db.session.get_one(Agency, case.about_agency_id).code,
        "round": round_id,
        "case": case.id,
        "count": rules.public_count(count),
        "rule": rule,
        "reason": decision.reason,
        "roles": ",".join(ROLES),
        "root": root.hex(),
    }


def _root(
    case: Case, kind: str, round_id: int, ids: Sequence[int], restores_id: int | None
) -> bytes:
    leaves = root_leaves(case.id, kind, round_id, ids, restores_id)
    return root_of([hash_leaf(one) for one in leaves])


def root_leaves(
    case_id: int, kind: str, round_id: int, ids: Sequence[int], restores_id: int | None
) -> list[bytes]:
    """The responses' commitments, and last a blinding leaf that only the host and the auditor can make."""
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    about = f"exclusion {case_id} {kind} {round_id} {restores_id or 0}".encode()
    return [*list_commitments(round_id, ids), hmac.digest(master, about, hashlib.sha256)]
