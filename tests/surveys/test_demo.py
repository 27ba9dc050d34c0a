"""The made-up province."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select

from agencies.models import Agency, Role, Staff
from agencies.queries.installation import find_installation
from agencies.rules.installation import NotADemo
from base.clock import local, now
from base.db import db
from ledger.models import PendingLeaf
from surveys.demo.drawing import Drawn, Place, draw, make_calendar
from surveys.demo.loading import load_demo
from surveys.demo.rounds import demo_rounds
from surveys.models import (
    CodeBatch,
    CodeUse,
    DossierCount,
    IndexSnapshot,
    OneTimeCode,
    QrPlace,
    Response,
    ResponseNumber,
    ResponseText,
    ResponseTrace,
    RoundState,
    SnapshotState,
    SurveyRound,
    TallyMark,
    VisitCluster,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content

COUNT = 2_000
SHIPPED = Path("surveys/data/questionnaires/hanh-chinh-cong.json")


def load(seed: int = 7, with_results: bool = False) -> list[str]:
    place = find_installation()
    assert place is not None
    place.is_demo = True
    db.session.commit()
    told: list[str] = []
    load_demo(COUNT, seed, told.append, with_results=with_results)
    return told


@pytest.fixture
def accounts_file(app: Flask) -> Iterator[Path]:
    file: Path = app.extensions["settings"].instance_dir / "demo-accounts.txt"
    file.unlink(missing_ok=True)
    yield file
    file.unlink(missing_ok=True)


@pytest.fixture
def loaded(accounts_file: Path) -> list[str]:
    """Without the accounts, whose passwords take their time to hash."""
    accounts_file.write_text("there already", encoding="utf-8")
    return load()


def digest() -> str:
    """What the responses say, without ids, codes and hashes of this installation."""
    rows = db.session.execute(
        select(
            Agency.code,
            Response.channel,
            Response.month,
            Response.iso_week,
            Response.bucket,
            Response.duration_steps,
            Response.answers,
        ).join(Agency, Agency.id == Response.agency_id)
    )
    lines = sorted("|".join(map(str, row)) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def drawn(seed: int, count: int = 4_000) -> Drawn:
    content = read_content(json.loads(SHIPPED.read_text(encoding="utf-8")))
    places = [Place(one, one // 2, "counter", 1.0) for one in range(60)]
    calendar = make_calendar(date(2026, 1, 1), date(2026, 6, 30), set(), 86_400)
    rng = np.random.default_rng(seed)
    return draw(rng, count, 0.0, places, 30, calendar, content, ["good", "middling", "bad"])


def test_a_database_of_real_use_is_refused(app: Flask) -> None:
    with pytest.raises(NotADemo):
        load_demo(COUNT, 1, lambda _text: None)
    assert db.session.scalar(select(func.count(Agency.id))) == 0


def test_the_same_seed_draws_the_same_answers_and_another_seed_others() -> None:
    first, again, other = drawn(1), drawn(1), drawn(2)
    assert (first.answers == again.answers).all()
    assert (first.day == again.day).all()
    assert first.answers.shape != other.answers.shape or (first.answers != other.answers).any()


def test_answers_of_one_place_and_day_are_alike() -> None:
    """Days differ by more than when the same answers of each agency are dealt to days by chance."""
    sample = drawn(3, 60_000)
    good = (sample.answers[:, 0] >= 4) & (sample.answers[:, 0] <= 5)
    sizes = np.bincount(sample.cluster)

    def between(values: np.ndarray[Any, Any]) -> float:
        means = np.bincount(sample.cluster, values) / sizes
        return float((sizes * (means - values.mean()) ** 2).sum() / len(sizes))

    dealt = good.copy()
    rng = np.random.default_rng(0)
    for agency in np.unique(sample.agency):
        chosen = np.flatnonzero(sample.agency == agency)
        dealt[chosen] = rng.permutation(good[chosen])
    assert between(good) > 1.15 * between(dealt)


def test_what_is_drawn_looks_like_a_real_collection() -> None:
    sample = drawn(4, 20_000)
    items = sample.answers[:, :9]
    assert 0.75 < ((items >= 4) & (items <= 5)).sum() / ((items >= 1) & (items <= 5)).sum() < 0.92
    assert (items == 9).any(axis=1).mean() > 0.1
    assert (items == 0).any(axis=1).mean() > 0.1
    assert 0.05 < (items == items[:, :1]).all(axis=1).mean() < 0.3
    assert set(np.unique(sample.channel)) == {"open_qr", "paper"}
    assert 3 in np.bincount(sample.agency)
    assert (sample.remark >= 0).mean() == pytest.approx(0.1, abs=0.05)


def test_the_rounds_cover_the_twelve_months_up_to_now() -> None:
    service, commune, *_closed = demo_rounds(date(2026, 11, 23))
    assert (service.opens_on, service.closes_on) == (date(2025, 12, 1), date(2027, 1, 1))
    assert commune.opens_on < date(2026, 11, 23) < commune.closes_on


def test_coded_answers_are_as_many_as_codes_used_and_dossiers_nearly_as_many_as_codes(
    loaded: list[str],
) -> None:
    coded = select(func.count()).select_from(Response).where(Response.channel == "code")
    uses = select(func.count()).select_from(CodeUse)
    assert db.session.scalar(coded) == db.session.scalar(uses)
    codes = db.session.scalar(select(func.count()).select_from(OneTimeCode)) or 0
    dossiers = db.session.scalar(select(func.sum(DossierCount.dossier_count))) or 0
    assert codes * 0.9 < dossiers < codes * 1.1


def test_a_small_province_has_all_that_real_responses_leave(loaded: list[str]) -> None:
    count = db.session.scalar(select(func.count()).select_from(Response)) or 0
    assert COUNT <= count <= COUNT * 1.3
    assert db.session.scalar(select(func.count()).select_from(ResponseNumber)) == count
    leaves = select(PendingLeaf.type, func.count()).group_by(PendingLeaf.type)
    batches = db.session.scalar(select(func.count()).select_from(CodeBatch))
    found = {kind: number for kind, number in db.session.execute(leaves)}
    assert (found["response"], found["codes-committed"]) == (count, batches)
    assert db.session.scalar(select(func.count()).select_from(ResponseText)) > count * 0.03
    assert set(db.session.scalars(select(Response.source).distinct())) == {"demo"}
    months = db.session.scalar(select(func.count(Response.month.distinct())))
    assert months == 12
    used = db.session.scalars(select(Response.cluster_id).distinct())
    assert set(used) == set(db.session.scalars(select(VisitCluster.id)))


def test_the_day_of_a_cluster_is_kept_only_while_its_traces_are(loaded: list[str]) -> None:
    dated = db.session.scalars(select(VisitCluster).where(VisitCluster.day.is_not(None))).all()
    traced = db.session.scalars(select(ResponseTrace.response_id)).all()
    clusters = {one.id for one in dated}
    rows = db.session.scalars(select(Response)).all()
    assert {one.id for one in rows if one.cluster_id in clusters} == set(traced)
    assert len(dated) < len(rows) / 10


def test_every_stored_answer_is_an_answer_to_its_question(loaded: list[str]) -> None:
    for survey_round in db.session.scalars(select(SurveyRound)):
        content = read_content(survey_round.version.content)
        rows = select(Response.answers).where(Response.round_id == survey_round.id).limit(50)
        for packed in db.session.scalars(rows):
            answers = unpack(content, packed)
            assert answers["respondent_kind"] in ("individual", "organisation")
            assert all(
                value in (1, 2, 3, 4, 5, 9) for value in answers.values() if isinstance(value, int)
            )


@pytest.mark.slow
def test_what_is_over_is_published_and_the_present_is_not(accounts_file: Path) -> None:
    accounts_file.write_text("there already", encoding="utf-8")
    load(with_results=True)
    states = sorted(db.session.scalars(select(SurveyRound.state)))
    ended = [RoundState.PUBLISHED, RoundState.UNDER_REVIEW]
    assert states == [RoundState.OPEN, RoundState.OPEN, *ended]
    published = select(IndexSnapshot.period_id).where(
        IndexSnapshot.state == SnapshotState.PUBLISHED, IndexSnapshot.period_id.is_not(None)
    )
    over = {
        period.id
        for one in db.session.scalars(select(SurveyRound))
        for period in one.periods
        if period.ends_on <= local(now()).date()
    }
    assert set(db.session.scalars(published)) == over
    assert len(over) >= 3
    marks = db.session.scalars(select(TallyMark)).all()
    assert [one.is_stale for one in marks] == [False] * 4
    stored = db.session.scalar(select(func.count()).select_from(Response))
    assert sum(one.response_count for one in marks) == stored


def test_nobody_rates_itself(loaded: list[str]) -> None:
    places = select(QrPlace.agency_id).distinct()
    owners = set(db.session.scalars(select(SurveyRound.owner_agency_id)))
    rated = set(db.session.scalars(select(Response.agency_id).distinct()))
    assert not owners & rated
    assert rated <= set(db.session.scalars(places))


def test_every_role_has_an_account_and_the_passwords_lie_in_a_closed_file(
    accounts_file: Path, app: Flask
) -> None:
    load()
    roles = {grant.role for one in db.session.scalars(select(Staff)) for grant in one.grants}
    assert roles == set(Role)
    assert accounts_file.stat().st_mode & 0o777 == 0o600
    assert "so.noi.vu@ydan.example" in accounts_file.read_text(encoding="utf-8")
    code = app.test_cli_runner().invoke(args=["demo", "totp", "so.noi.vu"])
    assert code.output.strip().isdecimal()
    assert len(code.output.strip()) == 6


def test_loading_again_adds_nothing(loaded: list[str]) -> None:
    before = digest()
    load()
    assert digest() == before


def test_two_loads_with_one_seed_say_the_same(loaded: list[str], app: Flask, store: Any) -> None:
    first = digest()
    db.session.remove()
    db.engine.dispose()
    store.reset()
    load()
    assert digest() == first
