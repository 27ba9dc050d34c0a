"""For routes with arguments: what stands in the address, made for one agency and one staff member.

A new route with a new kind of argument adds a line here (`"argument"`, or `"blueprint.argument"` where
the same name means another thing). `agency` is the viewer's own one or another one; `staff` is the
viewer or a stranger. Values are plain (an id, a code, a word).
"""

from collections.abc import Callable
from datetime import date
from itertools import cycle
from typing import Any

from flask import current_app
from werkzeug.routing import Rule

from agencies.actions.invitations import invite
from agencies.actions.legal import load_legal_data
from agencies.models import AgencyNetwork, ApiKey, Case, Invitation, Role
from base.clock import local
from base.db import db
from base.jobs import JobRun
from evaluation.calendars import calendar_token
from feedback.actions.second_looks import ERASURE_KIND
from feedback.models import (
    CommentGroup,
    CommentRound,
    CommentStanding,
    Draft,
    DraftSource,
    DraftVersion,
    HouseholdDecision,
    Provision,
    RoundAttachment,
    RoundSubscription,
)
from feedback.notice_tokens import token_hash
from feedback.queries.provisions import list_provisions
from ledger.leaves import number_hash
from surveys.models import Alarm, AuditCall, AuditSample, ExclusionAct, IndexSnapshot
from tests.evaluation.subjects import (
    a_target,
    shipped_catalogue,
    shipped_target,
    some_evidence,
    some_year,
)
from tests.factories import (
    make_agency,
    make_code,
    make_code_batch,
    make_comment,
    make_comment_round,
    make_draft,
    make_draft_version,
    make_place,
    make_round,
    make_staff,
    make_version,
)
from tests.house.legal_subjects import LEGAL_SUBJECTS
from tests.house.paper_subjects import PAPER_SUBJECTS
from tests.house.result_subjects import RESULT_SUBJECTS
from tests.ledger.leaves import make_pending, seal_now
from tests.surveys.reviews import make_text_review

Make = Callable[[Any, Any], Any]
_networks = cycle(range(256))


