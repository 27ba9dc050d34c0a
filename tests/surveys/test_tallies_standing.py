"""What people decide about answers is in the tallies at the next run, whoever wrote it and in what order."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from agencies.models import Case
from base.db import db as database
from surveys.actions.columnar import FilesBehind, recount_from_files, write_files
from surveys.following import follow_round
from surveys.models import WHOLE, ClusterTally
from surveys.tallies import COLUMNS
from tests.factories import make_place, make_round
from tests.surveys.sending import response_row, send
from tests.surveys.standing import classify, leave_out, restore, supersede


def stored(round_id: int) -> dict[Any, Any]:
    rows = database.session.scalars(select(ClusterTally).where(ClusterTally.round_id == round_id))
    return {
        (row.cluster_id, row.standing, row.class_key, row.question_key): [
            *(getattr(row, column) for column in COLUMNS),
            row.response_count,
            row.seen_count,
        ]
        for row in rows
    }


def sizes(round_id: int) -> dict[tuple[str, str], int]:
    """(standing, class) → responses, but for those that count nowhere."""
    found: dict[tuple[str, str], int] = {}
    for (_cluster, standing, class_key, question), values in stored(round_id).items():
        if question == WHOLE and values[-2]:
            key = (standing, class_key)
            found[key] = found.get(key, 0) + values[-2]
    return found


def make_case(agency_id: int) -> Any:
    case = Case(kind="alarm", title="Phiếu dồn dập", about_agency_id=agency_id)
    database.session.add(case)
    database.session.commit()
    return case


def answered(count: int = 12) -> tuple[Any, Any, list[int]]:
    place = make_place()
    survey_round = make_round([place])
    rows = [
        response_row(
            survey_round, place, {"item_1": 1 + n % 5}, channel="code", cluster_id=1 + n % 3
        )
        for n in range(count)
    ]
    send(rows)
    return survey_round, place, [row["id"] for row in rows]


def test_an_answer_given_anew_counts_once_and_the_first_one_nowhere(db: Any) -> None:
    survey_round, _place, ids = answered(2)
    follow_round(survey_round.id)
    supersede(survey_round.id, ids[0], ids[1])
    assert follow_round(survey_round.id) == 1
    assert sizes(survey_round.id) == {("counted", ""): 1}
    gone = {key: row for key, row in stored(survey_round.id).items() if key[1] == "superseded"}
    assert {key[3] for key in gone} == {WHOLE}
    assert all(row[:-1] == [0] * 8 for row in gone.values())
    assert follow_round(survey_round.id) == 0


def test_answers_left_out_stand_apart_and_come_back_when_restored(db: Any) -> None:
    survey_round, place, ids = answered()
    case = make_case(place.agency_id)
    follow_round(survey_round.id)
    before = stored(survey_round.id)
    act = leave_out(survey_round.id, place.agency_id, case.id, ids[:3])
    follow_round(survey_round.id)
    assert sizes(survey_round.id) == {("counted", ""): 9, ("left_out", ""): 3}
    restore(act)
    follow_round(survey_round.id)
    assert [row[:-1] for row in stored(survey_round.id).values()] == [
        row[:-1] for row in before.values()
    ]


def test_another_answer_left_out_for_one_restored_is_noticed(db: Any) -> None:
    """The same number left out, of the same cluster: the sums change all the same."""
    survey_round, place, ids = answered()
    case = make_case(place.agency_id)
    act = leave_out(survey_round.id, place.agency_id, case.id, [ids[0]])
    follow_round(survey_round.id)
    leave_out(survey_round.id, place.agency_id, case.id, [ids[3]])
    restore(act)
    assert follow_round(survey_round.id) == 1
    tallies = stored(survey_round.id)
    assert tallies[1, "left_out", "", "item_1"][:5] == [0, 0, 0, 1, 0]


def test_the_class_of_an_answer_is_a_tally_of_its_own(db: Any) -> None:
    survey_round, _place, ids = answered()
    follow_round(survey_round.id)
    for one in ids[:4]:
        classify(survey_round.id, one, "land|late|online")
    follow_round(survey_round.id)
    assert sizes(survey_round.id) == {("counted", "land|late|online"): 4, ("counted", ""): 8}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["supersede", "leave", "restore", "class", "follow"]), st.integers(0, 11)
    ),
    max_size=14,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_following_after_any_decisions_equals_a_recount_and_a_count_of_the_files(
    steps: list[Any], db: Any, tmp_path_factory: Any
) -> None:
    survey_round, place, ids = answered()
    case = make_case(place.agency_id)
    acts: list[Any] = []
    done: set[Any] = set()
    for what, number in steps:
        if what == "follow":
            follow_round(survey_round.id)
        elif what == "leave":
            acts.append(leave_out(survey_round.id, place.agency_id, case.id, [ids[number]]))
        elif what == "restore":
            if acts:
                restore(acts.pop(number % len(acts)))
        elif (what, number) not in done and number < 11:
            done.add((what, number))
            if what == "supersede":
                supersede(survey_round.id, ids[number], ids[number + 1])
            else:
                classify(survey_round.id, ids[number], "land|late|online")
    follow_round(survey_round.id)
    followed = stored(survey_round.id)
    folder = tmp_path_factory.mktemp("columnar")
    write_files(survey_round.id, folder)
    recount_from_files(survey_round.id, folder)
    database.session.commit()
    assert stored(survey_round.id) == followed
    database.session.execute(delete(ClusterTally).where(ClusterTally.round_id == survey_round.id))
    database.session.commit()
    follow_round(survey_round.id, everything=True)
    assert stored(survey_round.id) == followed


def test_files_older_than_a_decision_are_not_counted(db: Any, tmp_path: Any) -> None:
    survey_round, place, ids = answered()
    write_files(survey_round.id, tmp_path)
    leave_out(survey_round.id, place.agency_id, make_case(place.agency_id).id, ids[:1])
    with pytest.raises(FilesBehind):
        recount_from_files(survey_round.id, tmp_path)
