"""A year scored in one pass: what counts, what stays out, what is owed, and what comes again."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from base.db import db as database
from evaluation.actions.scoring import compute_result
from evaluation.models import (
    AgencyScore,
    AppraisedPoints,
    Criterion,
    CriterionScore,
    YearResult,
)
from evaluation.reports.result_content import result_hash
from evaluation.reports.results import AgencyResult, read_result
from evaluation.rules import results as rules
from tests.evaluation.scored_year import (
    YEAR,
    SmallProvince,
    accept_report,
    default_criteria,
    make_card,
    make_criterion,
    make_year,
)
from tests.factories import make_agency, make_staff


@pytest.fixture
def province(app: Flask) -> SmallProvince:
    return SmallProvince()


def of(result: YearResult, agency: Any) -> AgencyResult:
    found = read_result(result, YEAR).agency(agency.id)
    assert found is not None
    return found


def line(result: YearResult, agency: Any, key: str) -> Any:
    return next(one for one in of(result, agency).lines if one.key == key)


def test_points_are_what_figures_earn_and_carry_the_interval_of_the_index(
    province: SmallProvince,
) -> None:
    result = compute_result(province.year)
    strong = of(result, province.strong)
    # published 100 % of contents: 40; plan: 20; index 95 (93–97) on a line from 50 to 100: 36 (34.4–37.6)
    assert strong.points == pytest.approx(96)
    assert (strong.points_low, strong.points_high) == (pytest.approx(94.4), pytest.approx(97.6))
    assert (strong.possible, strong.class_key, strong.is_near_boundary) == (100, "tot", False)
    assert line(result, province.strong, "hai-long").figure == pytest.approx(95)
    assert result.snapshot_id == province.snapshot.id


def test_a_withheld_index_is_neither_zero_nor_an_average_and_its_agency_is_not_ranked(
    province: SmallProvince,
) -> None:
    result = compute_result(province.year)
    unheard = of(result, province.unheard)
    assert (unheard.points, unheard.possible, unheard.percent) == (60, 60, 100)
    assert (unheard.rank_low, unheard.has_withheld) == (None, True)
    held = line(result, province.unheard, "hai-long")
    assert (held.state, held.points) == ("withheld", None)
    assert held.reason == "Tiêu chí này chưa chấm (còn ít phiếu)."


def test_who_sent_no_report_gets_nothing_of_what_is_owed_with_the_reason(
    province: SmallProvince,
) -> None:
    result = compute_result(province.year)
    silent = of(result, province.silent)
    assert (silent.points, silent.possible) == (pytest.approx(16), 100)
    owed = line(result, province.silent, "ke-hoach")
    assert (owed.state, owed.points) == ("missing", 0)
    assert owed.reason == "Chưa có báo cáo tự đánh giá được chấp nhận."


def test_an_agency_with_no_data_at_all_has_a_row_and_no_points_of_the_index(
    province: SmallProvince,
) -> None:
    bare = make_agency("UBND xã Quan Sơn", code="15016")
    result = compute_result(province.year)
    found = of(result, bare)
    assert (found.points, found.possible, found.class_key) == (0, 60, "yeu")
    assert line(result, bare, "hai-long").state == "withheld"


def test_an_agency_that_owes_nothing_of_the_card_has_no_points_and_no_class(app: Flask) -> None:
    make_card(criteria=[make_criterion("khong-co", 100)])
    agency = make_agency()
    result = compute_result(make_year())
    found = of(result, agency)
    assert (found.points, found.possible, found.class_key, found.rank_low) == (None, 0, "", None)


def test_ranks_are_intervals_within_the_group(province: SmallProvince) -> None:
    result = compute_result(province.year)
    ranks = {
        one.code: (one.rank_low, one.rank_high, one.ranked_count)
        for group in read_result(result, YEAR).groups
        for one in group.agencies
    }
    assert ranks["14797"] == (1, 1, 3)
    assert ranks["15499"] == (2, 2, 3)
    assert ranks["14845"] == (None, None, 3)
    assert ranks["38-SNV"][2] == 2


def test_a_class_near_its_limit_is_marked(province: SmallProvince) -> None:
    strong = compute_result(province.year)
    assert not of(strong, province.strong).is_near_boundary
    middling = of(strong, province.middling)  # 20 + 20 + 24 (20–28) = 64 (60–68) below 70
    assert (middling.points, middling.class_key) == (pytest.approx(64), "yeu")
    cell = text("UPDATE index_cell SET high = 0.95, share = 0.85 WHERE agency_id = :agency")
    database.session.execute(cell, {"agency": province.middling.id})
    again = of(compute_result(province.year), province.middling)
    assert (again.class_key, again.is_near_boundary) == ("yeu", True)


def test_scoring_again_before_anybody_signed_replaces_and_keeps_points_people_gave(
    province: SmallProvince,
) -> None:
    first = compute_result(province.year)
    row = AppraisedPoints(
        result_id=first.id, agency_id=province.strong.id, criterion_key="vi-pham", points=4
    )
    row.reason, row.staff_id = "Kết luận kiểm tra số 12/KL-SNV", make_staff("department").id
    database.session.add(row)
    again = compute_result(province.year)
    assert again.id == first.id
    assert of(again, province.strong).points == pytest.approx(92)
    assert line(again, province.strong, "vi-pham").reason == "Kết luận kiểm tra số 12/KL-SNV"
    assert database.session.scalars(select(YearResult)).all() == [again]


def test_the_same_data_give_the_same_content_and_another_figure_another_hash(
    province: SmallProvince,
) -> None:
    first = compute_result(province.year).content_hash
    assert compute_result(province.year).content_hash == first
    accept_report(province.year, province.silent, cong_khai=60, ke_hoach=False)
    assert compute_result(province.year).content_hash != first


def test_a_year_that_agencies_were_not_asked_about_is_not_scored(app: Flask) -> None:
    make_card()
    with pytest.raises(rules.YearNotReported):
        compute_result(make_year("prepared"))


def test_without_a_card_in_use_nothing_is_scored(app: Flask) -> None:
    make_card("draft")
    with pytest.raises(rules.NoScorecard):
        compute_result(make_year())


@pytest.mark.parametrize("state", ["appraised", "submitted"])
def test_what_was_signed_or_submitted_is_not_scored_anew(
    province: SmallProvince, state: str
) -> None:
    compute_result(province.year).state = state
    with pytest.raises(rules.ResultBeyond):
        compute_result(province.year)


def test_a_published_result_is_corrected_beside_the_old_one_and_only_for_a_reason(
    province: SmallProvince,
) -> None:
    old = compute_result(province.year)
    old.state = "published"
    database.session.flush()
    with pytest.raises(rules.CorrectionReasonNeeded):
        compute_result(province.year, reason="sai")
    new = compute_result(province.year, reason="Nhập nhầm số thôn của xã Thọ Xuân")
    assert (old.number, new.number, new.reason) == (1, 2, "Nhập nhầm số thôn của xã Thọ Xuân")
    assert of(old, province.strong).points == of(new, province.strong).points


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agency_score SET points = 99",
        "DELETE FROM criterion_score",
        "UPDATE criterion_score SET points = 0",
        "UPDATE year_result SET content_hash = 'x'",
        "UPDATE year_result SET state = 'computed'",
        "DELETE FROM year_result",
        "INSERT INTO appraised_points (result_id, agency_id, criterion_key, points, reason, staff_id, "
        "given_at) SELECT result_id, agency_id, 'ke-hoach', 1, 'x', 1, '2026-11-23' FROM agency_score",
        "UPDATE criterion SET max_points = 1",
        "DELETE FROM criterion",
        "UPDATE scorecard SET total_points = 50",
        "UPDATE scorecard SET state = 'draft'",
    ],
)
def test_a_decided_result_and_its_card_are_frozen_in_the_database_itself(
    province: SmallProvince, statement: str
) -> None:
    make_staff("department")
    result = compute_result(province.year)
    result.state = "decided"
    database.session.commit()
    with pytest.raises(DBAPIError, match=r"frozen"):
        database.session.execute(text(statement))
    database.session.rollback()


def test_the_hash_says_what_is_stored(province: SmallProvince) -> None:
    result = compute_result(province.year)
    database.session.execute(update(CriterionScore).values(points=1))
    database.session.expire_all()
    assert result_hash(result) != result.content_hash


def test_only_criteria_of_the_own_group_count(app: Flask) -> None:
    mine = [*default_criteria()[:2], make_criterion("doi-thoai", 40, group_keys=["cap-so"])]
    make_card(criteria=mine)
    agency = make_agency()
    keys = [one.key for one in of(compute_result(make_year()), agency).lines]
    assert keys == ["cong-khai", "ke-hoach"]


def test_the_command_scores_and_prints_every_agency_as_json(
    province: SmallProvince, app: Flask
) -> None:
    done = app.test_cli_runner().invoke(args=["evaluation", "score", "--year", str(YEAR), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    strong = next(one for one in told["agencies"] if one["code"] == "14797")
    assert (strong["class"], strong["rank_low"], strong["criteria"]["ke-hoach"]["points"]) == (
        "tot",
        1,
        20,
    )
    assert database.session.scalar(select(AgencyScore.id).limit(1))
    missing = app.test_cli_runner().invoke(args=["evaluation", "score", "--year", "2031"])
    assert missing.exit_code == 1
    assert "2031" in missing.output


def test_the_shipped_card_is_brought_in_once_as_a_draft_whose_weights_add_up(app: Flask) -> None:
    from evaluation.actions.scorecards import bring_shipped
    from evaluation.reports.scoring import plan_of
    from evaluation.rules.scorecards import problems

    card = bring_shipped(None)
    assert bring_shipped(None) is card
    assert (card.state, card.version) == ("draft", 1)
    assert "cần Sở Nội vụ xác nhận" in card.citation
    known = {one.source_key for one in card.criteria}
    assert list(problems(plan_of(card), known)) == []
    assert database.session.scalar(select(Criterion.id).limit(1))
