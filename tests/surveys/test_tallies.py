"""The tallies are what the responses say, at any time and however often they are made."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from base.db import db as database
from surveys.following import follow_open_rounds, follow_round
from surveys.models import WHOLE, ClusterTally, TallyMark
from surveys.packing import pack
from surveys.queries.tallies import AnswerRow
from surveys.questionnaire_content import Content, read_content
from surveys.tallies import COLUMNS, ClusterKey, tally
from tests.factories import make_agency, make_content, make_place, make_round, make_version
from tests.surveys.sending import response_row, send


def stored(round_id: int) -> dict[Any, list[int]]:
    """(cluster, month, channel, question) → the seven columns and the number of responses."""
    rows = database.session.scalars(select(ClusterTally).where(ClusterTally.round_id == round_id))
    return {
        (row.cluster_id, row.month, row.channel, row.question_key): [
            *(getattr(row, column) for column in COLUMNS),
            row.response_count,
        ]
        for row in rows
    }


def wide_content() -> Content:
    """A questionnaire with a question of every type that is counted."""
    raw = make_content()
    options = [{"key": f"o{n}", "texts": {"vi": f"Lựa chọn {n}"}} for n in range(1, 8)]
    raw["sections"][1]["questions"] += [
        {"key": "one", "type": "single", "texts": {"vi": "Một"}, "options": options},
        {"key": "some", "type": "multiple", "texts": {"vi": "Nhiều"}, "options": options},
        {"key": "days", "type": "number", "texts": {"vi": "Mấy ngày?"}},
    ]
    return read_content(raw)


CONTENT = wide_content()
RATINGS = st.sampled_from([None, 1, 2, 3, 4, 5, 9])
OPTION = st.sampled_from([f"o{n}" for n in range(1, 8)])
ANSWERS = st.fixed_dictionaries(
    {
        **{f"item_{n}": RATINGS for n in (1, 2, 3)},
        "respondent_kind": st.sampled_from([None, "individual", "organisation"]),
        "one": st.none() | OPTION,
        "some": st.lists(OPTION, unique=True),
        "days": st.none() | st.integers(-(2**31) + 1, 2**31 - 1),
    }
)
RESPONSES = st.lists(st.tuples(st.integers(1, 4), ANSWERS), max_size=40)


def counted_by_hand(responses: list[Any]) -> Counter[Any]:
    """(cluster, question, column) → how many, without numpy and without packing."""
    found: Counter[Any] = Counter()
    for cluster, answers in responses:
        for key, value in answers.items():
            for column in by_hand(key, value):
                found[cluster, key, column] += 1
        rated = [answers[f"item_{n}"] not in (None, 9) for n in (1, 2, 3)]
        for key in (WHOLE, f"{WHOLE}service"):
            found[cluster, key, 0 if any(rated) else 6] += 1
    return found


def by_hand(key: str, value: Any) -> list[int]:
    if value in (None, []):
        return [6]
    if key.startswith("item_"):
        return [5 if value == 9 else value - 1]
    if key == "days":
        return [0]
    kinds = ["individual", "organisation"] if key == "respondent_kind" else None
    places = [
        (kinds or [f"o{n}" for n in range(1, 8)]).index(one)
        for one in (value if isinstance(value, list) else [value])
    ]
    return sorted({5 if place >= 5 else place for place in places})


@settings(deadline=None)
@given(RESPONSES, st.integers(1, 7))
def test_counting_packed_answers_gives_what_counting_by_hand_gives(
    responses: list[Any], chunk: int
) -> None:
    rows = [
        AnswerRow(
            *(1, "open_qr", 202608, 202633, cluster, "counted", "", 0, None, 7),
            pack(CONTENT, answers),
            1,
        )
        for cluster, answers in responses
    ]
    chunks = [rows[start : start + chunk] for start in range(0, len(rows), chunk)]
    block = tally(chunks, {7: CONTENT})
    found: Counter[Any] = Counter()
    for row in block.rows(1):
        for column, name in enumerate(COLUMNS):
            if row[name]:
                found[row["cluster_id"], row["question_key"], column] = row[name]
    assert found == counted_by_hand(responses)
    sizes = Counter(cluster for cluster, _ in responses)
    assert {key.cluster_id: n for key, n in zip(block.keys, block.responses, strict=True)} == sizes


def test_tallies_follow_the_responses_minute_by_minute(db: Any) -> None:
    place = make_place()
    survey_round = make_round([place])
    send([response_row(survey_round, place, {"item_1": 5, "item_2": 9})])
    follow_open_rounds()
    assert stored(survey_round.id)[place.id, 202608, "open_qr", "item_1"] == [
        0, 0, 0, 0, 1, 0, 0, 1,
    ]  # fmt: skip
    send([response_row(survey_round, place, {"item_1": 2})])
    follow_open_rounds()
    tallies = stored(survey_round.id)
    assert tallies[place.id, 202608, "open_qr", "item_1"] == [0, 1, 0, 0, 1, 0, 0, 2]
    assert tallies[place.id, 202608, "open_qr", "item_2"] == [0, 0, 0, 0, 0, 1, 1, 2]
    assert db.session.get(TallyMark, survey_round.id).response_count == 2


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(RESPONSES, min_size=1, max_size=3))
def test_following_in_steps_equals_a_recount_of_everything(batches: list[Any], db: Any) -> None:
    raw = make_content()
    raw["sections"][1]["questions"] += wide_content_questions()
    place = make_place()
    survey_round = make_round([place], version=make_version(content=raw))
    db.session.commit()
    for responses in batches:
        send_all(survey_round, place, responses)
        follow_round(survey_round.id)
    followed = stored(survey_round.id)
    db.session.execute(delete(ClusterTally).where(ClusterTally.round_id == survey_round.id))
    db.session.commit()
    follow_round(survey_round.id, everything=True)
    assert stored(survey_round.id) == followed


def wide_content_questions() -> list[Any]:
    options = [{"key": f"o{n}", "texts": {"vi": f"Lựa chọn {n}"}} for n in range(1, 8)]
    return [
        {"key": "one", "type": "single", "texts": {"vi": "Một"}, "options": options},
        {"key": "some", "type": "multiple", "texts": {"vi": "Nhiều"}, "options": options},
        {"key": "days", "type": "number", "texts": {"vi": "Mấy ngày?"}},
    ]


def send_all(survey_round: Any, place: Any, responses: list[Any]) -> None:
    rows = [response_row(survey_round, place, a, cluster_id=c) for c, a in responses]
    if rows:
        send(rows)


def test_a_second_run_finds_nothing_to_do(db: Any) -> None:
    place = make_place()
    survey_round = make_round([place])
    send([response_row(survey_round, place, {"item_1": 4})])
    assert follow_round(survey_round.id) == 1
    assert follow_round(survey_round.id) == 0


def test_scans_by_staff_never_count(db: Any) -> None:
    place = make_place()
    survey_round = make_round([place])
    send([response_row(survey_round, place, {"item_1": 1}, source="test")])
    assert follow_round(survey_round.id) == 0
    assert stored(survey_round.id) == {}
    send([response_row(survey_round, place, {"item_1": 5})])
    follow_round(survey_round.id)
    assert stored(survey_round.id)[place.id, 202608, "open_qr", WHOLE][-1] == 1


def test_a_count_written_too_late_by_another_process_is_mended(db: Any) -> None:
    """A slow run that read before a response came must not leave its old count for good."""
    place = make_place()
    survey_round = make_round([place])
    send([response_row(survey_round, place, {"item_1": 5})])
    follow_round(survey_round.id)
    old = list(
        db.session.scalars(select(ClusterTally).where(ClusterTally.round_id == survey_round.id))
    )
    before = [(row.question_key, row.response_count) for row in old]
    send([response_row(survey_round, place, {"item_1": 5})])
    follow_round(survey_round.id)
    for row in old:
        db.session.refresh(row)
        row.response_count = dict(before)[row.question_key]
        row.seen_count = row.response_count if row.question_key == WHOLE else 0
    db.session.commit()
    assert follow_round(survey_round.id) == 1
    assert stored(survey_round.id)[place.id, 202608, "open_qr", "item_1"][-1] == 2


def test_a_recount_drops_tallies_without_responses(db: Any) -> None:
    place = make_place(make_agency("UBND xã Quan Sơn"))
    survey_round = make_round([place])
    key = ClusterKey(place.agency_id, "open_qr", 202608, 202633, 99)
    row = ClusterTally(
        round_id=survey_round.id,
        question_key=WHOLE,
        response_count=3,
        seen_count=3,
        **key._asdict(),
    )
    db.session.add(row)
    db.session.commit()
    follow_round(survey_round.id, everything=True)
    assert stored(survey_round.id) == {}


def test_the_command_counts_a_round_again_and_says_how_much(app: Any, db: Any) -> None:
    place = make_place()
    survey_round = make_round([place])
    send([response_row(survey_round, place, {"item_1": 5})])
    result = app.test_cli_runner().invoke(
        args=["surveys", "recount", "--round", str(survey_round.id)]
    )
    assert result.output == f"round {survey_round.id}: 1 clusters counted\n"
    assert stored(survey_round.id)[place.id, 202608, "open_qr", "item_1"][-1] == 1
