"""Everything an outsider needs to check the published figures, in one file: /du-lieu/tron-bo.zip."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from base.settings import Settings
from base.spreadsheets import write_csv
from evaluation.open_data.scores import score_files
from evaluation.queries.results import list_public_results
from evaluation.tools import recompute
from ledger.queries.checkpoints import list_closing_checkpoints
from ledger.queries.leaves import subtrees
from ledger.queries.records import iterate_records
from ledger.reports import as_base64, note_with_witnesses
from ledger.signing import signer_of
from ledger.tools import verify_ledger
from surveys.open_data.tables import as_json, snapshot_table
from surveys.open_data.texts import texts_by_key
from surveys.queries.bundle import list_acts, list_issued_codes, list_public_releases
from surveys.queries.published import list_cells_with_agencies
from surveys.questionnaire_content import read_content
from surveys.reports.snapshots import signed_text
from surveys.rules.exclusions import public_count

_LEDGER_TOOLS = Path(verify_ledger.__file__).parent
PROGRAMS = (
    _LEDGER_TOOLS / "verify_ledger.py",
    _LEDGER_TOOLS / "witness.py",
    Path(recompute.__file__),
)
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same content is the same file

READ_ME = """Ý Dân – dữ liệu mở, trọn bộ / open data, complete

chi-so/*.json          mọi bảng số liệu đã công bố: n, p, V, df, n_eff, khoảng tin cậy, cách tính (settings)
                       every published table of figures, with the settings of its method
danh-gia/*.json        điểm của từng năm đã công bố: bảng chấm điểm, số liệu và điểm từng tiêu chí
                       published scores of a year: the card, figures and points of each criterion
chi-so/*-signed.json   đúng văn bản đã ký của bảng đó; SHA-256 của nó nằm trong sổ công khai
                       the very text that was signed; its SHA-256 stands in the ledger
so-cong-khai/          mốc chốt sổ cuối mỗi ngày có chữ ký, bằng chứng nối tiếp, việc làm công khai, khóa
                       the last signed checkpoint of each day, consistency proofs, public records, keys
ma-danh-gia.csv        số mã đánh giá đã phát theo cơ quan và tháng / codes issued by agency and month
loai-phieu.csv         phiếu bị tạm loại, loại hay tính lại, kèm lý do / responses set aside or restored
recompute.py           tính lại mọi khoảng tin cậy, khoảng hạng và điểm trong bộ này (hạng: cần thêm numpy)
                       recomputes every interval, rank interval and score of this bundle (ranks need numpy)
                       thêm --opening TỆP (tệp mở của người kiểm tra): đếm lại mọi con số từ chính các phiếu
                       with --opening FILE (the auditor's): every figure again from the responses themselves
verify_ledger.py       chương trình kiểm tra, chỉ cần Python / checks the ledger, needs nothing but Python
witness.py             chương trình làm chứng / for whoever wants to be a witness

Số đếm dưới 10 ghi «dưới 10» / counts below ten are not told apart.
"""


def write_bundle(settings: Settings) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _files(settings):
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), body, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    yield "DOC-TRUOC.txt", READ_ME.encode()
    for release in list_public_releases():
        texts = texts_by_key(read_content(release.round.version.content))
        cells = list_cells_with_agencies(release.snapshot.id)
        signed = signed_text(release.snapshot, [cell for cell, _agency in cells])
        name = f"chi-so/{release.snapshot.id}"
        yield f"{name}.json", as_json(snapshot_table(release, cells, texts))
        yield f"{name}-signed.json", signed.encode()
    for result, year in list_public_results():
        yield from score_files(result, year)
    yield from _ledger_files(settings)
    yield "ma-danh-gia.csv", _code_counts()
    yield "loai-phieu.csv", _exclusions()
    for program in PROGRAMS:
        yield program.name, program.read_bytes()


def _ledger_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Folder of the shape that the verifier reads, but for the leaves, and proofs between the heads."""
    heads = list_closing_checkpoints()
    yield "so-cong-khai/key.txt", f"{signer_of(settings).key}\n".encode()
    notes = [json.dumps(note_with_witnesses(one), ensure_ascii=False) for one in heads]
    yield "so-cong-khai/checkpoints.jsonl", _lines(notes)
    yield "so-cong-khai/proofs.json", json.dumps(_proofs([one.size for one in heads])).encode()
    yield "so-cong-khai/records.jsonl", _lines(text for *_, text in iterate_records())


def _proofs(sizes: Sequence[int]) -> list[dict[str, Any]]:
    tree, found = subtrees(), []
    for first, second in pairwise(sizes):
        path = [as_base64(one) for one in tree.consistency(first, second)]
        found.append({"first": first, "second": second, "path": path})
    return found


def _lines(texts: Iterable[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def _code_counts() -> bytes:
    rows = [
        [code, name, month, public_count(count)] for code, name, month, count in list_issued_codes()
    ]
    return write_csv(["agency_code", "agency_name", "month", "code_count"], rows)


def _exclusions() -> bytes:
    heads = ["day", "agency_code", "act", "response_count", "reason", "record"]
    rows = [
        [one.day, one.agency_code, one.act, public_count(one.count), one.reason, one.record]
        for one in list_acts()
    ]
    return write_csv(heads, rows)
