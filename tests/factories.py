"""Rows for tests: every default is valid, a test names only what it is about. Nothing is committed here."""

import hashlib
import hmac
import itertools
import uuid
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app

from agencies.models import Agency, AgencyKind, Grant, GrantState, Role, Staff
from base.codes import random_code
from base.db import db
from base.words import fold
from feedback.actions.provisions import write_provisions
from feedback.models import (
    Comment,
    CommentNumber,
    CommentRound,
    CommentStanding,
    CommentText,
    Draft,
    DraftVersion,
    HouseholdDecision,
    RoundKind,
    RoundVersion,
    Stance,
)
from feedback.models import RoundState as CommentRoundState
from surveys.models import (
    BatchState,
    CodeBatch,
    Delivery,
    OneTimeCode,
    PlaceKind,
    PlaceState,
    QrPlace,
    Questionnaire,
    QuestionnaireVersion,
    ReportingPeriod,
    RoundAgency,
    RoundPlace,
    RoundState,
    SurveyRound,
    VersionState,
)

_count = itertools.count(1)

CODE_LENGTH = 10
OPENS_AT = datetime(2026, 1, 1, tzinfo=UTC)
CLOSES_AT = datetime(2027, 1, 1, tzinfo=UTC)


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_agency(name: str = "UBND phường Hạc Thành", **columns: Any) -> Agency:
    values: dict[str, Any] = {
        "code": f"T{next(_count):05d}",
        "name": name,
        "kind": AgencyKind.COMMUNE_COMMITTEE,
        "valid_from": date(2025, 7, 1),
        "search_text": fold(name),
    }
    return _add(Agency(**{**values, **columns}))


def make_staff(*roles: str, agency: Any = None, **columns: Any) -> Staff:
    """Roles that cover the province are granted for the province, others for `agency`."""
    number = next(_count)
    values: dict[str, Any] = {
        "email": f"can.bo.{number}@thanhhoa.example",
        "full_name": f"Lê Thị Hoa {number}",
        "agency_id": agency.id if agency else None,
        "fs_uniquifier": uuid.uuid4().hex,
        "password": None,
    }
    staff = _add(Staff(**{**values, **columns}))
    for role in roles:
        scope = agency.id if agency and role in (Role.AGENCY_OFFICER, Role.CLERK) else None
        staff.grants.append(Grant(role=role, agency_id=scope, state=GrantState.GRANTED))
    db.session.flush()
    return staff


def make_content(item_count: int = 3) -> dict[str, Any]:
    """A small questionnaire document: who answers, some rated items, a choice, free words."""
    items = [
        {
            "key": f"item_{number}",
            "type": "rating",
            "texts": {"vi": f"Nội dung {number}", "en": f"Item {number}"},
            "is_required": False,
            "counts_in_index": True,
        }
        for number in range(1, item_count + 1)
    ]
    who = {
        "key": "respondent_kind",
        "type": "single",
        "texts": {"vi": "Ông/bà trả lời cho ai?", "en": "For whom do you answer?"},
        "options": [
            {"key": "individual", "texts": {"vi": "Cho bản thân, gia đình", "en": "Myself"}},
            {"key": "organisation", "texts": {"vi": "Cho cơ quan, doanh nghiệp", "en": "A body"}},
        ],
    }
    words = {
        "key": "words",
        "type": "long_text",
        "texts": {"vi": "Điều gì cần làm tốt hơn?", "en": "What should be better?"},
    }
    return {
        "title": {"vi": "Khảo sát hài lòng", "en": "Satisfaction survey"},
        "purpose": {"vi": "Để phục vụ tốt hơn", "en": "To serve you better"},
        "minutes": 1,
        "sections": [
            {"key": "service", "texts": {"vi": "Phục vụ", "en": "Service"}, "questions": items},
            {
                "key": "about",
                "texts": {"vi": "Thông tin", "en": "About"},
                "questions": [who, words],
            },
        ],
    }


