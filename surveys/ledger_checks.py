"""What `flask ledger verify` holds against public records: batches of codes, their uses, acts of cases."""

from collections.abc import Iterator
from typing import Any

from ledger.merkle import hash_leaf, root_of
from ledger.openers import checks, tells
from ledger.queries import intact_record, intact_records
from ledger.record_types import RecordType
from surveys.actions.exclusions import root_leaves
from surveys.codes import batch_root
from surveys.models import BatchState, CodeBatch
from surveys.queries import ledger_checks as queries


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
