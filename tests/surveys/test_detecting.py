"""The detectors' night: features kept, alarms raised, cases opened; what residents sent stays as it is."""

import json
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agencies.models import Case, CaseState
from base.day_keys import LINKS, forget_day_keys, seal
from base.db import db
from surveys.actions.coded_responses import link_subject
from surveys.actions.detection import store_day
from surveys.actions.paper import comparing
from surveys.detecting import detect
from surveys.models import (
    Alarm,
    AnswerLink,
    DayFeature,
    DossierCount,
    FlaggedResponse,
    MonthFeature,
    Response,
    ResponseTrace,
    Supersession,
)
from surveys.queries.alarm_cases import count_cases
from tests.conftest import TODAY
from tests.factories import make_agency, make_round
from tests.surveys.night import YESTERDAY, at, make_codes, send_at
from tests.surveys.paper import compared_batch, key, keying_batch, make_paper_province


def all_of(model: Any) -> list[Any]:
    return list(db.session.scalars(select(model)))


def burst(count: int = 40, hour: float = 9.0) -> list[datetime]:
    return [at(hour) + timedelta(seconds=17 * n + n * n % 13) for n in range(count)]


def quiet(count: int = 6) -> list[datetime]:
    return [at(8 + n) + timedelta(minutes=7 * n) for n in range(count)]


@pytest.fixture
def rated(app: Flask) -> Any:
    agency = make_agency("UBND xã Hoằng Hóa")
    survey_round = make_round(agencies=[agency])
    db.session.commit()
    return survey_round, agency


def answered(rated: Any, instants: Sequence[datetime], **values: Any) -> list[int]:
    ids = send_at(*rated, instants, **values)
    db.session.commit()
    return ids


def test_a_quiet_day_leaves_features_and_no_sign(rated: Any) -> None:
    answered(rated, quiet())
    detect(TODAY)
    (kept,) = all_of(DayFeature)
    assert (kept.agency_id, kept.day, kept.channel) == (rated[1].id, YESTERDAY, "open_qr")
    assert kept.features["n"] == 6
    assert all_of(Alarm) == []
    assert all_of(Case) == []


def test_features_hold_no_instant_and_no_response(rated: Any) -> None:
    ids = answered(rated, quiet())
    detect(TODAY)
    (kept,) = all_of(DayFeature)
    text = json.dumps(kept.features)
    assert not [one for one in ids if str(one) in text]
    assert "T08" not in text


def test_a_burst_is_an_alarm_that_opens_a_case_about_the_agency(rated: Any) -> None:
    answered(rated, burst())
    detect(TODAY)
    (case,) = all_of(Case)
    assert case.kind == "alarm"
    assert case.about_agency_id == rated[1].id
    assert case.state == CaseState.OPEN
    assert "Hoằng Hóa" in case.title
    assert "scan" in {one.detector for one in all_of(Alarm) if one.case_id == case.id}


def test_an_alarm_removes_and_changes_no_answer(rated: Any) -> None:
    answered(rated, burst())
    before = [(one.id, one.answers, one.cap_rank) for one in all_of(Response)]
    detect(TODAY)
    db.session.expire_all()
    assert [(one.id, one.answers, one.cap_rank) for one in all_of(Response)] == before


def test_the_answers_inside_the_crowded_minutes_are_named_and_no_others(rated: Any) -> None:
    answered(rated, quiet())
    inside = answered(rated, burst(hour=10.2))
    detect(TODAY)
    scan = next(one for one in all_of(Alarm) if one.detector == "scan")
    named = {one.response_id for one in all_of(FlaggedResponse) if one.alarm_id == scan.id}
    assert set(inside) <= named
    assert len(named) <= len(inside) + 2


