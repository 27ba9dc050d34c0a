"""The open page in a real browser: its little work, its last question, and axe over the pages of manners."""

from collections.abc import Callable
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from agencies.models import Agency, AgencyNetwork, Role
from base.db import db
from surveys.models import QrPlace
from surveys.rules.labels import WORK_BITS, Beside, unpacked
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.browser.test_answering import number_on, press_send, tap
from tests.factories import make_agency
from tests.surveys.answering import make_open_place, responses
from tests.surveys.reviews import make_text_review

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
CHEAP_PHONE = 6  # times slower than this machine

WORK_TIMES = """async (bits) => {
  const times = [];
  for (let page = 0; page < 40; page++) {
    const token = String(page).padStart(62, "A"), start = performance.now();
    let found = false;
    for (let n = 0; !found; n += 64) {
      const hashes = await Promise.all([...Array(64).keys()].map((i) =>
        crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${token}:${n + i}`))));
      found = hashes.some((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    }
    times.push(performance.now() - start);
  }
  return times;
}"""


@pytest.fixture
def place(app: Flask) -> QrPlace:
    return make_open_place()


@pytest.mark.parametrize("script", [True, False])
def test_the_script_does_the_work_while_the_form_is_filled_in_and_without_it_nothing_is_missing(
    open_page: Open, place: QrPlace, script: bool
) -> None:
    page = open_page(f"/k/{place.code}", java_script_enabled=script)
    tap(page, "item_1", "Hài lòng")
    page.get_by_text("Có cán bộ đứng cạnh").click()
    if script:
        page.wait_for_timeout(1500)
    press_send(page)
    number_on(page)
    (row,) = responses()
    labels = unpacked(row.labels)
    assert (labels.is_work_done, labels.beside) == (script, Beside.STAFF_NEAR)


def test_the_work_takes_less_than_a_second_on_a_cheap_phone(
    open_page: Open, place: QrPlace
) -> None:
    page = open_page(f"/k/{place.code}")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CHEAP_PHONE})
    times = page.evaluate(WORK_TIMES, WORK_BITS)
    assert median(times) < 1000


@pytest.mark.parametrize("viewport", [PHONE, OFFICE])
def test_axe_finds_nothing(
    open_page: Open, place: QrPlace, as_staff: Callable[..., FlaskClient], viewport: object
) -> None:
    agency = db.session.get_one(Agency, place.agency_id)
    db.session.add(AgencyNetwork(agency_id=agency.id, network="113.160.5.0/29"))
    for _ in range(2):
        make_text_review(agency)
    client = as_staff(Role.DEPARTMENT, agency=make_agency("Sở Nội vụ"))
    public = [f"/k/{place.code}", f"/chi-so/{agency.code}/loi-ghi", "/rieng-tu"]
    staff = ["/can-bo/loi-ghi", f"/can-bo/co-quan/{agency.code}/mang"]
    found = {path: axe_findings(open_page(path, viewport)) for path in public}
    found |= {path: axe_findings(open_page(path, viewport, signed_in=client)) for path in staff}
    assert {path: faults for path, faults in found.items() if faults} == {}
