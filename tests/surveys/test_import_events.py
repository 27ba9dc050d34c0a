"""Events of others come into a replay with their times; into no other database."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind
from agencies.queries.installation import find_installation
from agencies.rules.installation import NotADemo, NotAReplay
from base.day_keys import unseal
from base.db import db
from ledger.leaves import canonical
from ledger.models import LedgerLeaf
from ledger.verification import verify_here
from surveys.actions.bulk_responses import RESPONSE_COLUMNS
from surveys.actions.coded_responses import open_link
from surveys.actions.responses import leaf_record, trace_subject
from surveys.codes import handing_subject
from surveys.demo.loading import load_demo
from surveys.events.columns import EventsFaulty
from surveys.events.rows import canonical_row
from surveys.forgetting import forget_traces
from surveys.importing_events import import_events
from surveys.models import (
    AnswerLink,
    ClusterTally,
    CodeBatch,
    CodeUse,
    DossierCount,
    OneTimeCode,
    Response,
    ResponseClass,
    ResponseTrace,
    RoundState,
    Supersession,
    SurveyRound,
    VisitCluster,
)
from surveys.packing import unpack
from surveys.questionnaire_content import read_content
from tests.factories import make_agency
from tests.ledger.leaves import seal_now

FILE = """event,at,agency,channel,code,field,late,mode,count,levels,beside,seconds,id,replaces
dossiers,2026-03-02,14797,,,ho-tich,0,in_person,2,,,,,
dossiers,2026-03-02,14797,,,ho-tich,0,in_person,1,,,,,
dossiers,2026-03-02,14797,,,dat-dai,1,online,1,,,,,
code,2026-03-02 09:00:00,14797,,a,ho-tich,0,in_person,,,,,,
code,2026-03-02 09:30:00,14797,,b,dat-dai,1,online,,,,,,
code,2026-03-02 10:00:00,14797,,c,ho-tich,,in_person,,,,,,
response,2026-03-02 09:10:30,14797,code,a,,,,,555545-?4,,62,first,
response,2026-03-04 20:00:00,14797,code,a,,,,,111111111,,40,,first
response,2026-03-05 07:15:00,14797,code,b,,,,,444444444,,,,
response,2026-03-02 17:01:00,14797,open_qr,,,,,,555555555,,30,,
"""


@pytest.fixture
def replay(app: Flask) -> Any:
    """An empty database that was marked as a replay, with one commune."""
    place = find_installation()
    assert place is not None
    place.is_demo = place.is_replay = True
    load_legal_data()
    make_agency("Sở Nội vụ", code="38-SNV", kind=AgencyKind.DEPARTMENT)
    commune = make_agency("UBND phường Hạc Thành", code="14797")
    db.session.commit()
    return commune


def load(tmp_path: Path, text: str = FILE) -> Any:
    file = tmp_path / "bon-phieu.csv"
    file.write_text(text, encoding="utf-8")
    return import_events(file)


def count(model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def settings_of(app: Flask) -> Any:
    return app.extensions["settings"]


def test_everything_in_the_file_is_loaded_and_counted(replay: Any, tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert (loaded.dossier_rows, loaded.code_count, loaded.response_count) == (3, 3, 4)
    survey_round = db.session.get_one(SurveyRound, loaded.round_id)
    assert survey_round.name == "Phát lại bon-phieu"
    assert survey_round.state == RoundState.CLOSED
    assert (count(OneTimeCode), count(CodeUse), count(Supersession)) == (3, 2, 1)
    counts = db.session.scalars(select(DossierCount.dossier_count).order_by(DossierCount.id)).all()
    assert sorted(counts) == [1, 3]
    batch = db.session.scalars(select(CodeBatch)).one()
    assert (batch.code_count, batch.issue_day, batch.expires_on) == (
        3,
        date(2026, 3, 2),
        date(2026, 4, 1),
    )
    assert count(ClusterTally) > 0


def test_answers_are_stored_as_live_ones(replay: Any, tmp_path: Path) -> None:
    load(tmp_path)
    coded = db.session.scalars(
        select(Response).where(Response.duration_steps == 12).order_by(Response.id)
    ).one()
    version = db.session.scalars(select(SurveyRound)).one().version
    answers = unpack(read_content(version.content), coded.answers)
    assert list(answers.values()) == [5, 5, 5, 5, 4, 5, 9, 4]
    assert (coded.channel, coded.source, coded.place_id) == ("code", "import", None)
    assert (coded.month, coded.iso_week, coded.bucket) == (202603, 202610, 3)
    opened = db.session.scalars(select(Response).where(Response.channel == "open_qr")).one()
    assert opened.place_id is not None


def test_every_leaf_opens_and_the_ledger_holds(app: Flask, replay: Any, tmp_path: Path) -> None:
    load(tmp_path)
    seal_now(app)
    assert verify_here(settings_of(app), None)[0] == []
    types = Counter(db.session.scalars(select(LedgerLeaf.type)))
    assert (types["response"], types["supersede"], types["codes-committed"]) == (4, 1, 1)


def test_times_are_kept_and_not_forgotten(app: Flask, replay: Any, tmp_path: Path) -> None:
    load(tmp_path)
    db.session.commit()
    forget_traces()
    assert count(ResponseTrace) == 4
    assert db.session.scalar(select(VisitCluster.day).order_by(VisitCluster.day)) is not None
    settings, found = settings_of(app), set()
    for trace in db.session.scalars(select(ResponseTrace).order_by(ResponseTrace.response_id)):
        about = trace_subject(trace.round_id, trace.response_id)
        found.add(unseal(settings.instance_dir, trace.day, trace.sealed, about).decode().strip())
    assert (
        '{"at": "2026-03-02T02:10:30.000+00:00", "near": 10, "class": '
        '{"field_key": "ho-tich", "is_late": false, "filing_mode": "in_person"}}'
    ) in found
    assert '{"at": "2026-03-02T10:01:00.000+00:00"}' in found


def test_a_code_keeps_when_it_was_handed_out_and_an_answer_what_it_was_about(
    app: Flask, replay: Any, tmp_path: Path
) -> None:
    load(tmp_path)
    settings = settings_of(app)
    late = db.session.scalars(select(OneTimeCode).where(OneTimeCode.is_late.is_(True))).one()
    assert late.handed is not None
    assert late.handed_on is not None
    about = handing_subject(late.code_hash)
    instant = unseal(settings.instance_dir, late.handed_on, late.handed, about)
    assert datetime.fromisoformat(instant.decode()) == datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
    classes = {
        open_link(settings, one.round_id, one.response_id, one.day, one.sealed).dossier.field_key
        for one in db.session.scalars(select(AnswerLink))
    }
    assert classes == {"ho-tich", "dat-dai"}
    kept = db.session.scalars(select(ResponseClass.class_key)).all()
    assert len(kept) == 3  # of every coded response, also of the one that was replaced


def test_a_faulty_line_leaves_nothing_behind(replay: Any, tmp_path: Path) -> None:
    with pytest.raises(EventsFaulty):
        load(tmp_path, FILE + "response,2026-03-05 08:00:00,14797,code,b,,,,,444444444,,,,\n")
    assert (count(Response), count(OneTimeCode), count(SurveyRound)) == (0, 0, 0)


def test_no_other_database_takes_events_and_a_replay_takes_no_demo(
    app: Flask, tmp_path: Path
) -> None:
    place = find_installation()
    assert place is not None
    for is_demo in (False, True):
        place.is_demo = is_demo
        db.session.commit()
        with pytest.raises(NotAReplay):
            load(tmp_path)
    place.is_replay = True
    db.session.commit()
    with pytest.raises(NotADemo):
        load_demo(10, 1, lambda said: None)


def test_the_command_names_lines_and_exits_1(app: Flask, replay: Any, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(FILE.replace("14797,open_qr", "99999,open_qr"), encoding="utf-8")
    told = app.test_cli_runner().invoke(args=["surveys", "import-events", str(file)])
    assert told.exit_code == 1
    assert "line 11: agency is not in the register" in told.output
    file.write_text(FILE, encoding="utf-8")
    told = app.test_cli_runner().invoke(args=["surveys", "import-events", str(file)])
    assert told.exit_code == 0, told.output
    assert "3 codes, 4 responses" in told.output


@pytest.mark.parametrize("place_id", [None, 17])
def test_the_fast_spelling_of_a_response_is_the_ledgers(place_id: int | None) -> None:
    row = (3, 2**62, 9, place_id, 4, "code", "import", "individual", "vi", 5, 202603, 202610)
    row += (3, 12, 0, True, False, b"\x05\x00\x09")  # type: ignore[assignment]
    record = leaf_record(dict(zip(RESPONSE_COLUMNS, row, strict=True)))
    assert canonical_row(row) == canonical(record)
