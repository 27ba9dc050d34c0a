"""Bringing an earlier survey in: all its responses, the note that this file came, the audit row."""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import local
from base.db import db
from base.jobs import JobRun, start_job
from ledger.leaves import commitment
from surveys.actions.bulk_responses import RESPONSE_COLUMNS, ResponseBlock, write_responses
from surveys.actions.responses import leaf_record
from surveys.imports.reading import ReadResponse
from surveys.leaf_records import number_marks, words_leaf
from surveys.models import ResponseImport, SurveyRound
from surveys.queries.imports import find_import, has_live_responses
from surveys.rules.transfer import (
    ImportedBefore,
    LiveResponsesInRound,
    check_may_import,
    check_takes_history,
    grouped,
)

IMPORT_JOB = "import_responses"


@dataclass(frozen=True)
class ImportFile:
    """The file as it came: its name, what it is recognised by, how it was read."""

    name: str
    file_hash: str
    content_hash: str
    mapping: dict[str, Any]


def ask_for_import(
    actor: Viewer, survey_round: SurveyRound, arguments: Mapping[str, Any], title: str
) -> JobRun:
    """Starts the reading (`is_dry_run`) or the import itself; the caller commits, then sends the job."""
    check_may_import(survey_round.state, survey_round.owner_agency_id, actor.agency_id)
    wanted = {**arguments, "round_id": survey_round.id, "staff_id": actor.staff_id}
    return start_job(IMPORT_JOB, title, wanted, actor.staff_id)


def check_importable(survey_round: SurveyRound, file_hash: str, content_hash: str = "") -> None:
    """Raises the rule that keeps this file out of this round."""
    check_takes_history(survey_round.state)
    if has_live_responses(survey_round.id):
        raise LiveResponsesInRound
    known = find_import(file_hash, content_hash)
    if known is not None:
        earlier, round_name = known
        raise ImportedBefore(
            day=f"{local(earlier.imported_at):%d/%m/%Y}",
            round=round_name,
            count=grouped(earlier.response_count),
        )


def check_file_is_new(survey_round: SurveyRound, data: bytes) -> None:
    """As early as the bytes are there: before anybody matches columns."""
    check_importable(survey_round, hashlib.sha256(data).hexdigest())


def make_block(
    survey_round: SurveyRound, responses: Sequence[ReadResponse], ledger_master: str
) -> ResponseBlock:
    """The rows of every table, made before anything is written: the write itself stays short.

    A cluster is an agency's day (or month) in a channel; hour, duration and place are not known.
    """
    block = ResponseBlock(survey_round.id)
    clusters: dict[tuple[Any, ...], int] = {}
    for one in responses:
        key = (one.agency_id, one.channel, one.when)
        cluster_id = clusters.setdefault(key, secrets.randbits(63))
        _add_response(block, survey_round, one, cluster_id, ledger_master.encode())
    return block


def _add_response(
    block: ResponseBlock,
    survey_round: SurveyRound,
    one: ReadResponse,
    cluster_id: int,
    ledger_master: bytes,
) -> None:
    year, week, _day = one.when.day.isocalendar()
    row: dict[str, Any] = {
        "round_id": survey_round.id,
        "id": secrets.randbits(63),
        "agency_id": one.agency_id,
        "place_id": None,
        "questionnaire_version_id": survey_round.questionnaire_version_id,
        "channel": one.channel,
        "source": "import",
        "respondent_kind": one.respondent_kind,
        "language": "vi",
        "cluster_id": cluster_id,
        "month": one.when.day.year * 100 + one.when.day.month,
        "iso_week": year * 100 + week,
        "bucket": 0,
        "duration_steps": 0,
        "cap_rank": 0,
        "at_desk": False,
        "is_late": False,
        "answers": one.packed,
    }
    number, key, content = os.urandom(32), os.urandom(32), os.urandom(32)  # nobody holds a number
    record = {**leaf_record(row), **number_marks(key, content, len(one.words))}
    leaf = commitment(ledger_master, row["id"].to_bytes(8, "big"), record)
    block.responses.append(tuple(row[name] for name in RESPONSE_COLUMNS))
    block.numbers.append((number, key, content, survey_round.id, row["id"]))
    block.leaves.append((leaf, "response", number))
    if one.words:
        block.leaves.append(words_leaf(ledger_master, row["id"], one.words))
    block.texts += [
        (survey_round.id, row["id"], question, text) for question, text in one.words.items()
    ]


def import_responses(
    survey_round: SurveyRound, file: ImportFile, block: ResponseBlock, staff_id: int | None
) -> ResponseImport:
    """Adds everything to the transaction at hand, or raises and adds nothing."""
    db.session.refresh(survey_round, with_for_update=True)
    check_importable(survey_round, file.file_hash, file.content_hash)
    noted = ResponseImport(
        round_id=survey_round.id,
        file_name=file.name[:200],
        file_hash=file.file_hash,
        content_hash=file.content_hash,
        response_count=write_responses(block),
        mapping=file.mapping,
        staff_id=staff_id,
    )
    db.session.add(noted)
    db.session.flush()
    record_act(
        "responses.import",
        staff_id=staff_id,
        subject=survey_round,
        agency_id=survey_round.owner_agency_id,
        after={
            "file": noted.file_name,
            "sha256": file.file_hash,
            "responses": noted.response_count,
        },
    )
    return noted
