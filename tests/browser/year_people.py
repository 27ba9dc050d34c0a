"""Who takes part in the journey of a year: a small province, its survey, people at their screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import time_machine
from passlib.totp import TOTP
from playwright.sync_api import Download, Page, expect

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Role
from base.db import db
from surveys.models import RoundState
from tests.agencies.signing_in import PASSWORD, SIGN_IN, make_person
from tests.browser.conftest import OFFICE, axe_findings
from tests.factories import make_agency, make_content, make_place, make_round, make_version
from tests.surveys.releasing import publish_at_hour
from tests.surveys.sending import days_of_answers, send

YEAR = 2026
MONTHS = (202604, 202605, 202606, 202607, 202608, 202609)
# What residents of each said: the share of satisfied answers; nobody was heard in Mường Lát but 20.
HEARD = {"14797": (60, 6, 0.93), "15499": (60, 6, 0.78), "14845": (10, 2, 0.8)}


def on_day(month: int, day: int, year: int = YEAR) -> Any:
    """Ten o'clock of that day in Hanoi; the server is asked while it lasts."""
    return time_machine.travel(datetime(year, month, day, 3, tzinfo=UTC))


class Province:
    """Sở Nội vụ, its stand-in, Thanh tra tỉnh and three communes, with those who act for them."""

    def __init__(self) -> None:
        load_legal_data()
        self.department = make_agency("Sở Nội vụ", code="38-SNV", kind=AgencyKind.DEPARTMENT)
        self.stand_in = make_agency(
            "Văn phòng UBND tỉnh", code="38-VP", kind=AgencyKind.PROVINCE_OFFICE
        )
        self.inspectorate = make_agency(
            "Thanh tra tỉnh", code="38-TTR", kind=AgencyKind.INSPECTORATE
        )
        self.ward = make_agency("UBND phường Hạc Thành", code="14797")
        self.commune = make_agency("UBND xã Thọ Xuân", code="15499")
        self.remote = make_agency("UBND xã Mường Lát", code="14845")
        self.appraisers = [self._person(Role.DEPARTMENT, self.department) for _ in range(2)]
        self.office = [self._person(Role.DEPARTMENT, self.stand_in) for _ in range(2)]
        self.inspector = self._person(Role.INSPECTOR, self.inspectorate)
        self.officer = self._person(Role.AGENCY_OFFICER, self.commune)
        self.neighbour = self._person(Role.AGENCY_OFFICER, self.ward)

    def _person(self, role: Role, agency: Any) -> Any:
        return make_person(role, agency=agency)

    def hear_residents(self) -> None:
        """A round with one-time codes from April to September, signed and published."""
        places = {one.code: make_place(one) for one in (self.ward, self.commune, self.remote)}
        survey_round = make_round(
            list(places.values()),
            state=RoundState.UNDER_REVIEW,
            owner=self.department,
            version=make_version(content=make_content(5)),
            name="Hài lòng về dịch vụ hành chính công cấp xã năm 2026",
            opens_at=datetime(YEAR, 4, 1, tzinfo=UTC),
            closes_at=datetime(YEAR, 10, 1, tzinfo=UTC),
        )
        for code, (days, a_day, satisfied) in HEARD.items():
            send(
                days_of_answers(
                    survey_round, places[code], days, a_day, satisfied, MONTHS, channel="code"
                )
            )
        self._publish(survey_round)

    def _publish(self, survey_round: Any) -> None:
        from agencies.roles import Viewer
        from surveys.actions.snapshots import sign_snapshot
        from surveys.snapshot_job import compute_snapshot

        signer = Viewer(None, self.department.id, ((Role.DEPARTMENT, None),))
        snapshot = compute_snapshot(survey_round.id, None)
        sign_snapshot(signer, survey_round, snapshot, snapshot.content_hash)
        publish_at_hour(signer, survey_round, snapshot)
        db.session.commit()


class Person:
    """One browser of one person, who signs in anew once on each day of work (a code counts once)."""

    def __init__(self, open_page: Callable[..., Page], address: str, staff: Any) -> None:
        self.email, self.address = staff.email, address
        self.page = open_page(SIGN_IN, OFFICE, accept_downloads=True)
        self.phone: TOTP | None = None

    def sign_in(self) -> "Person":
        page = self.page
        page.context.clear_cookies()
        self.go(SIGN_IN)
        page.get_by_label("Thư điện tử công vụ").fill(self.email)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.press("Đăng nhập")
        if self.phone is not None:
            self._give_code("Mã 6 chữ số trên điện thoại", "Tiếp tục")
        elif page.get_by_role("link", name="Cài mã xác thực trên điện thoại", exact=True).count():
            self._set_up_phone()
        expect(page.locator(".account-menu")).to_be_visible()
        return self

    def _set_up_phone(self) -> None:
        page = self.page
        page.get_by_role("link", name="Cài mã xác thực trên điện thoại", exact=True).click()
        self.press("Bắt đầu cài")
        key = page.locator("#totp-key").inner_text()
        self.phone = TOTP(key.replace(" ", "").replace("-", ""))
        self._give_code("Gõ mã 6 chữ số", "Hoàn tất")
        expect(page.get_by_text("Đã cài mã xác thực.")).to_be_visible()

    def _give_code(self, label: str, button: str) -> None:
        assert self.phone is not None
        self.page.get_by_label(label).fill(self.phone.generate().token)
        self.press(button)

    def go(self, path: str) -> "Person":
        self.page.goto(self.address + path)
        return self

    def follow(self, name: str, heading: str = "") -> "Person":
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()
        if heading:
            self.at(heading)
        return self

    def press(self, name: str) -> "Person":
        """Of a form; what is asked before the answer is there would be asked of the page being left."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        return self

    def fill(self, **fields: str) -> "Person":
        """By the names of the fields, as the forms call them."""
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']").fill(value)
        return self

    def at(self, heading: str) -> "Person":
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self

    def sees(self, *words: str) -> "Person":
        for one in words:
            expect(self.page.get_by_text(one).first).to_be_visible()
        return self

    def misses(self, *words: str) -> "Person":
        for one in words:
            expect(self.page.get_by_text(one)).to_have_count(0)
        return self

    def finds_no_fault(self) -> "Person":
        assert axe_findings(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return self

    @contextmanager
    def answered(self, status: int) -> Iterator[None]:
        """What is done inside is answered with that status."""
        with self.page.expect_response(lambda one: one.status == status):
            yield

    def saves(self, name: str) -> bytes:
        """The file behind a link of the page."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=True).first.click()
        download: Download = waiting.value
        return download.path().read_bytes()
