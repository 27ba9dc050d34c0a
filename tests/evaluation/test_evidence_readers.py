"""Files of a report that its agency never sent: for its writers and for those who check it."""

from typing import Any

from flask import Flask

from agencies.models import AgencyKind
from base.db import db as database
from evaluation.models import EvidenceFile
from tests.evaluation.test_staff_routes_self_reports import (
    PDF,
    SignIn,
    board,
    fill_all,
    press,
    upload,
)
from tests.evaluation.years import make_year
from tests.factories import make_agency


def test_leaders_and_observers_read_evidence_only_once_the_report_was_sent(
    app: Flask, as_staff: SignIn
) -> None:
    commune: Any = make_agency("UBND xã Hoằng Hóa")
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    make_year()
    database.session.commit()
    officer = as_staff("agency_officer", agency=commune)
    assert upload(officer, commune, "danh-sach-ca-nhan.pdf", PDF).status_code == 302
    path = f"{board(commune)}/tep/{database.session.query(EvidenceFile).one().id}"
    readers = [as_staff("reader"), as_staff("observer")]
    checkers = [as_staff("department", agency=home), as_staff("inspector")]
    assert [one.get(path).status_code for one in readers] == [404, 404]
    assert [one.get(path).status_code for one in [officer, *checkers]] == [200, 200, 200]
    assert "danh-sach-ca-nhan" not in readers[0].get(f"{board(commune)}/chi-tieu/hy-dialogue").text
    fill_all(officer, commune)
    press(officer, f"{board(commune)}/gui", board(commune))
    assert [one.get(path).status_code for one in readers] == [200, 200]