def _added(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def _network(agency: Any) -> Any:
    """Another range each time: an agency has each once."""
    return _added(AgencyNetwork(agency_id=agency.id, network=f"113.160.{next(_networks)}.0/29"))


def _grant_id(agency: Any, _staff: Any) -> int:
    return int(make_staff(Role.AGENCY_OFFICER, agency=agency).grants[0].id)


def _token(agency: Any, _staff: Any) -> str:
    return invite(make_staff(agency=agency), make_staff(Role.ACCOUNT_ADMIN))


def _invitation_id(agency: Any, staff: Any) -> int:
    token = _token(agency, staff)
    assert token
    row = db.session.query(Invitation).order_by(Invitation.id.desc()).first()
    return int(row.id)  # type: ignore[union-attr]


def _case_id(agency: Any, _staff: Any) -> int:
    case = Case(kind="review", title="Đề nghị xem xét lại", about_agency_id=agency.id, evidence={})
    return int(_added(case).id)


def _comment_id(agency: Any, _staff: Any) -> int:
    return int(make_comment(make_comment_round(agency=agency)).id)


def _comment_case_id(agency: Any, staff: Any) -> int:
    comment = make_comment(make_comment_round(agency=agency))
    case = Case(kind=ERASURE_KIND, title="Xóa chữ", about_agency_id=agency.id, evidence={})
    case.subject_id = str(comment.id)
    return int(_added(case).id)


def _run_id(_agency: Any, staff: Any) -> int:
    return int(_added(JobRun(kind="x", title="Việc", arguments={}, staff_id=staff.id)).id)


def _snapshot_id(agency: Any, _staff: Any) -> int:
    survey_round = make_round(agencies=[agency])
    used = {"score.satisfied_levels": {"value": [4, 5]}, "score.aggregate": {"value": "item_mean"}}
    snapshot = IndexSnapshot(
        round_id=survey_round.id, method_version="v1", state="published", settings=used
    )
    snapshot.published_at = survey_round.opens_at
    return int(_added(snapshot).id)


def _second_draft_version(agency: Any, is_frozen: bool) -> DraftVersion:
    """Of a draft whose first version is frozen."""
    first = make_draft_version(agency=agency)
    second = make_draft_version(first.draft, is_frozen=is_frozen, number=2)
    _added(DraftSource(version_id=second.id, content=b"tep"))
    return second


def _draft_provision_id(agency: Any, _staff: Any) -> int:
    version = _second_draft_version(agency, is_frozen=True)
    return int(list_provisions(version.id)[0].id)


def _version_of_draft_provision(agency: Any, staff: Any) -> int:
    """Of the provision made just before: arguments are made in the order of their names."""
    newest = db.session.query(Provision).join(DraftVersion).join(Draft)
    row = newest.filter(Draft.agency_id == agency.id).order_by(Provision.id.desc()).first()
    return int(row.version_id)  # type: ignore[union-attr]


def _answered_round(agency: Any) -> Any:
    """The one comment round of the agency whose comments are being answered."""
    found = db.session.query(CommentRound).filter_by(agency_id=agency.id, state="answering")
    return found.order_by(CommentRound.id).first() or make_comment_round(
        agency=agency, state="answering"
    )


def _comment_id(agency: Any, _staff: Any) -> int:
    return int(make_comment(_answered_round(agency)).id)


def _group_id(agency: Any, _staff: Any) -> int:
    comment_round = _answered_round(agency)
    group = _added(CommentGroup(round_id=comment_round.id))
    for _one in range(2):
        comment = make_comment(comment_round)
        db.session.get_one(CommentStanding, comment.id).group_id = group.id
    db.session.flush()
    return int(group.id)


def _first_round(agency: Any, is_internal: bool) -> CommentRound | None:
    """By its number: without an order PostgreSQL gives any of several."""
    found = db.session.query(CommentRound).filter_by(agency_id=agency.id, is_internal=is_internal)
    return found.order_by(CommentRound.id).first()


def _comment_round(agency: Any) -> CommentRound:
    """One round an agency, so that what belongs to it is found below it."""
    return _first_round(agency, is_internal=False) or make_comment_round(agency=agency)


def _attachment_id(agency: Any, _staff: Any) -> int:
    attachment = RoundAttachment(
        round_id=_comment_round(agency).id,
        name="to-trinh.pdf",
        media="application/pdf",
        size=9,
        content_hash="0" * 64,
        content=b"%PDF-1.7\n",
    )
    return int(_added(attachment).id)


def _decision_id(agency: Any, _staff: Any) -> int:
    limit = {"id": 0, "key": "", "value": 50}
    decision = HouseholdDecision(
        round_id=_comment_round(agency).id,
        step="meeting",
        held_on=date(2026, 11, 20),
        household_count=100,
        present_count=60,
        agree_count=55,
        disagree_count=5,
        thresholds={
            name: limit for name in ("quorum", "passing", "ballot_only_after_failed_meeting")
        },
    )
    return int(_added(decision).id)


def _internal_round_id(agency: Any, _staff: Any) -> int:
    known = _first_round(agency, is_internal=True)
    return int((known or make_comment_round(agency=agency, kind="agency", is_internal=True)).id)


def _internal_attachment_id(agency: Any, staff: Any) -> int:
    """Of the internal round, which is made first."""
    attachment = RoundAttachment(
        round_id=_internal_round_id(agency, staff),
        name="to-trinh.pdf",
        media="application/pdf",
        size=9,
        content_hash="0" * 64,
        content=b"%PDF-1.7\n",
    )
    return int(_added(attachment).id)


def _notice_token(agency: Any, _staff: Any) -> str:
    subscription = RoundSubscription(
        round_id=_comment_round(agency).id,
        sealed=b"",
        address_mark=bytes(32),
        token_hash=token_hash(f"token-{agency.id}"),
        asked_on=date(2026, 11, 20),
    )
    _added(subscription)
    return f"token-{agency.id}"


def _ledger_day(_agency: Any, _staff: Any) -> str:
    make_pending(1)
    sealed = seal_now(current_app)
    assert sealed.checkpoint
    return local(sealed.checkpoint.at).date().isoformat()


def _sign_month(agency: Any, _staff: Any) -> int:
    values = {"detector": "scan", "family": "time", "channel": "open_qr", "tier": "alarm"}
    numbers = {"statistic": 12.0, "threshold": 10.0, "is_cold_start": False}
    _added(Alarm(agency_id=agency.id, month=202611, **values, **numbers))
    return 202611


def _sign_case_id(agency: Any, staff: Any) -> int:
    case = Case(kind="alarm", title="Dấu hiệu", about_agency_id=agency.id, evidence={})
    _added(case)
    _sign_month(make_agency(), staff)
    alarm = db.session.query(Alarm).order_by(Alarm.id.desc()).first()
    alarm.agency_id, alarm.month, alarm.case_id = agency.id, 202610, case.id  # type: ignore[union-attr]
    db.session.flush()
    return int(case.id)


def _exclusion_id(agency: Any, staff: Any) -> int:
    act = ExclusionAct(
        round_id=make_round(agencies=[agency]).id,
        agency_id=agency.id,
        case_id=_case_id(agency, staff),
        act="exclude",
        reason="Một người gửi nhiều phiếu",
        response_count=12,
        commitment=bytes(32),
    )
    return int(_added(act).id)


def _sample_id(agency: Any, _staff: Any) -> int:
    sample = AuditSample(
        agency_id=agency.id,
        month=202611,
        seed="0" * 64,
        seed_size=12,
        dossier_count=60,
        issued_count=60,
        used_count=20,
    )
    _added(sample)
    _added(AuditCall(sample_id=sample.id, position=1, day=date(2026, 11, 20), ordinal=7))
    return int(sample.id)


def _key_id(agency: Any, _staff: Any) -> int:
    key = ApiKey(
        name="Phần mềm một cửa",
        agency_id=agency.id,
        scope="codes",
        key_hash=bytes([agency.id % 256]) * 32,
        expires_on=date(2027, 11, 23),
    )
    return int(_added(key).id)


def _report_subject(agency: Any, _staff: Any) -> str:
    """Its report; with the settings that every report is made with."""
    load_legal_data()
    return str(agency.code)


SUBJECTS: dict[str, Make] = {
    "detection_staff.month": _sign_month,
    "detection_staff.case_id": _sign_case_id,
    "act_id": _exclusion_id,
    "sample_id": _sample_id,
    **PAPER_SUBJECTS,
    **RESULT_SUBJECTS,
    **LEGAL_SUBJECTS,
    "codes_staff.batch_id": lambda _agency, _staff: make_code_batch().id,
    "api_keys_staff.key_id": _key_id,
    "ledger.day": _ledger_day,
    "ledger.size": lambda _agency, _staff: "moi-nhat",
    "ledger.name": lambda _agency, _staff: "verify_ledger.py",
    "number_hash": lambda _agency, _staff: number_hash("K7M49QWE2XHTC").hex(),
    "comment_rounds_staff.decision_id": _decision_id,
    "internal_rounds.round_id": _internal_round_id,
    "internal_rounds.attachment_id": _internal_attachment_id,
    "round_notices.round_id": lambda agency, _staff: _comment_round(agency).id,
    "round_notices.token": _notice_token,
    "comment_rounds_staff.round_id": lambda agency, _staff: _comment_round(agency).id,
    "attachment_id": _attachment_id,
    "snapshot_id": _snapshot_id,
    "staff_id": lambda agency, _staff: make_staff(agency=agency).id,
    "grant_id": _grant_id,
    "invitation_id": _invitation_id,
    "token": _token,
    "case_id": _case_id,
    "run_id": _run_id,
    "answers.code": lambda agency, _staff: make_code(make_code_batch(agency))[0],
    "documents_staff.period": lambda _agency, _staff: "2026",
    "documents_staff.subject": _report_subject,
    "code": lambda agency, _staff: agency.code,
    "agency": lambda agency, _staff: agency.code,
    "agency_id": lambda agency, _staff: agency.id,
    "agency_code": lambda agency, _staff: agency.code,
    "place": lambda agency, _staff: make_place(agency).code,
    "review_id": lambda agency, _staff: make_text_review(agency).id,
    "network_id": lambda agency, _staff: _network(agency).id,
    "place_id": lambda agency, _staff: make_place(agency).id,
    "place_code": lambda agency, _staff: make_place(agency).code,
    "round_id": lambda agency, _staff: make_round(agencies=[agency]).id,
    "drafts_staff.version_id": lambda agency, _staff: _second_draft_version(agency, False).id,
    "drafts_staff.origins.provision_id": _draft_provision_id,
    "drafts_staff.origins.version_id": _version_of_draft_provision,
    "draft_id": lambda agency, _staff: make_draft(agency).id,
    "version_id": lambda _agency, _staff: make_version("draft").id,
    "comment_id": _comment_id,
    "group_id": _group_id,
    "board_staff.round_id": lambda agency, _staff: _answered_round(agency).id,
    "comment_results.round_id": lambda agency, _staff: _answered_round(agency).id,
    "results_staff.round_id": lambda agency, _staff: _answered_round(agency).id,
    "number": lambda _agency, _staff: "K7M49QWE2XHT",
    "language": lambda _agency, _staff: "en",
    "key": lambda _agency, _staff: "service",
    "section": lambda _agency, _staff: "service",
    "kind": lambda _agency, _staff: "nhom",
    "comment_rounds.round_id": lambda agency, _staff: make_comment_round(agency=agency).id,
    "comment_rounds.slug": lambda _agency, _staff: "quy-uoc-thon-tan-hung",
    "comment_rounds.path": lambda _agency, _staff: "dieu-1",
    "comment_rounds.attachment_id": lambda _agency, _staff: 1,
    "moderation_staff.round_id": lambda agency, _staff: make_comment_round(agency=agency).id,
    "moderation_staff.comment_id": _comment_id,
    "moderation_staff.case_id": _comment_case_id,
    "entered_comments.round_id": lambda agency, _staff: make_comment_round(agency=agency).id,
    "feedback_api.round_id": lambda agency, _staff: make_comment_round(agency=agency).id,
    "targets_staff.catalogue": lambda _agency, _staff: shipped_catalogue(),
    "targets_staff.key": lambda _agency, _staff: shipped_target(),
    "years_staff.year": lambda _agency, _staff: some_year("prepared").year,
    "years_staff.key": lambda _agency, _staff: a_target(some_year("prepared")),
    "self_reports_staff.year": lambda _agency, _staff: some_year("reporting").year,
    "self_reports_staff.key": lambda _agency, _staff: a_target(some_year("reporting")),
    "self_reports_staff.evidence_id": lambda agency, _staff: some_evidence(agency).id,
    "calendars.token": lambda agency, _staff: calendar_token(agency.code),
    "questionnaires_staff.question_edit.key": lambda _agency, _staff: "item_1",
}


class Side:
    """The subjects of one agency and one staff member, each made once."""

    def __init__(self, agency: Any, staff: Any) -> None:
        self.agency, self.staff = agency, staff
        self._made: dict[str, Any] = {}

    def address_of(self, rule: Rule) -> str:
        """The route's address with subjects of this side in it."""
        values = {name: self._value(rule, name) for name in sorted(rule.arguments)}
        _domain, path = rule.build(values, append_unknown=False)  # type: ignore[misc]
        return str(path)

    def _value(self, rule: Rule, argument: str) -> Any:
        """The longest name that fits wins; `<any(a, b):x>` takes its first word."""
        choices = getattr(rule._converters.get(argument), "items", None)
        if choices:
            return sorted(choices)[0]
        blueprint = rule.endpoint.split(".")[0]
        for name in (f"{rule.endpoint}.{argument}", f"{blueprint}.{argument}", argument):
            if name in SUBJECTS:
                return self._once(name)
        raise LookupError(
            f"tests/house/subjects.py has no line for «{argument}» of {rule.endpoint}"
        )

    def _once(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = SUBJECTS[name](self.agency, self.staff)
        return self._made[name]
