"""Who belongs to no body acts on no rated body, by whatever door: it could be the own one."""

import ast
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.cases import confirm_decision, open_case, propose_decision
from agencies.actions.networks import add_network, remove_network
from agencies.models import Agency, AgencyNetwork, AuditEntry, Case, Role
from agencies.roles import Viewer
from agencies.rules.cases import BodyUnknown
from base.db import db
from base.paths import PROJECT_DIR
from base.rules import RuleBroken
from evaluation.actions.custody import check_acts_on, own_body
from evaluation.actions.self_reports import accept_report
from evaluation.models import SelfReport
from feedback.actions.moderation import check_second_person, read_sealed
from feedback.models import ModerationAct
from surveys.actions.audit_samples import draw_sample, note_outcomes
from surveys.actions.dossiers import check_not_own
from surveys.actions.snapshots import sign_snapshot
from surveys.actions.texts import release_text
from surveys.models import AuditSample, IndexSnapshot
from surveys.rules.dossiers import CountLine
from surveys.rules.rounds import OwnerNeeded
from tests.conftest import TODAY
from tests.evaluation.years import make_year
from tests.factories import make_agency, make_comment, make_comment_round, make_round, make_staff
from tests.surveys.reviews import make_text_review
from tests.surveys.test_audit_samples import NOW


class Scene:
    """A rated commune, and a person with the two roles that decide, who belongs to no body."""

    def __init__(self) -> None:
        self.agency: Agency = make_agency("UBND xã Hoằng Hóa")
        self.staff = make_staff(Role.DEPARTMENT, Role.INSPECTOR)
        grants = ((Role.DEPARTMENT, None), (Role.INSPECTOR, None))
        self.viewer = Viewer(self.staff.id, None, grants)

    def case(self, state: str = "open") -> Case:
        case = open_case("review", "Xem xét", about_agency_id=self.agency.id)
        if state == "proposed":
            first = make_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ"))
            propose_decision(case, "upheld", "Có căn cứ", first)
        return case

    def sample(self) -> AuditSample:
        about = {"seed": "0", "seed_size": 1, "dossier_count": 1, "issued_count": 1}
        row = AuditSample(agency_id=self.agency.id, month=202611, used_count=0, **about)
        db.session.add(row)
        db.session.flush()
        return row

    def network(self) -> AgencyNetwork:
        row = AgencyNetwork(agency_id=self.agency.id, network="10.1.0.0/24")
        db.session.add(row)
        db.session.flush()
        return row

    def hidden_comment(self) -> tuple[Any, Any]:
        comment_round = make_comment_round(agency=self.agency)
        return make_comment(comment_round), comment_round

    def second_person(self) -> None:
        first = make_staff(Role.AGENCY_OFFICER, agency=self.agency)
        act = ModerationAct(act="hold", rule=1, staff_id=first.id)
        check_second_person(self.viewer, make_comment_round(agency=self.agency), act)

    def count_line(self) -> tuple[list[CountLine], dict[str, int]]:
        line = CountLine(self.agency.code, TODAY, "", None, "", 3)
        return [line], {self.agency.code: self.agency.id}

    def accept_report(self) -> None:
        report = SelfReport(year_id=make_year().id, agency_id=self.agency.id, state="submitted")
        db.session.add(report)
        db.session.flush()
        accept_report(self.viewer, report, None)

    def sign(self) -> None:
        survey_round = make_round(agencies=[self.agency])
        about = {"method_version": "1", "settings": {}, "reason": "", "sample": "open"}
        snapshot = IndexSnapshot(round_id=survey_round.id, content_hash="x", **about)
        db.session.add(snapshot)
        sign_snapshot(self.viewer, survey_round, snapshot, "x")


