"""The official figure: coded answers, weighted to the dossiers, and nothing else moves it."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import time_machine

from agencies.models import Agency
from scoring.intervals import korn_graubard
from scoring.variance import Design, calibrated_residuals, item_mean_influence, linearised_variance
from surveys.models import RoundState
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from surveys.snapshot_job import compute_snapshot
from tests.factories import make_agency, make_place, make_round
from tests.surveys.coded import answer, count_dossiers, issue
from tests.surveys.sending import days_of_answers, send
from tests.surveys.standing import leave_out, supersede
from tests.surveys.test_indices_computing import cell
from tests.surveys.test_tallies_standing import make_case

AFTER = datetime(2027, 1, 5, tzinfo=UTC)
ON_TIME, LATE = "land|on_time|counter", "land|late|counter"


@pytest.fixture(autouse=True)
def _after_the_round() -> Any:
    with time_machine.travel(AFTER, tick=False):
        yield


def coded_round(*agencies: tuple[dict[str, int], dict[str, int]], issued: int = 400) -> Any:
    """A closed round; each agency has its dossiers by class and (class → answers a day for 20 days)."""
    places = [make_place(make_agency(f"UBND xã mã số {n}")) for n in range(len(agencies))]
    survey_round = make_round(places, state=RoundState.CLOSED)
    kept = []
    for number, (place, (dossiers, answers)) in enumerate(zip(places, agencies, strict=True)):
        agency = _agency(place)
        count_dossiers(agency, dossiers)
        issue(survey_round, agency, {key: issued for key in dossiers})
        rows = []
        for key, a_day in answers.items():
            chance = 0.5 if "late" in key else 0.9
            rows += [
                (key, row)
                for row in answer(survey_round, place, key, 20, a_day, chance, seed=number)
            ]
        kept.append(rows)
    return survey_round, places, kept


def _agency(place: Any) -> Agency:
    from base.db import db

    return db.session.get_one(Agency, place.agency_id)


def test_once_codes_are_issued_the_figure_is_official_and_the_open_one_stands_beside(
    db: Any,
) -> None:
    survey_round, places, _ = coded_round(({ON_TIME: 300, LATE: 100}, {ON_TIME: 8, LATE: 4}))
    send(days_of_answers(survey_round, places[0], 20, 5, 0.99))
    snapshot = compute_snapshot(survey_round.id, None)
    assert snapshot.sample == "official"
    assert snapshot.settings["score.official_channels"]["value"] == ["code"]
    assert snapshot.settings["province_weights"] == "dossiers"
    mine = _agency(places[0])
    assert cell(snapshot, mine).n == 240
    beside = cell(snapshot, mine, "channel", "open_qr")
    assert (beside.n, beside.is_usable) == (100, False)
    assert cell(snapshot, mine).channel_mix == {"code": 240, "open_qr": 100}


def test_until_codes_are_issued_the_open_share_is_the_figure(db: Any) -> None:
    place = make_place()
    survey_round = make_round([place], state=RoundState.CLOSED)
    send(days_of_answers(survey_round, place, 20, 5, 0.8))
    snapshot = compute_snapshot(survey_round.id, None)
    assert snapshot.sample == "open"
    assert not cell(snapshot, _agency(place)).is_usable


def test_share_and_interval_are_those_of_the_single_answers_weighted_one_by_one(db: Any) -> None:
    dossiers = {ON_TIME: 300, LATE: 100}
    survey_round, places, kept = coded_round((dossiers, {ON_TIME: 8, LATE: 4}))
    found = cell(compute_snapshot(survey_round.id, None), _agency(places[0]))
    rows = kept[0]
    content = read_content(survey_round.version.content)
    answers = [unpack(content, row["answers"]) for _key, row in rows]
    keys = ["item_1", "item_2", "item_3"]
    levels = np.array([[one.get(key) or 0 for key in keys] for one in answers])
    y = np.where((levels >= 1) & (levels <= 5), np.isin(levels, (4, 5)), np.nan)
    classes = np.array([key for key, _row in rows])
    asked = np.array([dossiers[key] for key in classes])
    weights = asked / np.array([(classes == key).sum() for key in classes]) * len(rows) / 400
    ones = np.ones(len(rows))
    left = calibrated_residuals(item_mean_influence(y, weights), ones, [classes])
    design = Design(
        weights,
        strata=[row["month"] for _key, row in rows],
        clusters=[row["cluster_id"] for _key, row in rows],
    )
    variance = linearised_variance(left, design)
    share = np.nansum(weights[:, None] * y, axis=0) / (weights[:, None] * ~np.isnan(y)).sum(axis=0)
    limits = korn_graubard(share.mean(), variance.value, len(rows), variance.df)
    assert found.share == pytest.approx(share.mean(), abs=1e-12)
    assert found.variance == pytest.approx(variance.value, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((float(limits.low), float(limits.high)))
    assert "post_stratified" in found.notes


def test_the_province_weighs_agencies_by_their_dossiers(db: Any) -> None:
    survey_round, places, _ = coded_round(({ON_TIME: 900}, {ON_TIME: 4}), ({LATE: 100}, {LATE: 12}))
    snapshot = compute_snapshot(survey_round.id, None)
    shares = [cell(snapshot, _agency(place)).share for place in places]
    assert cell(snapshot).share == pytest.approx(0.9 * shares[0] + 0.1 * shares[1])
    assert cell(snapshot).dossier_count == 1000


@pytest.mark.parametrize("channel", ["open_qr", "kiosk", "paper", "call_back"])
def test_answers_of_another_channel_move_the_official_figure_by_nothing(
    db: Any, channel: str
) -> None:
    survey_round, places, _ = coded_round(({ON_TIME: 300, LATE: 100}, {ON_TIME: 8, LATE: 4}))
    before = cell(compute_snapshot(survey_round.id, None), _agency(places[0]))
    old = (before.share, before.low, before.high, before.n, before.response_rate)
    send(days_of_answers(survey_round, places[0], 1, 500, 1.0, channel=channel, seed=9))
    after = cell(compute_snapshot(survey_round.id, None), _agency(places[0]))
    assert (after.share, after.low, after.high, after.n, after.response_rate) == old


def test_withholding_codes_from_late_dossiers_moves_the_weighted_figure_less(db: Any) -> None:
    dossiers = {ON_TIME: 300, LATE: 100}
    fair, places, _ = coded_round((dossiers, {ON_TIME: 6, LATE: 2}))
    honest = cell(compute_snapshot(fair.id, None), _agency(places[0])).share
    bent, places, kept = coded_round((dossiers, {ON_TIME: 6, LATE: 1}))
    found = cell(compute_snapshot(bent.id, None), _agency(places[0])).share
    n_late = sum(key == LATE for key, _row in kept[0])
    raw = (0.9 * (len(kept[0]) - n_late) + 0.5 * n_late) / len(kept[0])
    assert abs(found - honest) < abs(raw - honest)


def test_the_response_rate_is_used_over_issued_and_a_low_one_is_said(db: Any) -> None:
    survey_round, places, _ = coded_round(
        ({ON_TIME: 500}, {ON_TIME: 5}), ({ON_TIME: 500}, {ON_TIME: 1}), issued=400
    )
    snapshot = compute_snapshot(survey_round.id, None)
    first, second = (cell(snapshot, _agency(place)) for place in places)
    assert (first.issued_count, first.response_rate) == (400, 0.25)
    assert (second.issued_count, second.response_rate) == (400, 0.05)
    assert "low_response_rate" not in first.notes
    assert "low_response_rate" in second.notes
    assert (cell(snapshot).issued_count, cell(snapshot).response_rate) == (800, 0.15)


def test_only_a_precise_official_figure_may_enter_the_evaluation(db: Any) -> None:
    survey_round, places, _ = coded_round(
        ({ON_TIME: 500}, {ON_TIME: 12}), ({ON_TIME: 500}, {ON_TIME: 2})
    )
    snapshot = compute_snapshot(survey_round.id, None)
    assert [cell(snapshot, _agency(place)).is_usable for place in places] == [True, False]


def test_an_answer_given_anew_replaces_the_first_in_the_figure(db: Any) -> None:
    survey_round, places, kept = coded_round(({ON_TIME: 500}, {ON_TIME: 6}))
    supersede(survey_round.id, kept[0][0][1]["id"], kept[0][1][1]["id"])
    assert cell(compute_snapshot(survey_round.id, None), _agency(places[0])).n == 119


def test_what_was_left_out_is_shown_with_and_without_from_ten_answers_on(db: Any) -> None:
    both = ({ON_TIME: 500}, {ON_TIME: 6})
    survey_round, places, kept = coded_round(both, both, both)
    mine = [_agency(place) for place in places]
    case = make_case(mine[0].id)
    leave_out(survey_round.id, mine[0].id, case.id, [row["id"] for _k, row in kept[0][:20]])
    snapshot = compute_snapshot(survey_round.id, None)
    assert cell(snapshot, mine[0]).n == 100
    assert cell(snapshot, mine[0], "left_out").n == 120
    assert cell(snapshot, mine[0]).response_rate == 0.3
    assert cell(snapshot, None, "left_out").n == 360
    assert snapshot.settings["cases"]["open"] == 1


def test_fewer_than_ten_left_out_are_not_told_nor_what_would_tell_them(db: Any) -> None:
    both = ({ON_TIME: 500}, {ON_TIME: 6})
    survey_round, places, kept = coded_round(both, both, both)
    mine = [_agency(place) for place in places]
    case = make_case(mine[0].id)
    for number, count in ((0, 20), (1, 4)):
        ids = [row["id"] for _k, row in kept[number][:count]]
        leave_out(survey_round.id, mine[number].id, case.id, ids)
    snapshot = compute_snapshot(survey_round.id, None)
    few = cell(snapshot, mine[1], "left_out")
    assert (few.n, few.share, few.withheld) == (None, None, "few_left_out")
    told = [cell(snapshot, mine[0], "left_out").n, cell(snapshot, None, "left_out").n]
    assert None in told  # else the province's number less the first agency's would be the second's
    assert cell(snapshot, mine[1]).response_rate == 0.29  # 116 of 400: the four are not in it
