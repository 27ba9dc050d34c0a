"""A published round of weighted figures with its bundle, opening file and ledger, for counting it anew."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from base.db import db
from ledger.actions import add_public_record
from ledger.leaves import commitment
from ledger.merkle import hash_leaf, root_of
from ledger.models import PendingLeaf
from ledger.opening import write_opening
from ledger.record_types import RecordType
from ledger.signing import second_copy_of
from surveys.actions.exclusions import root_leaves
from surveys.models import ExcludedResponse, ExclusionAct
from surveys.supersede_records import supersede_leaf_id, supersede_number, supersede_record
from tests.factories import make_agency
from tests.ledger.leaves import commit_responses, commit_weights, seal_now
from tests.ledger.test_verification import behind_its_back
from tests.surveys.coded import answer
from tests.surveys.seeding import publish_small_province
from tests.surveys.sending import days_of_answers, send
from tests.surveys.standing import supersede
from tests.surveys.test_indices_official import AFTER, LATE, ON_TIME, _agency, coded_round
from tests.surveys.test_tallies_standing import make_case

ONLINE, BIRTH = "land|on_time|online", "birth|on_time|online"
# By office: dossiers and answers a day. Post-stratified, joined, raked, unweighted; two small.
OFFICES = (
    ({ON_TIME: 300, LATE: 100}, {ON_TIME: 8, LATE: 4}),
    ({ON_TIME: 200, LATE: 40, ONLINE: 60}, {ON_TIME: 6, LATE: 2}),
    ({ON_TIME: 90, LATE: 15, BIRTH: 210}, {ON_TIME: 5, BIRTH: 4}),
    ({ON_TIME: 150, LATE: 60}, {ON_TIME: 7}),
    ({ON_TIME: 50, LATE: 20}, {ON_TIME: 1, LATE: 1}),
    ({ON_TIME: 40, LATE: 10}, {ON_TIME: 1, LATE: 1}),
)


def make_files(
    app: Flask, client: FlaskClient, folder: Path, wrong: str = "", right: str = ""
) -> Path:
    """`tron-bo.zip` and `mo.jsonl` in the folder; returns the second copy of the ledger.

    `wrong` and `right`: what somebody does to the dossier counts before the figures are made, and after.
    """
    with time_machine.travel(AFTER, tick=False):
        survey_round, owner = _answered_round(app)
        if wrong:
            behind_its_back(db, "dossier_count", wrong)
        survey_round = db.session.merge(survey_round)
        (snapshot,) = publish_small_province(survey_round, owner, by_quarter=False)
        assert snapshot.sample == "official"
        if right:
            db.session.execute(text(right))
            db.session.commit()
        seal_now(app, AFTER)
    (folder / "tron-bo.zip").write_bytes(client.get("/du-lieu/tron-bo.zip").data)
    write_opening(app.extensions["settings"], folder / "mo.jsonl")
    return second_copy_of(app.extensions["settings"]).folder


def _answered_round(app: Flask) -> tuple[Any, Viewer]:
    """Coded and open answers; some given anew, some left out; all of it in the ledger."""
    survey_round, places, kept = coded_round(*OFFICES)
    for place in places[:2]:
        send(days_of_answers(survey_round, place, 20, 5, 0.9, seed=4))
    answer(survey_round, places[2], LATE, 6, 1, 0.5, seed=9)  # too few of the late for a class
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    survey_round.owner_agency_id = home.id
    ids = [row["id"] for _key, row in kept[0]]
    supersede(survey_round.id, ids[0], ids[1])
    commit_responses(app)
    commit_weights(app)
    _commit_supersession(app, survey_round.id, ids[0], ids[1])
    _leave_out(survey_round.id, _agency(places[0]), ids[1:16])
    seal_now(app, AFTER - timedelta(minutes=20))
    return survey_round, Viewer(None, home.id, ((Role.DEPARTMENT, None),))


def _commit_supersession(app: Flask, round_id: int, old: int, new: int) -> None:
    master = app.extensions["settings"].secrets.ledger_master.encode()
    leaf = {
        "commitment": commitment(
            master, supersede_leaf_id(new), supersede_record(round_id, old, new)
        ),
        "type": str(RecordType.SUPERSEDE),
        "number_hash": supersede_number(round_id, old, new),
    }
    db.session.execute(insert(PendingLeaf), [leaf])
    db.session.commit()


def _leave_out(round_id: int, agency: Any, ids: list[int]) -> None:
    about = {
        "case_id": make_case(agency.id).id,
        "act": "exclude",
        "reason": "Phiếu gửi dồn dập trong một buổi",
    }
    leaves = root_leaves(about["case_id"], about["act"], round_id, ids, None)
    record = {
        "case": about["case_id"],
        "act": about["act"],
        "agency": agency.code,
        "round": round_id,
        "reason": about["reason"],
        "root": root_of([hash_leaf(one) for one in leaves]).hex(),
    }
    sealed = add_public_record(RecordType.EXCLUDE, record, AFTER)
    act = ExclusionAct(round_id=round_id, agency_id=agency.id, commitment=sealed, **about)
    act.response_count = len(ids)
    db.session.add(act)
    db.session.flush()
    db.session.add_all([ExcludedResponse(act_id=act.id, response_id=one) for one in ids])
    db.session.commit()
