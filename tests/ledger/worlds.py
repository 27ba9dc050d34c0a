"""Small installations in which all that counts stands in the ledger, for whoever edits behind its back."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

import surveys.case_kinds  # noqa: F401 - registers the kinds of cases
from agencies.actions.cases import confirm_decision, open_case, propose_decision
from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Case, Role
from agencies.roles import Viewer
from base.clock import HANOI, now
from base.db import db
from feedback.actions.comments import withdraw_comment
from feedback.actions.results import correct_result, publish_result
from feedback.models import Comment
from feedback.reports.results import record_content
from feedback.reports.statistics import round_statistics
from ledger.actions import record_restore
from surveys.actions.class_weeks import commit_code_classes, fix_classes
from surveys.actions.codes import confirm_committed, hand_out, make_batch
from surveys.actions.dossiers import take_counts
from surveys.actions.paper import closing, comparing, keying
from surveys.models import Alarm, Delivery, FlaggedResponse, RoundState
from surveys.queries.detection import ALARM_KIND
from surveys.queries.exclusions import list_acts_in_force
from surveys.queries.openings import iterate_responses
from surveys.rules.dossier_classes import DossierClass
from surveys.rules.dossiers import CountLine
from tests.factories import make_agency, make_place, make_round, make_staff
from tests.feedback.answering import make_answer, make_officer
from tests.feedback.commenting import comment_once, open_round
from tests.ledger.leaves import AT, commit_responses, seal_now
from tests.surveys.answering import answer_once, make_open_place
from tests.surveys.code_batches import Scene, settings
from tests.surveys.coding import answer_anew, answer_with
from tests.surveys.paper import key, keying_batch, make_paper_province, page_of, typed
from tests.surveys.seeding import publish_small_province
from tests.surveys.sending import days_of_answers, send

TODAY = date(2026, 11, 23)
LAND = DossierClass("dat-dai", True, "in_person")


def make_answers(app: Flask, client: FlaskClient) -> None:
    """Answers with words, comments shown and withdrawn, a batch of codes, settings; two checkpoints.

    One answer and one comment, both with words, still wait.
    """
    scene = Scene()
    make_batch(scene.actor, scene.plan(3), settings().secrets, now())
    db.session.commit()
    place, comment_round = make_open_place().code, open_round()
    db.session.rollback()
    for level in ("2", "4", "5"):
        answer_once(client, place, item_1=level, words=f"Chờ {level} giờ mới tới lượt")
    seal_now(app)
    for _ in range(3):
        comment_once(client, comment_round)
        db.session.rollback()
    gone = db.session.scalar(text("SELECT max(id) FROM comment"))
    withdraw_comment(gone, date(2026, 11, 23))
    record_restore(5, 3, 1, AT)
    db.session.commit()
    db.session.rollback()
    seal_now(app, AT + timedelta(minutes=10))
    answer_once(client, place, words="Cán bộ hướng dẫn tận tình")
    comment_once(client, comment_round)


def make_weights(app: Flask, client: FlaskClient) -> None:
    """Codes handed out and used, an answer given anew, classes fixed, dossiers counted, paper closed."""
    scene = Scene()
    past = datetime(2026, 11, 10, 9, tzinfo=HANOI)
    scene.make(3, past, issue_day=past.date(), delivery=Delivery.RECEIPT)
    scene.make(4, delivery=Delivery.RECEIPT)
    db.session.commit()
    seal_now(app)
    confirm_committed()
    receipt = [Delivery.RECEIPT]
    codes = [hand_out(scene.commune, receipt, LAND, settings(), now()).code for _ in range(2)]
    hand_out(scene.commune, receipt, LAND, settings(), past, scene.home.id)
    lines = [CountLine(scene.commune.code, TODAY, "dat-dai", late, "online", 9) for late in (0, 1)]
    take_counts(lines, {scene.commune.code: scene.commune.id}, "api", "một cửa")
    lines[1] = CountLine(scene.commune.code, TODAY, "dat-dai", True, "online", 7)
    take_counts(lines, {scene.commune.code: scene.commune.id}, "api", "một cửa")
    db.session.commit()
    keys = [answer_with(client, code, item_1="2").codes[1] for code in codes]
    answer_anew(client, keys[0], item_1="4")
    fix_classes({TODAY}, settings())
    commit_code_classes(TODAY, settings().secrets.ledger_master)
    db.session.commit()
    close_paper()
    seal_now(app, AT + timedelta(minutes=10))


def close_paper() -> None:
    """A batch of three forms, one of them with words and one that nobody has."""
    province = make_paper_province()
    batch, actor = keying_batch(province, 3, filled=2), province.clerks[0]
    first = batch.serial_from
    form = typed(batch, "544", words="Cần thêm ghế ngồi chờ")
    keying.key_form(actor, batch, page_of(actor, batch, 1), first, form.keyed, form.words)
    key(province, batch, 1, {first + 1: "111"})
    key(province, batch, 2, {first: "544", first + 1: "111"})
    comparing.compare_passes(province.department, batch, both_say_done=False)
    master = settings().secrets.ledger_master
    closing.close_batch(province.department, batch, "Một phiếu không có trong hòm", master)
    db.session.commit()


def make_figures(app: Flask, client: FlaskClient) -> None:
    """Answers left out and taken in again, figures published, answers to comments corrected."""
    load_legal_data()
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    places = [make_place(make_agency(f"UBND xã {name}")) for name in ("Hoằng Hóa", "Thọ Xuân")]
    spring = datetime(2026, 4, 1, tzinfo=HANOI), datetime(2026, 6, 1, tzinfo=HANOI)
    columns = {"state": RoundState.CLOSED, "opens_at": spring[0], "closes_at": spring[1]}
    survey_round = make_round(places, owner=home, **columns)
    for place, satisfied in zip(places, (0.9, 0.7), strict=True):
        send(days_of_answers(survey_round, place, 20, 4, satisfied, months=(202604, 202605)))
    commit_responses(app)
    owner = Viewer(None, home.id, ((Role.DEPARTMENT, None),))
    leave_out(survey_round.id)
    seal_now(app)
    publish_small_province(survey_round, owner, by_quarter=False)
    publish_answers(client)
    seal_now(app, AT + timedelta(minutes=10))


def leave_out(round_id: int) -> None:
    """Two alarms: what one points at is set aside and stays out, what the other points at comes back."""
    people = [make_staff(role, agency=make_agency(name, kind=AgencyKind.DEPARTMENT)) for role, name in (
        (Role.DEPARTMENT, "Văn phòng UBND tỉnh"), (Role.INSPECTOR, "Thanh tra tỉnh")
    )]  # fmt: skip
    rows = sorted((one.columns for one in iterate_responses()), key=lambda one: int(one["id"]))
    agency = min(one["agency_id"] for one in rows)
    mine = [one["id"] for one in rows if one["agency_id"] == agency and one["month"] == 202604]
    for number, outcome in enumerate(("exclude", "restore")):
        case = open_case(ALARM_KIND, "Gửi dồn dập", about_agency_id=agency)
        alarm = Alarm(agency_id=agency, month=202604, detector=f"d{number}", family="time")
        alarm.tier, alarm.statistic, alarm.threshold = "alarm", 9.0, 3.0
        alarm.is_cold_start, alarm.case_id = False, case.id
        db.session.add(alarm)
        db.session.flush()
        flagged = mine[12 * number : 12 * number + 12]
        db.session.add_all(
            FlaggedResponse(alarm_id=alarm.id, round_id=round_id, response_id=one)
            for one in flagged
        )
        decide(case, "set_aside", people)
        act = max(list_acts_in_force(round_id, agency), key=lambda one: one.id)
        again = db.session.query(Case).order_by(Case.id.desc()).limit(1).one()
        assert again.subject_id == str(act.id)
        decide(again, outcome, people)
    db.session.commit()


def decide(case: Case, outcome: str, people: list[Any]) -> None:
    propose_decision(case, outcome, "Camera cho thấy một người bấm liền 40 phiếu", people[0])
    confirm_decision(case, "Đã xem biên bản làm việc", people[1])
    db.session.flush()


def publish_answers(client: FlaskClient) -> None:
    """A comment round with its answer, published and then corrected."""
    ended = open_round()
    db.session.rollback()
    comment_once(client, ended)
    ended = db.session.merge(ended)
    ended.state, ended.closes_at = "closed", now() - timedelta(days=1)
    make_answer(db.session.scalars(select(Comment)).one(), "noted")
    officer = make_officer(ended.agency_id)

    def content() -> dict[str, Any]:
        return record_content(ended, round_statistics(ended, TODAY), b"master")

    publish_result(officer, ended, content())
    correct_result(officer, ended, content(), "Sửa lỗi đánh máy ở Điều 3")
    db.session.commit()