def test_fewer_than_ten_answers_are_never_named(rated: Any) -> None:
    from surveys.actions.detection import flag_responses

    answered(rated, burst())
    detect(TODAY)
    (first, *_) = all_of(Alarm)
    before = len(all_of(FlaggedResponse))
    assert flag_responses(first.id, [(rated[0].id, n) for n in range(9)]) == 0
    assert len(all_of(FlaggedResponse)) == before


def test_a_second_night_over_the_same_day_changes_nothing(rated: Any) -> None:
    answered(rated, burst())
    detect(TODAY)
    first = [len(all_of(one)) for one in (DayFeature, Alarm, Case, FlaggedResponse)]
    done = detect(TODAY)
    assert [len(all_of(one)) for one in (DayFeature, Alarm, Case, FlaggedResponse)] == first
    assert done.case_count == 0


def test_a_test_scan_is_no_answer(rated: Any) -> None:
    answered(rated, burst(), source="test")
    detect(TODAY)
    assert all_of(DayFeature) == []
    assert all_of(Alarm) == []


def test_a_trace_whose_key_is_gone_is_left_out(rated: Any, app: Flask) -> None:
    answered(rated, quiet())
    forget_day_keys(app.extensions["settings"].instance_dir, at(96))
    detect(TODAY)
    assert all_of(DayFeature) == []


def test_a_trace_that_belongs_to_another_answer_is_left_out(rated: Any) -> None:
    answered(rated, quiet())
    first, second, *_ = all_of(ResponseTrace)
    first.sealed = second.sealed
    db.session.commit()
    detect(TODAY)
    assert all_of(DayFeature)[0].features["n"] == 5


def test_an_answer_of_the_day_itself_waits_for_its_night(rated: Any) -> None:
    answered(rated, [datetime(2026, 11, 23, 1, tzinfo=at(0).tzinfo)])
    detect(TODAY)
    assert all_of(DayFeature) == []


def link(rated: Any, response_id: int, batch: Any, app: Flask) -> None:
    """What a coded response leaves for a week."""
    values = {"batch": batch.id, "class": {}, "resolving": None}
    about = link_subject(rated[0].id, response_id)
    folder = app.extensions["settings"].instance_dir
    sealed = seal(folder, YESTERDAY, json.dumps(values).encode(), about, LINKS)
    row = AnswerLink(round_id=rated[0].id, response_id=response_id, day=YESTERDAY, sealed=sealed)
    db.session.add(row)
    db.session.commit()


def test_a_used_code_counts_for_the_day_it_was_handed_out(rated: Any, app: Flask) -> None:
    day = date(2026, 11, 20)
    batch = make_codes(*rated, day, 30)
    trace = {"near": 4, "class": {"field_key": "", "is_late": True, "filing_mode": ""}}
    (coded, _unlinked) = answered(rated, quiet(2), channel="code", trace=trace)
    link(rated, coded, batch, app)
    detect(TODAY)
    (kept,) = all_of(DayFeature)
    assert kept.features["used"] == [
        [day.toordinal(), 1, 1, 1],
        [YESTERDAY.toordinal(), 1, 1, 1],
    ]
    assert kept.features["near"][0] == 2


def test_an_answer_given_anew_is_no_second_person(rated: Any) -> None:
    old, new, _third = answered(rated, quiet(3), channel="code")
    row = Supersession(round_id=rated[0].id, old_response_id=old, new_response_id=new)
    db.session.add(row)
    db.session.commit()
    detect(TODAY)
    assert all_of(DayFeature)[0].features["n"] == 2


def test_fewer_codes_than_dossiers_are_an_alarm_without_any_answer(rated: Any) -> None:
    survey_round, agency = rated
    make_codes(survey_round, agency, YESTERDAY, 80, late=10)
    tell(agency, 100, 10)
    detect(TODAY)
    assert {one.detector for one in all_of(Alarm)} == {"short"}
    assert len(all_of(Case)) == 1