def make_version(state: str = VersionState.PUBLISHED, **columns: Any) -> QuestionnaireVersion:
    number = next(_count)
    questionnaire = columns.pop("questionnaire", None) or _add(
        Questionnaire(key=f"bo-{number}", name=f"Bộ câu hỏi {number}")
    )
    values: dict[str, Any] = {
        "questionnaire_id": questionnaire.id,
        "number": 1,
        "state": state,
        "content": make_content(),
        "content_hash": f"{number:064d}",
    }
    return _add(QuestionnaireVersion(**{**values, **columns}))


def make_place(agency: Any = None, **columns: Any) -> QrPlace:
    agency = agency or make_agency()
    values: dict[str, Any] = {
        "code": random_code(6),
        "agency_id": agency.id,
        "name": "Quầy số 1",
        "kind": PlaceKind.COUNTER,
        "state": PlaceState.IN_USE,
    }
    return _add(QrPlace(**{**values, **columns}))


def make_round(
    places: Any = (), agencies: Any = (), state: str = RoundState.OPEN, **columns: Any
) -> SurveyRound:
    """A round of 2026, open at the places given; their agencies are rated in it."""
    version = columns.pop("version", None) or make_version()
    owner = columns.pop("owner", None) or make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    values: dict[str, Any] = {
        "questionnaire_version_id": version.id,
        "owner_agency_id": owner.id,
        "name": "Khảo sát dịch vụ hành chính công năm 2026",
        "opens_at": OPENS_AT,
        "closes_at": CLOSES_AT,
        "state": state,
    }
    survey_round = _add(SurveyRound(**{**values, **columns}))
    for agency_id in {place.agency_id for place in places} | {agency.id for agency in agencies}:
        _add(RoundAgency(round_id=survey_round.id, agency_id=agency_id))
    for place in places:
        _add(RoundPlace(round_id=survey_round.id, place_id=place.id))
    return survey_round


def make_period(survey_round: Any, **columns: Any) -> ReportingPeriod:
    values: dict[str, Any] = {
        "round_id": survey_round.id,
        "name": "Quý III/2026",
        "starts_on": date(2026, 7, 1),
        "ends_on": date(2026, 10, 1),
    }
    return _add(ReportingPeriod(**{**values, **columns}))


def make_code_batch(agency: Any = None, survey_round: Any = None, **columns: Any) -> CodeBatch:
    """A batch ready to be handed out, without codes; `make_code` adds them one by one."""
    agency = agency or make_agency()
    values: dict[str, Any] = {
        "round_id": (survey_round or make_round(agencies=[agency])).id,
        "agency_id": agency.id,
        "issue_day": date(2026, 11, 23),
        "expires_on": date(2026, 12, 23),
        "delivery": Delivery.SLIP,
        "code_count": 1,
        "root": bytes(32),
        "commitment": bytes(32),
        "state": BatchState.READY,
    }
    batch: CodeBatch = _add(CodeBatch(**values | columns))
    return batch


def make_code(batch: Any = None, code: str = "", **columns: Any) -> tuple[str, OneTimeCode]:
    """(the code as it is typed, its row), handed out."""
    code = code or random_code(CODE_LENGTH)
    key = current_app.extensions["settings"].secrets.code_hmac.encode()
    hashed = hmac.digest(key, code.encode(), hashlib.sha256)
    values = {"code_hash": hashed, "batch_id": (batch or make_code_batch()).id, "is_handed": True}
    row: OneTimeCode = _add(OneTimeCode(**values | columns))
    return code, row


def make_tree(article_count: int = 3) -> dict[str, Any]:
    """A small quy ước: one chapter, articles with two clauses each."""

    def node(kind: str, number: str, title: str, text: str, *children: Any) -> dict[str, Any]:
        return {
            "type": kind,
            "number": number,
            "title": title,
            "text": text,
            "children": list(children),
        }

    articles = [
        node(
            "dieu",
            f"Điều {number}.",
            f"Nếp sống văn minh {number}",
            "",
            node("khoan", "1.", "", f"Mỗi hộ giữ vệ sinh đường làng theo điều {number}."),
            node("khoan", "2.", "", "Loa đài chỉ mở từ 6 giờ đến 22 giờ."),
        )
        for number in range(1, article_count + 1)
    ]
    chapter = node("chuong", "Chương I", "QUY ĐỊNH CHUNG", "", *articles)
    return node("document", "", "", "", chapter)


