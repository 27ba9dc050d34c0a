"""From the bytes of a file to responses in a round: read, report, and when nothing is wrong, write."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from base.clock import local
from base.db import db, reading
from base.spreadsheets import Sheet, SheetFaulty, read_sheet
from surveys.actions.imports import ImportFile, check_importable, import_responses, make_block
from surveys.imports.cells import AgencyFinder
from surveys.imports.mapping import MappingFaulty, check_mapping, read_mapping
from surveys.imports.reading import Reading, RowReader
from surveys.imports.report import ImportReport, faulty_report, make_report
from surveys.models import SurveyRound
from surveys.queries.imports import list_round_agencies
from surveys.queries.rounds import get_round
from surveys.questionnaire_content import read_content
from surveys.rules.transfer import IMPORT_ROW_LIMIT

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class ImportOrder:
    """What is wanted: `mapping` as in `imports.mapping`, `staff_id` empty for the command line."""

    round_id: int
    file_name: str
    data: bytes
    mapping: Any
    staff_id: int | None = None


def carry_out(order: ImportOrder, is_dry_run: bool, told: Told) -> ImportReport:
    """All or nothing: with a single fault, or on a dry run, nothing is written.

    The write stays in the transaction at hand for the caller to commit. Raises RuleBroken when the round
    takes no history or the file came before.
    """
    with reading():
        try:
            report, write = _prepare(order, told)
        except (SheetFaulty, MappingFaulty) as faulty:
            return faulty_report(order.file_name, faulty.faults)
        finally:
            db.session.rollback()
    if is_dry_run or write is None:
        return report
    write()
    return report.as_imported()


def _prepare(order: ImportOrder, told: Told) -> tuple[ImportReport, Callable[[], object] | None]:
    """The report, and what remains to be done when nothing is wrong; all slow work is done here, so that

    on SQLite residents' answers wait for the bare inserts only.
    """
    survey_round = get_round(order.round_id)
    file_hash = hashlib.sha256(order.data).hexdigest()
    check_importable(survey_round, file_hash)
    sheet = read_sheet(order.data, IMPORT_ROW_LIMIT)
    found = _read(order, survey_round, sheet, told)
    content = read_content(survey_round.version.content)
    used = read_mapping(order.mapping).names()
    report = make_report(order.file_name, content, sheet, found, used)
    if found.faults:
        return report, None
    content_hash = found.content_hash()
    check_importable(survey_round, file_hash, content_hash)
    file = ImportFile(order.file_name, file_hash, content_hash, order.mapping)
    master = current_app.extensions["settings"].secrets.ledger_master
    block = make_block(survey_round, found.responses, master)
    return report, lambda: import_responses(survey_round, file, block, order.staff_id)


def _read(order: ImportOrder, survey_round: SurveyRound, sheet: Sheet, told: Told) -> Reading:
    mapping = read_mapping(order.mapping)
    content = read_content(survey_round.version.content)
    check_mapping(mapping, content, sheet.header)
    reader = RowReader(
        sheet,
        mapping,
        content,
        AgencyFinder(list_round_agencies(survey_round.id)),
        local(survey_round.opens_at).date(),
        local(survey_round.closes_at).date(),
    )
    total = len(sheet.rows)
    return reader.read(lambda done: told(done, total))