def test_only_the_newest_dossier_count_is_held_against_the_codes(rated: Any) -> None:
    survey_round, agency = rated
    make_codes(survey_round, agency, YESTERDAY, 80, late=10)
    tell(agency, 100, 10)
    tell(agency, 80, 10, revision=2)
    detect(TODAY)
    assert all_of(Alarm) == []


def test_dossiers_before_the_agency_has_codes_are_no_shortfall(rated: Any) -> None:
    tell(rated[1], 100, 10)
    detect(TODAY)
    assert all_of(Alarm) == []


def tell(agency: Any, count: int, late: int, revision: int = 1) -> None:
    for is_late, number in ((True, late), (False, count - late)):
        db.session.add(
            DossierCount(
                agency_id=agency.id,
                day=YESTERDAY,
                field_key="",
                is_late=is_late,
                filing_mode="",
                revision=revision,
                dossier_count=number,
                source="file",
            )
        )
    db.session.commit()


def test_cases_of_an_agency_are_counted_by_month_open_and_closed(rated: Any) -> None:
    answered(rated, burst())
    detect(TODAY)
    survey_round, agency = rated
    own = {agency.id: agency.id}
    assert count_cases(survey_round.id, [202611], own)["agencies"] == {str(agency.id): [1, 0]}
    assert count_cases(survey_round.id, [202610], own)["agencies"] == {}
    all_of(Case)[0].state = CaseState.DECIDED
    db.session.commit()
    assert count_cases(survey_round.id, [202611], own)["agencies"] == {str(agency.id): [0, 1]}


def test_after_two_months_days_are_folded_and_the_month_judges_the_same(rated: Any) -> None:
    from scoring.detectors import day_features, events_of
    from surveys.reports.detection import known_months

    agency = rated[1]
    for number in range(1, 6):
        day = date(2026, 7, number)
        features = day_features(
            events_of(
                [day.toordinal()] * 5,
                [3e4 + n * 900 for n in range(5)],
                ["open_qr"] * 5,
                [[4, 5, 3]] * 5,
            )
        )
        store_day(agency.id, day, features)
    db.session.commit()
    before = known_months(TODAY)[agency.id]
    detect(TODAY)
    assert all_of(DayFeature) == []
    (kept,) = all_of(MonthFeature)
    assert kept.month == 202607
    assert known_months(TODAY)[agency.id] == before


def test_the_command_prints_the_judgement_of_a_month_as_json(rated: Any, app: Flask) -> None:
    answered(rated, burst())
    runner = app.test_cli_runner()
    assert "1 new cases" in runner.invoke(args=["surveys", "detect"]).output
    args = ["surveys", "detect", "--agency", rated[1].code, "--month", "2026-11", "--json"]
    found = json.loads(runner.invoke(args=args).output)
    assert found["tier"] == "alarm"
    scan = next(one for one in found["detectors"] if one["detector"] == "scan")
    assert scan["statistic"] >= scan["alarm_at"]
    assert scan["is_cold_start"] is True


def test_a_month_that_is_not_over_must_show_more_than_one_that_is(rated: Any, app: Flask) -> None:
    from scoring.detectors.thresholds import THRESHOLDS

    answered(rated, burst())
    answered(rated, [one - timedelta(days=31) for one in burst()])
    detect(TODAY)
    limits = {}
    for month in ("2026-10", "2026-11"):
        args = ["surveys", "detect", "--agency", rated[1].code, "--month", month, "--json"]
        found = json.loads(app.test_cli_runner().invoke(args=args).output)
        limits[month] = {one["detector"]: one["alarm_at"] for one in found["detectors"]}
    assert limits["2026-10"]["dup"] == THRESHOLDS["dup"].alarm_at
    assert limits["2026-11"]["dup"] == pytest.approx(
        1.2 * THRESHOLDS["dup"].alarm_at * (30 / 22) ** 0.5
    )
    assert limits["2026-11"]["scan"] == limits["2026-10"]["scan"]


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--agency", "X"], "go together"),
        (["--agency", "X", "--month", "2026-11"], "no agency has the code"),
        (["--agency", "X", "--month", "11/2026"], "YYYY-MM"),
    ],
)
def test_the_command_says_what_is_wrong_with_its_words(
    rated: Any, app: Flask, args: list[str], sentence: str
) -> None:
    if "11/2026" in args:
        args = ["--agency", rated[1].code, "--month", "11/2026"]
    result = app.test_cli_runner().invoke(args=["surveys", "detect", *args])
    assert result.exit_code == 2
    assert sentence in result.output


