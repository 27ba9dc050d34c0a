"""Communes merged or split during the year: figures go over by dated rules, the old ones stay beside."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agencies.actions.succession import merge_agencies, rename_agency, split_agency
from agencies.models import Agency
from base.db import db as database
from evaluation.actions.scoring import compute_result
from evaluation.open_data.scores import score_document
from evaluation.reports.carried import carried_of
from evaluation.reports.results import AgencyResult, LineResult, read_result
from evaluation.rules.carrying import OldLine, carried_figure
from evaluation.rules.self_reports import NOTHING, Figure
from evaluation.tools import recompute
from surveys.models import IndexCell, SurveyRound
from tests.agencies.test_carrying import make_dossiers
from tests.evaluation.scored_year import YEAR, SmallProvince, accept_report, publish_index
from tests.evaluation.test_actions_appraisal import viewer
from tests.evaluation.test_staff_routes_results import client_of
from tests.factories import make_agency

DAY = date(2026, 7, 1)
YES, NO = Figure(is_done=True), Figure(is_done=False)


@pytest.mark.parametrize(
    ("unit", "lines", "figure", "why_not"),
    [
        ("count", [(1, Figure(2.0)), (1, Figure(3.0))], Figure(5.0), ""),
        ("percent", [(1, Figure(2.0, 4.0)), (1, Figure(6.0, 6.0))], Figure(8.0, 10.0), ""),
        ("percent", [(1, Figure(0.0, 0.0)), (1, Figure(1.0, 1.0))], Figure(1.0, 1.0), ""),
        ("yes_no", [(1, YES), (0.4, YES)], YES, ""),
        ("yes_no", [(1, YES), (1, NO)], NOTHING, "not_all_done"),
        ("count", [(0.4, Figure(5.0))], NOTHING, "divided"),
        ("count", [(1, Figure(5.0)), (1, NOTHING)], NOTHING, "unreported"),
        ("count", [], NOTHING, "unreported"),
        (
            "date",
            [(1, Figure(done_on=date(2026, 3, 1))), (1, Figure(done_on=date(2026, 2, 1)))],
            Figure(done_on=date(2026, 3, 1)),
            "",
        ),
    ],
)
def test_what_is_carried_of_a_line(
    unit: str, lines: list[tuple[float, Figure]], figure: Figure, why_not: str
) -> None:
    assert carried_figure(unit, [OldLine(*one) for one in lines]) == (figure, why_not)


class Reorganised(SmallProvince):
    """Three communes become one on 1 July; the index was measured before, the old reports accepted."""

    def __init__(self, shares: tuple[float, ...] = (0.9, 0.8, 0.7)) -> None:
        super().__init__()
        names = ("Hoằng Phú", "Hoằng Quý", "Hoằng Kim")
        codes = ("16030", "16033", "16036")
        self.old = [
            make_agency(f"UBND xã {name}", code=code)
            for name, code in zip(names, codes, strict=True)
        ]
        self.new: Agency = make_agency("UBND xã Hoằng Phú mới", code="16031")
        self.new.valid_from = DAY
        for agency, count in zip(self.old, (500, 300, 200), strict=True):
            make_dossiers(agency.id, count)
        self.measure(dict(zip(self.old, shares, strict=True)))
        for agency, percent in zip(self.old, (60, 80, 100), strict=True):
            accept_report(
                self.year,
                agency,
                cong_khai=percent,
                ke_hoach=agency is not self.old[2],
                doi_thoai=2.0,
            )

    def measure(self, shares: dict[Agency, float]) -> None:
        """A round that ended on 31 May."""
        figures: dict[Any, Any] = {one: (p, p - 0.05, p + 0.05) for one, p in shares.items()}
        snapshot = publish_index(figures | {self.strong: (0.95, 0.93, 0.97)})
        survey_round = database.session.get_one(SurveyRound, snapshot.round_id)
        survey_round.closes_at = datetime(2026, 5, 31, tzinfo=UTC)
        database.session.query(SurveyRound).filter(SurveyRound.id != survey_round.id).update(
            {"closes_at": datetime(2026, 4, 1, tzinfo=UTC)}
        )
        for cell in database.session.query(IndexCell).filter_by(snapshot_id=snapshot.id):
            cell.variance, cell.df, cell.n_valid = 0.0006, 20.0, 300
        self.snapshot = snapshot
        database.session.flush()

    def merge(self) -> None:
        merge_agencies(self.old, self.new, DAY, "Nghị quyết sắp xếp", None)
        database.session.commit()

    def scored(self, agency: Agency) -> AgencyResult:
        self.result = compute_result(self.year)
        found = read_result(self.result, YEAR).agency(agency.id)
        assert found is not None
        return found


def index_of(scored: AgencyResult) -> LineResult:
    return next(one for one in scored.lines if one.key == "hai-long")


def test_the_index_of_three_merged_communes_is_carried_by_their_dossiers(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    line = index_of(scene.scored(scene.new))
    # 0.5 × 90 + 0.3 × 80 + 0.2 × 70
    assert line.figure == pytest.approx(83.0)
    assert line.figure_low is not None
    assert line.figure_high is not None
    assert line.figure_low < 83.0 < line.figure_high
    weights = {part["agency"]: part["weight"] for part in line.source["carried"]}
    assert weights == {"16030": 0.5, "16033": 0.3, "16036": 0.2}


def test_the_old_communes_are_not_scored_themselves(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    scene.scored(scene.new)
    codes = {one.code for group in read_result(scene.result, YEAR).groups for one in group.agencies}
    assert "16031" in codes
    assert not codes & {"16030", "16033", "16036"}


def test_an_old_index_that_may_not_be_used_leaves_nothing_to_carry_and_is_named(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    cell = database.session.query(IndexCell).filter_by(
        snapshot_id=scene.snapshot.id, agency_id=scene.old[1].id
    )
    cell.one().is_usable = False
    line = index_of(scene.scored(scene.new))
    assert (line.state, line.points) == ("withheld", None)
    assert line.reason == "Tiêu chí này chưa chấm: chỉ số của cơ quan cũ chưa đủ để chuyển sang."


def test_both_parts_of_a_split_commune_are_taken_to_be_as_the_whole_was(app: Flask) -> None:
    scene = Reorganised()
    parts = [make_agency(f"UBND xã Hoằng Kim {one}", code=f"1604{one}") for one in (1, 2)]
    for one in parts:
        one.valid_from = DAY
    split_agency(scene.old[2], [(parts[0], 0.6), (parts[1], 0.4)], DAY, "", None)
    database.session.commit()
    for one in parts:
        assert index_of(scene.scored(one)).figure == pytest.approx(70.0)
        carried = carried_of(scene.year, one)
        assert carried.lines["doi-thoai"].why_not == "divided"
        assert carried.lines["doi-thoai"].old == (Figure(2.0),)


def test_a_renamed_commune_keeps_its_index_and_its_figures(app: Flask) -> None:
    scene = Reorganised()
    new = rename_agency(scene.old[0], "16032", "UBND phường Hoằng Phú", DAY, "", None)
    database.session.commit()
    assert index_of(scene.scored(new)).figure == pytest.approx(90.0)
    carried = carried_of(scene.year, new)
    assert carried.lines["cong-khai"].figure == Figure(60.0, 100.0)
    assert carried.lines["ke-hoach"].figure == YES


def test_an_agency_rated_after_the_merger_has_its_own_measured_index(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    survey_round = database.session.get_one(SurveyRound, scene.snapshot.round_id)
    survey_round.closes_at = datetime(2026, 10, 1, tzinfo=UTC)
    own = IndexCell(
        snapshot_id=scene.snapshot.id, agency_id=scene.new.id, scope="agency", measure="overall"
    )
    own.share, own.low, own.high, own.is_usable = 0.6, 0.55, 0.65, True
    database.session.add(own)
    line = index_of(scene.scored(scene.new))
    assert line.figure == pytest.approx(60.0)
    assert "carried" not in line.source


def test_the_successors_board_shows_old_figures_and_fills_in_what_was_carried(
    app: Flask,
) -> None:
    scene = Reorganised()
    scene.year.state = "reporting"
    scene.merge()
    officer = viewer("agency_officer", scene.new)
    database.session.commit()
    staff: FlaskClient = client_of(app, officer)
    address = f"/can-bo/tu-danh-gia/{YEAR}/16031"
    board = staff.get(address).text
    panel = board.split('id="chuyen-sang"')[1]
    assert "UBND xã Hoằng Quý" in panel
    assert "240/300" in panel
    assert "Không chuyển được, phải khai lại" in panel
    left = panel.split("<ul>")[1].split("</ul>")[0]
    assert "Chỉ tiêu ke-hoach" in left
    assert "Chỉ tiêu cong-khai" not in left
    page = staff.get(f"{address}/dien/year").text
    assert 'value="240"' in page
    assert "Chuyển từ cơ quan cũ: 60/100" in page


def test_the_successors_sheet_names_the_old_index_with_its_weight(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    scene.scored(scene.new)
    person = viewer("department", scene.department)
    database.session.commit()
    sheet = client_of(app, person).get(f"/can-bo/ket-qua-nam/{YEAR}/16031").text
    assert "UBND xã Hoằng Phú 90 % (trọng số 50 %)" in sheet
    assert 'id="chuyen-sang"' in sheet


def test_the_stand_alone_program_finds_a_carried_index_again(app: Flask) -> None:
    scene = Reorganised()
    scene.merge()
    scene.scored(scene.new)
    table = score_document(scene.result, scene.year)
    shares = {"16030": 0.9, "16033": 0.8, "16036": 0.7, "14797": 0.95}
    indices = {table["index"]: shares}
    assert list(recompute.unlike_index(table, indices)) == []
    shares["16033"] = 0.81
    assert [one["agency_code"] for one, *_rest in recompute.unlike_index(table, indices)] == [
        "16031"
    ]
