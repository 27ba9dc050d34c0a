"""What a village decided: recorded from the minutes, judged, corrected with a reason, followed by dates."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.actions.legal import load_legal_data
from agencies.models import AuditEntry
from base.clock import now, today
from feedback.models import CommentRound, HouseholdDecision
from feedback.reports.household_decisions import (
    has_been_decided,
    household_report,
    next_steps,
)
from tests.factories import make_agency, make_comment_round
from tests.feedback.test_staff_routes_comment_rounds import HOME, post

SignIn = Callable[..., FlaskClient]
DAY = timedelta(days=1)


@pytest.fixture
def commune(app: Any) -> Any:
    load_legal_data()
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def officer(commune: Any, as_staff: SignIn) -> FlaskClient:
    return as_staff("agency_officer", agency=commune)


@pytest.fixture
def village(db: Any, commune: Any) -> CommentRound:
    comment_round = make_comment_round(
        agency=commune, state="closed", opens_at=now() - 60 * DAY, closes_at=now() - 20 * DAY
    )
    db.session.commit()
    return comment_round


def minutes(**fields: Any) -> dict[str, Any]:
    values = {
        "step": "meeting",
        "held_on": (today() - DAY).isoformat(),
        "household_count": "187",
        "present_count": "132",
        "agree_count": "118",
        "disagree_count": "9",
        "minutes_number": "01/BB-TH",
        "signers": "Ông Trịnh Văn Nam, trưởng thôn\nBà Lê Thị Hoa, trưởng ban công tác Mặt trận",
    }
    return {**values, **fields}


def path(village: CommentRound) -> str:
    return f"{HOME}/{village.id}/hop-thon"


def test_the_result_is_computed_with_its_numbers_and_the_law(
    village: CommentRound, officer: FlaskClient
) -> None:
    assert post(officer, path(village), minutes()).status_code == 302
    page = officer.get(path(village)).text
    assert "132 trong 187 hộ dự họp (cần ít nhất 94); 118 hộ tán thành" in page
    assert "Được thông qua" in page
    assert "NĐ 61/2023/NĐ-CP, Điều 10" in page
    assert "Ý kiến góp ý trên mạng không phải là biểu quyết." in page
    assert "Gửi hồ sơ đề nghị công nhận chậm nhất ngày" in page


def test_five_working_days_to_send_and_five_to_recognise_skip_days_off(app: Any) -> None:
    load_legal_data()
    steps = next_steps(date(2026, 12, 28))  # thứ hai; 01/01/2027 nghỉ Tết Dương lịch
    assert steps is not None
    assert steps.submit_by.on == date(2027, 1, 5)
    assert steps.recognise_by.on == date(2027, 1, 12)


def test_a_ballot_before_any_meeting_is_refused_and_what_was_typed_stays(
    db: Any, village: CommentRound, officer: FlaskClient
) -> None:
    answer = post(officer, path(village), minutes(step="ballot"))
    assert answer.status_code == 409
    assert "không đủ số hộ dự" in answer.text
    assert "01/BB-TH" in answer.text
    assert db.session.query(HouseholdDecision).count() == 0


def test_after_a_meeting_without_quorum_a_ballot_decides(
    village: CommentRound, officer: FlaskClient
) -> None:
    failed = minutes(present_count="80", agree_count="80", disagree_count="0")
    assert post(officer, path(village), failed).status_code == 302
    assert not household_report(village).is_passed
    assert not has_been_decided(household_report(village).lines)
    ballot = minutes(step="ballot", present_count="150", agree_count="94", disagree_count="56")
    assert post(officer, path(village), ballot).status_code == 302
    report = household_report(village)
    assert [line.judgement.outcome for line in report.lines] == ["no_quorum", "passed"]
    assert has_been_decided(report.lines)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"present_count": "188"}, "Số hộ không khớp"),
        ({"agree_count": "130"}, "Số hộ không khớp"),
        ({"agree_count": ""}, "không có thì ghi 0"),
        ({"held_on": "2099-01-01"}, "không thể ở sau hôm nay"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_a_sentence(
    db: Any, village: CommentRound, officer: FlaskClient, fields: Any, words: str
) -> None:
    answer = post(officer, path(village), minutes(**fields))
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert db.session.query(HouseholdDecision).count() == 0


def test_a_correction_is_a_new_row_with_a_reason_and_the_old_one_stays(
    db: Any, village: CommentRound, officer: FlaskClient
) -> None:
    post(officer, path(village), minutes())
    first = db.session.scalars(select(HouseholdDecision)).one()
    correct = f"{path(village)}/{first.id}/dinh-chinh"
    changed = minutes(agree_count="90", disagree_count="37")
    assert post(officer, correct, changed).status_code == 409
    changed["reason"] = "Ghi nhầm số hộ tán thành, đối chiếu lại biên bản"
    assert post(officer, correct, changed).status_code == 302
    rows = list(db.session.scalars(select(HouseholdDecision).order_by(HouseholdDecision.id)))
    assert [(one.agree_count, one.replaces_id) for one in rows] == [(118, None), (90, first.id)]
    page = officer.get(path(village)).text
    assert "Chưa được thông qua" in page
    assert "132/187 hộ, 118 tán thành" in page
    assert officer.get(correct).status_code == 404
    acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts == ["legal.load", "household.record", "household.correct"]


def test_only_rounds_on_a_huong_uoc_have_such_a_page(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    plan = make_comment_round(agency=commune, kind="plan")
    db.session.commit()
    assert officer.get(path(plan)).status_code == 404


def test_nothing_is_recorded_before_the_draft_was_posted(
    db: Any, commune: Any, officer: FlaskClient
) -> None:
    early = make_comment_round(
        agency=commune, state="prepared", opens_at=now() + DAY, closes_at=now() + 40 * DAY
    )
    db.session.commit()
    answer = post(officer, path(early), minutes())
    assert (answer.status_code, "chưa được niêm yết" in answer.text) == (409, True)