def test_a_month_of_which_nothing_is_kept_is_unknown(rated: Any, app: Flask) -> None:
    args = ["surveys", "detect", "--agency", rated[1].code, "--month", "2026-03", "--json"]
    found = json.loads(app.test_cli_runner().invoke(args=args).output)
    assert found["tier"] == "unknown"
    assert found["detectors"] == []


def test_paper_numbers_that_are_missing_are_an_alarm(app: Flask) -> None:
    province = make_paper_province()
    forms = {number: "543" for number in range(40)}
    compared_batch(province, forms, form_count=60)
    db.session.commit()
    detect(TODAY)
    (serials,) = [one for one in all_of(Alarm) if one.detector == "serials"]
    assert serials.statistic == pytest.approx(20 / 60, abs=0.001)
    assert serials.agency_id == province.rated.id


INVENTED = ["555"] * 30 + ["545"] * 20 + ["454"] * 30


def honest_rows(count: int, seed: int = 3) -> list[str]:
    draw = random.Random(seed)
    return ["".join(draw.choice("2344455") for _item in range(3)) for _form in range(count)]


def keyed_box(province: Any, rows: list[str], seconds: int) -> None:
    """A box of forms that both clerks read alike."""
    batch = keying_batch(province, len(rows))
    for number in (1, 2):
        key(province, batch, number, dict(enumerate(rows, batch.serial_from)), seconds=seconds)
    comparing.compare_passes(province.department, batch, both_say_done=False)


def alarms_of_paper() -> dict[str, str]:
    detect(TODAY)
    return {one.detector: one.tier for one in all_of(Alarm) if one.channel == "paper"}


@pytest.mark.parametrize("past", [0, 80])
def test_a_practised_clerk_who_needs_seven_seconds_a_form_is_no_alarm(
    app: Flask, past: int
) -> None:
    province = make_paper_province()
    if past:
        keyed_box(province, honest_rows(past, seed=8), seconds=7)
    keyed_box(province, honest_rows(40), seconds=7)
    db.session.commit()
    assert alarms_of_paper() == {}


def test_invented_forms_keyed_fast_and_alike_are_an_alarm(app: Flask) -> None:
    """S6: eighty forms in two sittings at about twenty seconds each, by somebody who never keyed before."""
    province = make_paper_province()
    keyed_box(province, INVENTED, seconds=20)
    db.session.commit()
    found = alarms_of_paper()
    assert found["streak"] == "alarm"
    (streak,) = [one for one in all_of(Alarm) if one.detector == "streak"]
    assert (streak.statistic, streak.channel) == (80, "paper")


def test_forms_invented_at_three_times_the_own_pace_are_an_alarm_by_being_alike(app: Flask) -> None:
    """S6 by a practised clerk, for whom twenty seconds are slow: repetition alone has to tell."""
    province = make_paper_province()
    keyed_box(province, honest_rows(80), seconds=7)
    keyed_box(province, INVENTED, seconds=20)
    db.session.commit()
    found = alarms_of_paper()
    assert "streak" not in found
    assert found["dup"] == "alarm"


def test_a_clerk_much_faster_than_usual_with_forms_alike_is_an_alarm(app: Flask) -> None:
    province = make_paper_province()
    keyed_box(province, honest_rows(80), seconds=60)
    keyed_box(province, INVENTED, seconds=25)
    db.session.commit()
    assert alarms_of_paper()["streak"] == "alarm"
