"""What `flask ledger verify` holds against public records: batches of codes, their uses, acts of cases."""

from collections.abc import Iterator
from typing import Any

from flask import current_app

from base.clock import local
from ledger.merkle import hash_leaf, root_of
from ledger.openers import checks, tells
from ledger.queries.records import intact_record, intact_records
from ledger.record_types import RecordType
from surveys.actions.exclusions import root_leaves
from surveys.actions.paper.closing import public_record
from surveys.codes import batch_root
from surveys.models import BatchState, CodeBatch, SnapshotState
from surveys.queries import ledger_checks as queries
from surveys.queries.openings import list_all_public_ever
from surveys.queries.paper.batches import list_forms
from surveys.rules.paper.serials import serial_text


def _records(*types: RecordType) -> list[dict[str, Any]]:
    return [one for kind in types for one in intact_records(kind)]


@checks
def code_faults() -> Iterator[str]:
    """Each batch has the codes, the count, the office and the days it was committed with in public."""
    withdrawn = {one.get("root") for one in _records(RecordType.CODES_WITHDRAWN)}
    committed = {one.get("root", "") for one in _records(RecordType.CODES_COMMITTED)}
    for batch, agency_code in queries.list_batches():
        committed.discard(batch.root.hex())
        name = f"đợt mã {batch.id}"
        if not _is_as_committed(batch, agency_code):
            yield f"{name}: khác với văn bản công khai / differs from its public record"
        if batch_root(queries.list_code_hashes(batch.id)) != batch.root:
            yield f"{name}: mã bị thêm, bớt hoặc sửa / codes added, removed or altered"
        if (batch.state == BatchState.WITHDRAWN) != (batch.root.hex() in withdrawn):
            yield f"{name}: thu hồi không khớp văn bản / withdrawn otherwise than recorded"
    for root in sorted(committed):
        yield f"đợt mã {root[:16]}…: không còn / a committed batch is gone"


def _is_as_committed(batch: CodeBatch, agency_code: str) -> bool:
    expected = {
        "round": batch.round_id,
        "agency": agency_code,
        "issue_day": batch.issue_day.isoformat(),
        "expires_on": batch.expires_on.isoformat(),
        "delivery": batch.delivery,
        "count": batch.code_count,
        "root": batch.root.hex(),
    }
    return expected.items() <= intact_record(batch.commitment).items()


@checks
def use_faults() -> Iterator[str]:
    """As many codes are spent as coded answers came, those given anew aside; and each is a code of ours."""
    strange = queries.count_strange_uses()
    if strange:
        yield f"{strange} mã đã dùng không có trong đợt nào / spent codes of no batch"
    if queries.is_every_coded_response_live():
        spent, answered = queries.count_uses(), queries.count_coded_answers()
        if spent != answered:
            told = f"{spent} mã đã dùng, {answered} phiếu theo mã"
            yield f"{told}: không khớp / spent codes and coded answers differ"


@checks
def act_faults() -> Iterator[str]:
    """Each act that leaves responses out or takes them in names those of its public record."""
    public = {
        (one.get("case", 0), one.get("act", ""), one.get("root", ""))
        for one in _records(RecordType.EXCLUDE, RecordType.RESTORE)
    }
    for act, agency_code, ids in queries.iterate_acts():
        leaves = root_leaves(act.case_id, act.act, act.round_id, ids, act.restores_id)
        root = root_of([hash_leaf(one) for one in leaves]).hex()
        record = intact_record(act.commitment)
        expected = {"act": act.act, "agency": agency_code, "round": act.round_id, "root": root}
        expected |= {"case": act.case_id, "reason": act.reason}
        if act.response_count != len(ids) or not expected.items() <= record.items():
            yield f"quyết định {act.id} (vụ việc {act.case_id}): khác với văn bản / act altered"
        public.discard((act.case_id, act.act, record.get("root", "")))
    for case_id, kind, _ in sorted(public):
        yield f"vụ việc {case_id}: quyết định {kind} không còn / a recorded act is gone"


@checks
def score_faults() -> Iterator[str]:
    """What pages tell of published figures beside the figures themselves, which Scores counts anew."""
    told = {one.get("snapshot"): one for one in _records(RecordType.SCORE)}
    superseded = {one.get("supersedes") for one in told.values()}
    for one in list_all_public_ever():
        record = told.get(one.id, {})
        expected = {
            "round": one.round_id,
            "period": one.period_id,
            "content_hash": one.content_hash,
            "supersedes": one.supersedes_id,
            "reason": one.reason,
            "day": local(one.published_at).date().isoformat() if one.published_at else "",
        }
        is_newest = one.state == SnapshotState.PUBLISHED
        if not expected.items() <= record.items() or is_newest == (one.id in superseded):
            text = "khác với văn bản công khai / told otherwise than its public record says"
            yield f"bảng số liệu / snapshot {one.id}: {text}"


@checks
def figure_faults() -> Iterator[str]:
    """Every figure of every published snapshot, with its variance, interval, weight and rank."""
    from surveys.reports.recounting import (
        difference,  # numpy stays out of processes that serve pages
    )

    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    for one in list_all_public_ever():
        told = difference(one, master)
        if told:
            yield f"bảng số liệu / snapshot {one.id}: {told} / does not come out again"


@checks
def paper_faults() -> Iterator[str]:
    """A closed batch says of its serials what was made public; its forms are the responses that count."""
    records = [one for one in _records(RecordType.PAPER_BATCH) if one.get("act") == "close"]
    told = {one.get("batch"): one for one in records}
    for batch in queries.list_closed_paper():
        forms = list_forms(batch.id)
        expected = public_record(batch, forms)
        is_same = expected.items() <= told.pop(batch.id, {}).items()
        serials = range(batch.serial_from, batch.serial_to + 1)
        is_same = is_same and [one.serial for one in forms] == list(serials)
        is_same = is_same and expected.items() <= intact_record(batch.commitment or b"").items()
        if not is_same:
            yield f"tập phiếu giấy {batch.id}: khác với văn bản công khai / differs from its record"
        for serial in queries.list_strange_forms(batch):
            yield f"phiếu giấy {serial_text(serial)}: khác với phiếu đã tính / form altered"
    for batch_id in sorted(told, key=str):
        yield f"tập phiếu giấy {batch_id}: không còn / a closed batch is gone"


@checks
def withheld_faults() -> Iterator[str]:
    """Free words are out of sight only by two people, whose public record names what they withheld.

    The other way round nothing can be held: an author may take back words that had been withheld.
    """
    told = {
        one.get("text") for one in _records(RecordType.WORDS_WITHHELD) if one["act"] == "withhold"
    }
    for review_id, original in queries.list_withheld():
        if original.hex() not in told:
            yield f"lời ghi {review_id}: giữ lại mà không có văn bản / withheld without a record"


@tells
def left_out_lines() -> Iterator[dict[str, Any]]:
    """Which responses each act named, for whoever counts figures anew."""
    for act, _, ids in queries.iterate_acts():
        *commitments, blind = root_leaves(act.case_id, act.act, act.round_id, ids, act.restores_id)
        yield {
            "type": "left-out",
            "record": act.commitment.hex(),
            "commitments": [one.hex() for one in commitments],
            "blind": blind.hex(),
        }
