"""What Ý Dân knows by itself of an agency's year; what it does not have is never 0."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from base.db import db as database
from evaluation.models import Filler
from evaluation.queries.known_figures import KnownFigure, known_figures
from feedback.models import Disposition, RoundResult
from surveys.models import IndexCell, IndexSnapshot
from tests.factories import make_agency, make_comment, make_comment_round, make_round

ENDED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def agency(db: Any) -> Any:
    return make_agency()


def known(agency: Any, filler: str, year: int = 2026) -> KnownFigure | None:
    return known_figures(year, [agency.id], {filler}).get(agency.id, {}).get(filler)


def added(row: Any) -> Any:
    database.session.add(row)
    database.session.flush()
    return row


def published(agency: Any, share: float | None = 0.85, **columns: Any) -> IndexSnapshot:
    """A published official figure of the agency; `cell`: what its cell says otherwise."""
    cell = {"is_usable": True, **columns.pop("cell", {})}
    survey_round = columns.pop("survey_round", None) or make_round(agencies=[agency])
    about = {"state": "published", "sample": "official", "method_version": "2", **columns}
    snapshot = added(IndexSnapshot(round_id=survey_round.id, published_at=ENDED, **about))
    where = {"scope": "agency", "measure": "overall", "agency_id": agency.id}
    added(IndexCell(snapshot_id=snapshot.id, share=share, **where, **cell))
    return snapshot


def answered(comment: Any, days: int = 5, is_final: bool = True) -> None:
    at = datetime.combine(comment.received_on, datetime.min.time(), UTC) + timedelta(days, hours=3)
    about = {"kind": "taken_in", "is_final": is_final, "changed_at": at}
    added(Disposition(comment_id=comment.id, round_id=comment.round_id, **about))


def ended_round(agency: Any, **columns: Any) -> Any:
    return make_comment_round(agency=agency, closes_at=ENDED, **{"state": "answering", **columns})


def test_a_round_that_rates_the_agency_in_the_year_is_a_survey_held(agency: Any) -> None:
    survey_round = make_round(agencies=[agency], state="open")
    found = known(agency, Filler.SURVEY_HELD)
    assert found == KnownFigure(is_done=True, source={"rounds": [survey_round.id]})
    assert known(agency, Filler.SURVEY_HELD, year=2028) == KnownFigure(
        is_done=False, source={"rounds": []}
    )


def test_a_planned_round_is_no_survey_yet(agency: Any) -> None:
    make_round(agencies=[agency], state="planned")
    found = known(agency, Filler.SURVEY_HELD)
    assert found is not None
    assert found.is_done is False


def test_a_centre_that_counts_for_its_parent_is_surveyed_for_it(agency: Any) -> None:
    centre = make_agency(parent_id=agency.id, counts_for_parent=True)
    make_round(agencies=[centre], state="open")
    found = known(agency, Filler.SURVEY_HELD)
    assert found is not None
    assert found.is_done is True


def test_the_published_official_index_is_the_figure(agency: Any) -> None:
    snapshot = published(agency, 0.8523)
    found = known(agency, Filler.SATISFACTION_INDEX)
    assert found is not None
    assert (found.done_count, found.all_count) == (pytest.approx(85.23), 100)
    assert found.source["snapshot"] == snapshot.id


@pytest.mark.parametrize(
    "what",
    [
        {"sample": "open"},
        {"state": "signed"},
        {"state": "superseded"},
        {"share": None, "cell": {"withheld": "few"}},
        {"cell": {"is_usable": False}},
    ],
)
def test_an_open_unpublished_withheld_or_unusable_index_is_no_figure(
    agency: Any, what: dict[str, Any]
) -> None:
    published(agency, **what)
    assert known(agency, Filler.SATISFACTION_INDEX) is None


def test_comments_without_a_final_answer_count_against_coverage(agency: Any) -> None:
    comment_round = ended_round(agency)
    first, second, _third = (make_comment(comment_round) for _one in range(3))
    answered(first)
    answered(second, is_final=False)
    found = known(agency, Filler.COMMENT_COVERAGE)
    assert found == KnownFigure(1, 3, source={"comments": 3})


def test_without_a_comment_there_is_no_coverage_and_that_is_not_zero(agency: Any) -> None:
    ended_round(agency)
    assert known(agency, Filler.COMMENT_COVERAGE) is None


def test_trial_comments_open_rounds_and_internal_rounds_are_left_out(agency: Any) -> None:
    make_comment(ended_round(agency), source="test")
    make_comment(ended_round(agency, is_internal=True))
    make_comment(make_comment_round(agency=agency, state="open"))
    assert known(agency, Filler.COMMENT_COVERAGE) is None


def test_days_to_answer_are_their_median(agency: Any) -> None:
    comment_round = ended_round(agency)
    for days in (1, 4, 30):
        answered(make_comment(comment_round, received_on=date(2026, 10, 1)), days)
    found = known(agency, Filler.DAYS_TO_ANSWER)
    assert found == KnownFigure(4, source={"answered": 3})


def test_results_published_are_counted_of_rounds_that_ended_and_corrections_once(
    agency: Any,
) -> None:
    first, _second = ended_round(agency), ended_round(agency)
    about = {"round_id": first.id, "content": {}, "content_hash": "0" * 64}
    result = added(RoundResult(**about))
    added(RoundResult(**about, supersedes_id=result.id, reason="Sửa lỗi đánh máy"))
    found = known(agency, Filler.PUBLISHED_RESULTS)
    assert found == KnownFigure(1, 2, source={"rounds": 2})


def test_an_agencys_column_has_something_once_it_asked_the_people(agency: Any) -> None:
    make_comment_round(agency=agency, state="prepared")
    assert known(agency, Filler.PORTAL_COLUMN) is None
    make_comment_round(agency=agency, state="open")
    found = known(agency, Filler.PORTAL_COLUMN)
    assert found is not None
    assert found.is_done is True


def test_what_belongs_to_another_agency_or_another_year_is_not_its(agency: Any) -> None:
    other = make_agency("UBND xã Hoằng Hóa")
    make_comment(ended_round(other))
    published(other)
    make_comment(ended_round(agency))
    for filler in (Filler.COMMENT_COVERAGE, Filler.SATISFACTION_INDEX, Filler.PUBLISHED_RESULTS):
        assert known(agency, filler, year=2025) is None
    assert known(agency, Filler.SATISFACTION_INDEX) is None
