"""What waits, the year's classes and open cases on the board; each leads to its list, if one may open it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from agencies.models import Case, Role
from base.clock import today
from evaluation.models import AgencyScore, EvaluationYear, YearResult, YearTarget
from tests.evaluation.scored_year import added, default_criteria, make_card
from tests.factories import make_agency, make_comment, make_comment_round
from tests.surveys.seeding import make_small_province, publish_small_province

AsStaff = Callable[..., FlaskClient]
BOARD = "/can-bo/toan-canh"


@pytest.fixture
def commune(db: Any) -> Any:
    survey_round, owner = make_small_province(communes=6)
    publish_small_province(survey_round, owner, by_quarter=False)
    agency = make_agency("UBND xã Mường Lát", code="14845")
    db.session.commit()
    return agency


def make_reporting_year(report_by: date, due_on: date | None) -> EvaluationYear:
    year: EvaluationYear = added(EvaluationYear(year=2026, state="reporting", report_by=report_by))
    facts = {"title": "Ban hành kế hoạch", "unit": "yes_no", "period": "once", "catalogue_key": "k"}
    target = YearTarget(year_id=year.id, key="ke-hoach", due_on=due_on, **facts)
    target.bound = ["commune_committee"]
    added(target)
    return year


def make_result(agency: Any, state: str, **score: Any) -> YearResult:
    year = added(EvaluationYear(year=2025, state="closed", report_by=date(2025, 12, 31)))
    card = make_card("draft", criteria=default_criteria())
    card.state = "in_use"
    result = added(YearResult(year_id=year.id, scorecard_id=card.id, content_hash="0" * 64))
    values = {"group_key": "cap-xa", "points": 84.0, "possible": 100.0, "class_key": "kha", **score}
    added(AgencyScore(result_id=result.id, agency_id=agency.id, **values))
    result.state = state
    return result  # type: ignore[no-any-return]


def test_overdue_tasks_lead_to_the_agencies_that_owe_them(
    commune: Any, as_staff: AsStaff, db: Any
) -> None:
    make_reporting_year(today() + timedelta(days=60), today() - timedelta(days=1))
    db.session.commit()
    page = as_staff(Role.READER).get(BOARD).text
    assert "7 cơ quan có việc của năm 2026 quá hạn" in page
    assert "/can-bo/tu-danh-gia/2026?xem=late" in page
    assert "chưa bắt đầu tự đánh giá" not in page


@pytest.mark.parametrize(("days", "is_named"), [(14, True), (15, False), (-3, True)])
def test_reports_not_begun_are_named_from_two_weeks_before_the_day(
    commune: Any, as_staff: AsStaff, db: Any, days: int, is_named: bool
) -> None:
    make_reporting_year(today() + timedelta(days=days), None)
    db.session.commit()
    page = as_staff(Role.READER).get(BOARD).text
    assert ("7 cơ quan chưa bắt đầu tự đánh giá" in page) == is_named


@pytest.mark.parametrize(("days", "words"), [(-2, "quá hạn trả lời 2 ngày"), (15, "")])
def test_comments_owed_an_answer_are_named_with_their_day(
    commune: Any, as_staff: AsStaff, db: Any, days: int, words: str
) -> None:
    waiting = make_comment_round(state="answering", agency=commune)
    waiting.answer_by_on = today() + timedelta(days=days)
    make_comment(waiting)
    db.session.commit()
    page = as_staff(Role.READER).get(BOARD).text
    assert ("1 ý kiến chưa trả lời" in page) == bool(words)
    assert words in page


def test_with_nothing_due_the_strip_says_so(commune: Any, as_staff: AsStaff) -> None:
    assert "Không có việc nào quá hạn" in as_staff(Role.READER).get(BOARD).text


def test_a_computed_result_is_preliminary_and_seen_only_by_who_appraises(
    commune: Any, as_staff: AsStaff, db: Any
) -> None:
    make_result(commune, "computed", is_near_boundary=True)
    db.session.commit()
    page = as_staff(Role.DEPARTMENT).get(BOARD).text
    assert "Số tạm tính" in page
    assert "UBND xã, phường" in page
    assert "Chưa có kết quả năm nào" in as_staff(Role.READER).get(BOARD).text


def test_decided_classes_are_not_called_preliminary(
    commune: Any, as_staff: AsStaff, db: Any
) -> None:
    make_result(commune, "decided", class_key="")
    db.session.commit()
    page = as_staff(Role.READER).get(BOARD).text
    assert "Kết quả năm 2025" in page
    assert "Số tạm tính" not in page


def test_open_cases_lead_to_their_list_for_those_who_read_cases(
    commune: Any, as_staff: AsStaff, db: Any
) -> None:
    added(Case(kind="flag", title="Nhiều phiếu cùng lúc", about_agency_id=commune.id))
    inspectorate = make_agency("Thanh tra tỉnh", kind="inspectorate")
    db.session.commit()
    page = as_staff(Role.INSPECTOR, agency=inspectorate).get(BOARD).text
    assert '/can-bo/vu-viec?state=open">Đang mở, chờ đề nghị xử lý</a> <strong>1</strong>' in page
    assert "/can-bo/vu-viec?state=open" not in as_staff(Role.READER).get(BOARD).text
