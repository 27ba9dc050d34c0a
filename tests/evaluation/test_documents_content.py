"""What a report says: figures as they are, and plainly that they are not there."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from agencies.models import Agency
from base.db import db
from base.spreadsheets import read_sheet
from evaluation.documents.making import make_file, open_desk
from evaluation.models import AgencyScore, CriterionScore, ResultState, Scorecard, YearResult
from evaluation.reports.document_figures import gather
from evaluation.rules.report_periods import PeriodUnreadable, read_period
from evaluation.rules.target_figures import Line, is_met, pool
from tests.evaluation.docx_files import rows_of, styled, text_of
from tests.evaluation.report_year import (
    AT,
    SHOWN,
    WITHHELD,
    add,
    add_cell,
    make_department,
    make_installation,
    make_target,
    make_year,
    publish_index,
    report,
)
from tests.factories import make_agency, make_comment, make_comment_round


@pytest.fixture
def ward(app: Flask) -> Agency:
    make_installation()
    make_department()
    return make_agency(code="14797")


def made(subject: str = "14797", period: str = "2026", file_format: str = "docx") -> bytes:
    return make_file(open_desk(gather(read_period(period), AT)), subject, file_format)


def test_a_year_without_anything_claims_nothing(ward: Agency) -> None:
    text = text_of(made())
    assert "Chưa có chỉ tiêu nào của năm 2026 giao cho cơ quan." in text
    assert "chưa có kết quả khảo sát mức độ hài lòng nào được công bố" in text
    assert "không có đợt lấy ý kiến nào" in text
    assert "chưa có quyết định của UBND tỉnh" in text
    assert "%" not in text.replace("100 %", "")


def test_what_was_not_reported_is_never_zero(ward: Agency) -> None:
    year = make_year()
    make_target(year, "trained", title="Tập huấn")
    make_target(year, "dialogue", "count", goal=1, title="Đối thoại")
    report(year, ward, {"trained": {"done_count": 0, "all_count": 12}})
    content = made()
    assert [row[4:7] for row in rows_of(content, 2)[1:]] == [
        ["0/12 (0,0 %)", "chưa đạt", "đã chấp nhận"],
        ["chưa báo cáo", "–", "chưa báo cáo"],
    ]
    assert "1 chỉ tiêu chưa báo cáo" in text_of(content)


def test_a_withheld_index_gives_its_reason_and_no_figure(ward: Agency) -> None:
    publish_index({ward: WITHHELD})
    text = text_of(made())
    assert "chưa công bố: còn ít phiếu (dưới 30)" in text
    assert "Biểu đồ" not in text


def test_the_index_travels_with_interval_count_and_channel(ward: Agency) -> None:
    publish_index({ward: SHOWN})
    text = text_of(made())
    assert (
        "là 86,4 %, khoảng tin cậy 95 % từ 82,1 đến 90,0 %, tính từ 412 câu trả lời; đủ chính xác"
        in text
    )
    assert "mã đánh giá: 412" in text
    assert "Không phải Chỉ số SIPAS của Bộ Nội vụ" in text


def test_an_open_survey_is_never_called_an_index(ward: Agency) -> None:
    publish_index({ward: {**SHOWN, "channel_mix": {"open_qr": 412}}}, sample="open")
    text = text_of(made())
    assert "Tỷ lệ hài lòng – khảo sát mở của UBND phường Hạc Thành" in text
    assert "không đại diện cho toàn thể người dân, không dùng khi đánh giá năm" in text
    assert "Chỉ số hài lòng do tỉnh" not in text


def test_an_index_of_the_whole_year_is_not_in_the_report_of_its_half(ward: Agency) -> None:
    publish_index({ward: SHOWN})
    text = text_of(made(period="2026H1"))
    assert "6 tháng đầu năm 2026" in text
    assert "86,4" not in text
    assert "Kết quả chấm điểm" not in text


def test_rounds_are_counted_and_late_ones_named(ward: Agency) -> None:
    held = make_comment_round(agency=ward, state="closed", answer_by_on=date(2026, 3, 1))
    held.opens_at, held.closes_at = AT.replace(month=1), AT.replace(month=2)
    make_comment(held)
    make_comment(held)
    db.session.flush()
    text = text_of(made())
    assert "Đã kết thúc 1 đợt lấy ý kiến, nhận 2 ý kiến." in text
    assert "0/2 ý kiến phải trả lời" in text
    assert "1 đợt quá hạn trả lời" in text


def test_sums_pool_numerators_and_never_average_shares(ward: Agency) -> None:
    other = make_agency("UBND xã Hợp Tiến", code="14800")
    late = make_agency("UBND xã Tân Ninh", code="14803")
    year = make_year()
    make_target(year, "trained", title="Tập huấn")
    report(year, ward, {"trained": {"done_count": 1, "all_count": 1}})
    report(year, other, {"trained": {"done_count": 10, "all_count": 99}})
    report(year, late, {"trained": {"done_count": 50, "all_count": 50}}, "submitted")
    row = rows_of(made("tinh"), -1)[1]
    assert row[3:] == ["3", "3", "2", "1", "11/100 (11,0 %)"]


def test_where_the_plan_names_nothing_to_be_met_nobody_is_said_to_have_missed_it(
    ward: Agency,
) -> None:
    year = make_year()
    make_target(year, "models", "count", title="Mô hình được nhân rộng")
    report(year, ward, {"models": {"done_count": 3}})
    row = rows_of(made("tinh"), -1)[1]
    assert (row[2], row[6], row[7]) == ("–", "–", "3")


def test_the_province_says_who_has_not_begun(ward: Agency) -> None:
    make_agency("UBND xã Hợp Tiến", code="14800")
    year = make_year()
    make_target(year, "trained")
    report(year, ward, {}, "accepted")
    text = text_of(made("tinh"))
    assert "2 cơ quan được giao chỉ tiêu" in text
    assert (
        "đã được chấp nhận (50,0 %), 0 cơ quan đã gửi và đang được kiểm tra, 1 cơ quan chưa bắt đầu"
        in text
    )


def test_withheld_agencies_stand_behind_without_a_rank(ward: Agency) -> None:
    other = make_agency("UBND xã An Nông", code="14000")
    publish_index({ward: {**SHOWN, "rank_low": 1, "rank_high": 1}, other: WITHHELD})
    rows = rows_of(made("tinh"), -1)[1:]
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("UBND phường Hạc Thành", "86,4 %", "1/1"),
        ("UBND xã An Nông", "chưa công bố: còn ít phiếu (dưới 30)", "–"),
    ]


def test_a_decided_score_is_printed_with_its_decision_and_range(ward: Agency) -> None:
    year = make_year()
    card = add(Scorecard(key="chung", title="Bảng chấm điểm", groups=[], classes=[]))
    result = add(
        YearResult(
            year_id=year.id,
            scorecard_id=card.id,
            state=ResultState.APPRAISED,
            decision_number="123/QĐ-UBND",
            decided_on=date(2026, 12, 20),
        )
    )
    add(
        AgencyScore(
            result_id=result.id,
            agency_id=ward.id,
            group_key="xa",
            points=81.24,
            points_low=79,
            points_high=83.5,
            possible=95,
            rank_low=5,
            rank_high=17,
        )
    )
    assert "chưa có quyết định của UBND tỉnh" in text_of(made())
    result.state = ResultState.DECIDED
    db.session.flush()
    text = text_of(made())
    assert "Quyết định số 123/QĐ-UBND ngày 20/12/2026" in text
    assert "Điểm của từng cơ quan tại Phụ lục II." in text_of(made("tinh"))
    assert "81,24/95 điểm (theo khoảng tin cậy của chỉ số: 79–83,5), hạng 5–17 trong nhóm" in text


def test_markup_and_control_characters_stay_words(ward: Agency) -> None:
    year = make_year()
    make_target(year, "trained", title="<w:p>&amp; \x07 ]]> Jrai: ƀuôn #set 👍\U0001fae9")
    content = made()
    assert "<w:p>&amp;  ]]> Jrai: ƀuôn #set 👍\U0001fae9" in text_of(content)
    assert made(file_format="pdf").startswith(b"%PDF")


def test_the_workbook_has_a_sheet_for_every_table(ward: Agency) -> None:
    year = make_year()
    make_target(year, "trained", title="=1+1")
    publish_index({ward: SHOWN})
    sheet = read_sheet(made(file_format="xlsx"), 100)
    assert sheet.rows


@pytest.mark.parametrize("text", ["2026H2", "26", "2026h1", "1999", "2026-H1", ""])
def test_a_period_that_is_none_is_refused_with_the_two_ways_to_write_it(text: str) -> None:
    with pytest.raises(PeriodUnreadable, match="2026H1"):
        read_period(text)


def line(**columns: Any) -> Line:
    return Line(
        **{"key": "x", "title": "X", "unit": "percent", "goal": 100, "due_on": None, **columns}
    )


@pytest.mark.parametrize(
    ("one", "met"),
    [
        (line(done=50, whole=50), True),
        (line(done=49, whole=50), False),
        (line(done=0, whole=0), None),
        (line(done=3), None),
        (line(unit="count", goal=1, done=1), True),
        (line(unit="count", goal=None, done=1), None),
        (line(unit="yes_no", goal=None, is_done=False), False),
        (line(unit="date", done_on=date(2026, 4, 1), due_on=date(2026, 3, 31)), False),
        (line(unit="date", done_on=date(2026, 3, 31), due_on=date(2026, 3, 31)), True),
        (line(unit="yes_no"), None),
    ],
)
def test_a_goal_is_met_only_by_what_was_reported(one: Line, met: bool | None) -> None:
    assert is_met(one) is met


def test_only_accepted_lines_are_summed() -> None:
    sums = pool(
        {1: line(done=1, whole=2, state="accepted"), 2: line(done=9, whole=9, state="draft")}
    )
    assert (sums.bound_count, sums.submitted_count, sums.accepted_count) == (2, 1, 1)
    assert (sums.done, sums.whole) == (1, 2)


def test_the_command_writes_the_file_and_refuses_what_it_cannot_make(
    app: Flask, ward: Agency, tmp_path: Path
) -> None:
    runner, path = app.test_cli_runner(), tmp_path / "bao-cao.docx"
    db.session.commit()
    base = ["evaluation", "report", "--period", "2026H1", "--out", str(path)]
    assert runner.invoke(args=[*base, "--agency", "14797"]).exit_code == 0
    assert "6 tháng đầu năm 2026" in styled(path.read_bytes(), "TrichYeu")[0]
    for wrong in (["--agency", "khong-co"], [], ["--agency", "14797", "--province"]):
        assert runner.invoke(args=[*base, *wrong]).exit_code != 0
    wrong_period = ["evaluation", "report", "--province", "--period", "2026Q1", "--out", str(path)]
    assert "2026H1" in runner.invoke(args=wrong_period).output


def test_dimensions_stand_in_the_table_and_the_chart(ward: Agency) -> None:
    snapshot = publish_index({ward: SHOWN})
    add_cell(
        snapshot,
        scope="agency",
        measure="dimension",
        key="service",
        agency_id=ward.id,
        share=0.75,
        low=0.7,
        high=0.8,
        n=400,
        n_valid=400,
    )
    text = text_of(made())
    assert "75,0 %" in text
    assert "Biểu đồ 1. Tỷ lệ hài lòng và khoảng tin cậy 95 %" in text


def test_an_index_is_listed_and_never_added_up(ward: Agency) -> None:
    other = make_agency("UBND xã Hợp Tiến", code="14800")
    year = make_year()
    make_target(year, "index", title="Chỉ số hài lòng", goal=None, filled_by="satisfaction_index")
    for agency, share in ((ward, 86.42), (other, 70.0)):
        report(year, agency, {"index": {"done_count": share, "all_count": 100.0}})
    assert rows_of(made(), 2)[1][4] == "86,4 %"
    assert rows_of(made("tinh"), -1)[1][7] == "–"


@pytest.mark.parametrize(
    ("reason", "words"),
    [("few_answers", "còn ít phiếu"), ("no_index", "năm này chưa có chỉ số chính thức")],
)
def test_a_criterion_that_was_withheld_is_said_not_to_be_zero_and_why(
    ward: Agency, reason: str, words: str
) -> None:
    year = make_year()
    card = add(Scorecard(key="chung", title="Bảng chấm điểm", groups=[], classes=[]))
    result = add(YearResult(year_id=year.id, scorecard_id=card.id, state=ResultState.APPRAISED))
    score = AgencyScore(
        result_id=result.id, agency_id=ward.id, group_key="xa", points=60, possible=70
    )
    add(score)
    line = {"criterion_key": "index", "state": "withheld", "max_points": 30, "reason": reason}
    add(CriterionScore(agency_score_id=score.id, **line))
    result.state = ResultState.DECIDED
    db.session.flush()
    assert f"60/70 điểm; có tiêu chí chưa chấm ({words}), không tính là 0 điểm" in text_of(made())
