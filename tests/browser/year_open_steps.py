"""Last steps of the journey of a year: what residents read, the report, the open data checked."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from base.db import db
from ledger.queries.records import intact_records
from ledger.record_types import RecordType
from tests.browser.year_people import YEAR, Person
from tests.evaluation.docx_files import text_of

WRITTEN = "Ban Chỉ đạo xã đã họp hai kỳ, phân công từng thành viên phụ trách thôn."
Change = Callable[[dict[str, Any]], None]


def read_published(resident: Person) -> str:
    """Nobody is signed in; returns the agency's points as the public page prints them."""
    resident.page.context.clear_cookies()
    resident.go("/danh-gia").at(f"Mức thực hiện dân chủ ở cơ sở năm {YEAR}").finds_no_fault()
    resident.sees("4321/QĐ-UBND").follow("UBND xã Thọ Xuân").finds_no_fault()
    resident.sees("Vi phạm quy định về thực hiện dân chủ ở cơ sở đã có kết luận")
    points = resident.page.locator("main .figure-number").first.inner_text().split("/")[0]
    resident.go(f"/danh-gia/{YEAR}/14845").sees("Tiêu chí này chưa chấm (còn ít phiếu).")
    return points


def the_ledger_tells_it() -> None:
    records = [one for one in intact_records(RecordType.SCORE) if "evaluation_year" in one]
    told = [(one["evaluation_year"], one["decision_number"]) for one in records]
    db.session.rollback()  # a transaction left open would keep everybody else from writing
    assert told == [(YEAR, "4321/QĐ-UBND")]


def write_report(officer: Person, code: str, points: str) -> None:
    """The office writes its words below the figures; both files hold what was published."""
    page = f"/can-bo/bao-cao/{YEAR}/{code}"
    officer.sign_in().go(page).finds_no_fault()
    officer.page.locator("main textarea").first.fill(WRITTEN)
    officer.fill(number="215", dated_on="2027-01-08").press("Lưu báo cáo").sees("Đã lưu báo cáo.")
    word, sheet = text_of(officer.saves("Tải DOCX")), pdf_text(officer.saves("Tải PDF"))
    for one in (WRITTEN, "4321/QĐ-UBND", f"{points}/100", "18/20"):
        assert one.replace(" ", "") in word.replace(" ", ""), one
        assert one.replace(" ", "") in sheet, one


def pdf_text(content: bytes) -> str:
    """All words of the file without spaces: a line may end anywhere."""
    pages = PdfReader(BytesIO(content)).pages
    return "".join("".join(one.extract_text() for one in pages).split())


def recompute_open_data(resident: Person, folder: Path) -> None:
    """The program out of the bundle itself, run alone: all is found again; one changed digit is named."""
    bundle = folder / "tron-bo.zip"
    bundle.write_bytes(resident.go("/du-lieu").finds_no_fault().saves("Tải trọn bộ (ZIP)"))
    with zipfile.ZipFile(bundle) as archive:
        program = Path(archive.extract("recompute.py", folder))
    code, told = run(program, bundle)
    assert (code, "0 chỗ khác/differences" in told) == (0, True), told
    changed = changed_by_one_digit(bundle, folder / "doi-mot-chu-so.zip")
    code, told = run(program, changed)
    assert code == 1, told
    assert f"danh-gia/{YEAR}-1.json: 15499: points công bố/published" in told


def run(program: Path, bundle: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(bundle)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def changed_by_one_digit(bundle: Path, to: Path) -> Path:
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == f"danh-gia/{YEAR}-1.json":
                table = json.loads(body)
                mine = next(one for one in table["agencies"] if one["agency_code"] == "15499")
                mine["points"] += 1
                body = json.dumps(table).encode()
            new.writestr(name, body)
    return to