# "module.function" of every caller of the rule → the act of somebody without a body.
DOORS: dict[str, Callable[[Scene], Any]] = {
    "evaluation.actions.self_reports._check_appraiser": Scene.accept_report,
    "evaluation.actions.custody.own_body": lambda s: own_body(s.viewer),  # who signs, submits, …
    "evaluation.actions.custody.check_acts_on": lambda s: check_acts_on(s.viewer, s.agency.id),
    "agencies.actions.networks.add_network": lambda s: add_network(
        s.viewer, s.agency, "10.0.0.0/8"
    ),
    "agencies.actions.networks.remove_network": lambda s: remove_network(s.viewer, s.network()),
    "agencies.actions.cases.open_case": lambda s: open_case(
        "review", "x", about_agency_id=s.agency.id, by=s.staff
    ),
    "agencies.actions.cases.propose_decision": lambda s: propose_decision(
        s.case(), "upheld", "Có căn cứ", s.staff
    ),
    "agencies.actions.cases._decide": lambda s: confirm_decision(s.case("proposed"), "", s.staff),
    "feedback.actions.moderation.check_second_person": Scene.second_person,
    "feedback.actions.moderation.read_sealed": lambda s: read_sealed(
        s.viewer,
        *s.hidden_comment(),
        None,  # type: ignore[arg-type]
    ),
    "surveys.actions.audit_samples.draw_sample": lambda s: draw_sample(
        s.agency.id, 202611, 60, NOW, by=s.viewer
    ),
    "surveys.actions.audit_samples.note_outcomes": lambda s: note_outcomes(
        s.viewer, s.sample(), {}, NOW
    ),
    "surveys.actions.dossiers.check_not_own": lambda s: check_not_own(s.viewer, *s.count_line()),
    "surveys.actions.snapshots._check_may_decide": Scene.sign,
    "surveys.actions.texts._check_may_decide": lambda s: release_text(
        s.viewer, make_text_review(s.agency), "hẹn ba lần", None
    ),
}
PAGES = {  # callers behind a page: every address that leads to them
    "agencies.staff_routes.cases._hidden": ["/can-bo/vu-viec"],
    "agencies.staff_routes.cases._check_may_see": ["/can-bo/vu-viec/{case}"],
    "surveys.staff_routes.detection.alarm_list": ["/can-bo/dau-hieu"],
    "surveys.staff_routes.detection.month_page": ["/can-bo/dau-hieu/{agency}/202611"],
    "surveys.staff_routes.audit_samples._list_page": ["/can-bo/mau-goi-dien"],
    "surveys.staff_routes.audit_samples._sample": ["/can-bo/mau-goi-dien/{sample}"],
    "surveys.staff_routes.texts._page": ["/can-bo/loi-ghi"],
}
NOT_WALKED = {"surveys.staff_routes.detection.look_again"}  # opens a case, as walked above


def _callers() -> set[str]:
    """Functions that call check_not_own_body or check_has_body."""
    found = set()
    for package in ("agencies", "feedback", "surveys", "portal", "evaluation"):
        for path in sorted((PROJECT_DIR / package).rglob("*.py")):
            module = ".".join(path.relative_to(PROJECT_DIR).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and _calls(node):
                    found.add(f"{module}.{node.name}")
    return found - {"agencies.rules.cases.check_not_own_body"}


def _calls(function: ast.FunctionDef) -> bool:
    names = {"check_not_own_body", "check_has_body"}
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in names:
                return True
    return False


def test_every_caller_of_the_rule_is_walked() -> None:
    assert _callers() == {*DOORS, *PAGES, *NOT_WALKED}


@pytest.mark.parametrize("door", DOORS)
def test_who_belongs_to_no_body_acts_on_no_rated_body(app: Flask, door: str) -> None:
    scene = Scene()
    db.session.commit()
    with pytest.raises((BodyUnknown, OwnerNeeded)) as caught:
        DOORS[door](scene)
    assert isinstance(caught.value, RuleBroken)
    assert caught.value.is_custody


@pytest.mark.parametrize("page", PAGES)
def test_who_belongs_to_no_body_sees_no_list_about_rated_bodies(
    app: Flask, as_staff: Callable[..., FlaskClient], page: str
) -> None:
    scene = Scene()
    case = open_case("alarm", "Dấu hiệu", about_agency_id=scene.agency.id)
    numbers = {"agency": scene.agency.id, "case": case.id, "sample": scene.sample().id}
    db.session.commit()
    client = as_staff("department", "inspector")
    for address in PAGES[page]:
        answer = client.get(address.format(**numbers))
        assert answer.status_code == 409
        assert "chưa gắn với cơ quan nào" in answer.text
        db.session.rollback()
    assert "rule.refused" in db.session.scalars(select(AuditEntry.act)).all()