def make_draft(agency: Any = None, **columns: Any) -> Draft:
    agency = agency or make_agency("UBND xã Hợp Tiến")
    values: dict[str, Any] = {"agency_id": agency.id, "title": "Quy ước thôn Tân Hưng"}
    return _add(Draft(**{**values, **columns}))


def make_draft_version(draft: Any = None, is_frozen: bool = True, **columns: Any) -> DraftVersion:
    """Frozen with its provisions unless told otherwise."""
    draft = draft or make_draft(columns.pop("agency", None))
    values: dict[str, Any] = {"draft_id": draft.id, "number": 1, "tree": make_tree()}
    version = _add(DraftVersion(**{**values, **columns}))
    if is_frozen:
        write_provisions(version)
    return version


def make_comment_round(
    version: Any = None, state: str = CommentRoundState.OPEN, **columns: Any
) -> CommentRound:
    """A round of 2026 on a village's quy ước; `agency` is who asks."""
    version = version or make_draft_version(agency=columns.pop("agency", None))
    columns.pop("agency", None)
    values: dict[str, Any] = {
        "agency_id": version.draft.agency_id,
        "version_id": version.id,
        "kind": RoundKind.VILLAGE,
        "title": "Dự thảo quy ước thôn Tân Hưng",
        "slug": "quy-uoc-thon-tan-hung",
        "opens_at": OPENS_AT,
        "closes_at": CLOSES_AT,
        "min_days": 30,
        "state": state,
    }
    comment_round = _add(CommentRound(**{**values, **columns}))
    _add(RoundVersion(round_id=comment_round.id, version_id=version.id, since_at=OPENS_AT))
    return comment_round


def make_comment(
    comment_round: Any = None,
    text: str = "Nên cho loa đài đến 22 giờ 30 vào ngày chính lễ.",
    provision: Any = None,
    **columns: Any,
) -> Comment:
    """A published comment; `visibility` and `wording` go where they belong."""
    comment_round = comment_round or make_comment_round()
    visibility = columns.pop("visibility", "published")
    wording = columns.pop("wording", "")
    mark = uuid.uuid4()
    values: dict[str, Any] = {
        "id": mark.int >> 65,
        "round_id": comment_round.id,
        "version_id": comment_round.version_id,
        "provision_id": provision.id if provision else None,
        "stance": Stance.PARTLY,
        "received_on": date(2026, 11, 18),
    }
    comment = _add(Comment(**{**values, **columns}))
    _add(
        CommentText(
            comment_id=comment.id,
            text=text,
            wording=wording,
            search_text=fold(f"{text} {wording}"),
            fingerprint=hashlib.sha256(fold(text).encode()).digest(),
        )
    )
    _add(CommentStanding(comment_id=comment.id, round_id=comment_round.id, visibility=visibility))
    _add(
        CommentNumber(
            number_hash=hashlib.sha256(mark.bytes).digest(),
            key_hash=hashlib.sha256(b"key" + mark.bytes).digest(),
            content_hash=bytes(32),
            comment_id=comment.id,
        )
    )
    return comment


def make_household_decision(comment_round: CommentRound, **columns: Any) -> HouseholdDecision:
    """A meeting of 145 households that 112 attended and 102 agreed, judged by more than half of all."""
    limit = {"id": 0, "key": "huonguoc.pass", "value": 50}
    names = ("quorum", "passing", "ballot_only_after_failed_meeting")
    values: dict[str, Any] = {
        "round_id": comment_round.id,
        "step": "meeting",
        "held_on": date(2026, 11, 20),
        "household_count": 145,
        "present_count": 112,
        "agree_count": 102,
        "disagree_count": 10,
        "thresholds": dict.fromkeys(names, limit),
    }
    return _add(HouseholdDecision(**{**values, **columns}))
