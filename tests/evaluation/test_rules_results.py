"""Who signs for whom, and what may follow what in the life of a year's result."""

from datetime import date

import pytest

from evaluation.rules import results as rules
from evaluation.rules.results import Sign, agencies_short_of_signs
from evaluation.rules.scoring import (
    Facts,
    IndexFigure,
    Reported,
    TargetFacts,
    figure_of,
    score_criterion,
)
from tests.evaluation.test_rules_scorecards import INDEX, PLAN

TODAY = date(2026, 11, 23)
DEPARTMENT, STAND_IN, COMMUNE = 1, 2, 3
BODIES = {DEPARTMENT: DEPARTMENT, STAND_IN: STAND_IN, COMMUNE: COMMUNE}


def test_two_people_of_the_department_stand_for_every_score_but_their_own() -> None:
    signs = [Sign(10, DEPARTMENT), Sign(11, DEPARTMENT)]
    assert agencies_short_of_signs(BODIES, signs) == {DEPARTMENT: 2}
    signs += [Sign(20, STAND_IN)]
    assert agencies_short_of_signs(BODIES, signs) == {DEPARTMENT: 1}
    assert agencies_short_of_signs(BODIES, [*signs, Sign(21, STAND_IN)]) == {}


def test_one_person_signing_twice_is_one_person() -> None:
    assert agencies_short_of_signs({COMMUNE: COMMUNE}, [Sign(10, 1), Sign(10, 1)]) == {COMMUNE: 1}


def test_a_part_that_counts_for_a_body_is_the_body() -> None:
    assert agencies_short_of_signs({7: DEPARTMENT}, [Sign(10, DEPARTMENT), Sign(11, 7)]) == {7: 2}


@pytest.mark.parametrize(
    ("unit", "reported", "figure"),
    [
        ("percent", Reported(done_count=45, all_count=60), 75),
        ("percent", Reported(done_count=45), None),
        ("percent", Reported(all_count=60), None),
        ("count", Reported(done_count=3), 3),
        ("count", Reported(), None),
        ("yes_no", Reported(is_done=True), 100),
        ("yes_no", Reported(is_done=False), 0),
        ("yes_no", Reported(), None),
        ("date", Reported(done_on=date(2026, 3, 25)), 6),
        ("date", Reported(done_on=date(2026, 4, 2)), -2),
        ("date", Reported(), None),
    ],
)
def test_a_reported_line_becomes_a_figure(
    unit: str, reported: Reported, figure: float | None
) -> None:
    assert figure_of(TargetFacts(unit, (), date(2026, 3, 31)), reported) == figure


def test_nothing_to_do_is_not_nothing_done() -> None:
    target = {"ke-hoach": TargetFacts("percent", (), None)}
    facts = Facts("commune_committee", "14797", {"ke-hoach": Reported(0, 0)}, None)
    found = score_criterion(PLAN, facts, target, True)
    assert (found.state, found.points) == ("not_bound", None)
    done = Facts("commune_committee", "14797", {"ke-hoach": Reported(0, 5)}, None)
    assert score_criterion(PLAN, done, target, True).points.value == 0


@pytest.mark.parametrize(
    ("index", "has_snapshot", "reason"),
    [
        (None, False, "no_index"),
        (None, True, "not_surveyed"),
        (IndexFigure(95.0, 90.0, 99.0, False), True, "few_answers"),
        (IndexFigure(None, None, None, True), True, "few_answers"),
    ],
)
def test_an_index_that_may_not_be_used_stays_out(
    index: IndexFigure | None, has_snapshot: bool, reason: str
) -> None:
    found = score_criterion(INDEX, Facts("department", "38-STP", {}, index), {}, has_snapshot)
    assert (found.state, found.points, found.reason) == ("withheld", None, reason)


def test_points_lie_within_the_criterion_and_never_replace_the_index() -> None:
    rules.check_points(0, 20, False)
    rules.check_points(20, 20, False)
    for wrong in (-0.5, 20.5, float("nan")):
        with pytest.raises(rules.PointsOutside):
            rules.check_points(wrong, 20, False)
    with pytest.raises(rules.IndexPointsFixed):
        rules.check_points(10, 20, True)


def test_signing_waits_until_self_reports_are_due_or_the_year_is_closed() -> None:
    with pytest.raises(rules.ReportingNotOver):
        rules.check_may_sign(TODAY, False, TODAY)
    rules.check_may_sign(TODAY, True, TODAY)
    rules.check_may_sign(date(2026, 11, 22), False, TODAY)


def test_submitting_waits_for_every_request_and_for_the_day() -> None:
    with pytest.raises(rules.NotAppraised):
        rules.check_may_submit("computed", 0, None, TODAY)
    with pytest.raises(rules.LooksOpen):
        rules.check_may_submit("appraised", 2, None, TODAY)
    with pytest.raises(rules.LooksStillTaken):
        rules.check_may_submit("appraised", 0, TODAY, TODAY)
    rules.check_may_submit("appraised", 0, date(2026, 11, 22), TODAY)


def test_a_decision_has_its_number_and_a_day_between_submission_and_today() -> None:
    submitted = date(2026, 11, 10)
    for number, day in (("", TODAY), ("12/QĐ-UBND", None)):
        with pytest.raises(rules.DecisionIncomplete):
            rules.check_decision("submitted", number, day, submitted, TODAY)
    for day in (date(2026, 11, 9), date(2026, 11, 24)):
        with pytest.raises(rules.DecisionDayWrong):
            rules.check_decision("submitted", "12/QĐ-UBND", day, submitted, TODAY)
    with pytest.raises(rules.NotSubmitted):
        rules.check_decision("appraised", "12/QĐ-UBND", TODAY, submitted, TODAY)
    rules.check_decision("submitted", "12/QĐ-UBND", TODAY, submitted, TODAY)


def test_another_look_is_asked_in_time_in_words_and_once_at_a_time() -> None:
    words = "Xã đã công khai đủ nội dung, kèm ảnh niêm yết."
    with pytest.raises(rules.LooksNotTaken):
        rules.check_may_look("submitted", TODAY, TODAY, words, False)
    with pytest.raises(rules.LooksOver):
        rules.check_may_look("appraised", date(2026, 11, 22), TODAY, words, False)
    with pytest.raises(rules.LookWordsShort):
        rules.check_may_look("appraised", TODAY, TODAY, "Xem lại", False)
    with pytest.raises(rules.LookTwice):
        rules.check_may_look("appraised", TODAY, TODAY, words, True)
    rules.check_may_look("appraised", TODAY, TODAY, words, False)


def test_an_upheld_request_says_the_new_points_a_dismissed_one_none() -> None:
    rules.check_may_propose(None, False, "upheld", 15.0, True)
    rules.check_may_propose(None, False, "dismissed", None, True)
    rules.check_may_propose(None, False, "upheld", None, False)
    for outcome, points in (("upheld", None), ("dismissed", 3.0)):
        with pytest.raises(rules.LookPointsNeeded):
            rules.check_may_propose(None, False, outcome, points, True)
    with pytest.raises(rules.OutcomeUnknown):
        rules.check_may_propose(None, False, "maybe", None, False)
    with pytest.raises(rules.LookHasProposal):
        rules.check_may_propose(None, True, "upheld", None, False)
    with pytest.raises(rules.LookDecided):
        rules.check_may_propose("upheld", False, "upheld", None, False)
