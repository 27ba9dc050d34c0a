"""Notes about responses, for tests: answered anew, left out, restored, given a class."""

from collections.abc import Sequence
from typing import Any

from base.db import db
from surveys.models import ExcludedResponse, ExclusionAct, ResponseClass, Supersession


def supersede(round_id: int, old: int, new: int) -> None:
    db.session.add(Supersession(round_id=round_id, old_response_id=old, new_response_id=new))
    db.session.commit()


def classify(round_id: int, response_id: int, class_key: str) -> None:
    row = ResponseClass(round_id=round_id, response_id=response_id, class_key=class_key)
    db.session.add(row)
    db.session.commit()


def leave_out(
    round_id: int, agency_id: int, case_id: int, ids: Sequence[int], act: str = "exclude"
) -> Any:
    return _act(round_id, agency_id, case_id, ids, act, None)


def restore(act: ExclusionAct) -> Any:
    return _act(act.round_id, act.agency_id, act.case_id, [], "restore", act.id)


def _act(
    round_id: int,
    agency_id: int,
    case_id: int,
    ids: Sequence[int],
    act: str,
    restores_id: int | None,
) -> ExclusionAct:
    made = ExclusionAct(
        round_id=round_id,
        agency_id=agency_id,
        case_id=case_id,
        act=act,
        restores_id=restores_id,
        reason="Phiếu gửi dồn dập trong một buổi",
        response_count=len(ids),
        commitment=bytes(32),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all([ExcludedResponse(act_id=made.id, response_id=one) for one in ids])
    db.session.commit()
    return made
