"""The living page as people see it: axe finds nothing, nothing overflows, targets are large."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import OFFICE, PHONE, axe_findings

pytestmark = pytest.mark.browser

PAGES = ("/thanh-phan", "/thanh-phan/phieu", "/thanh-phan/can-bo", "/khong-co-trang-nay", "/")
TOO_SMALL = """() => [...document.querySelectorAll('label[for], button, .button, .input, .select')]
  .filter(e => e.closest('.faces, .choice, .no-opinion') || !e.matches('label'))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize("viewport", [PHONE, OFFICE], ids=["phone", "office"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., Page], path: str, viewport: Any) -> None:
    assert axe_findings(open_page(path, viewport)) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_screen(open_page: Callable[..., Page], path: str) -> None:
    """683 px is an office screen at 200 % zoom."""
    page = open_page(path)
    for width in (320, 360, 430, 683, 1366):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_a_resident_presses_is_at_least_44_pixels(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/thanh-phan/phieu")
    for width in (300, 320, 360, 430, 1366):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(TOO_SMALL) == []


def test_a_residents_page_is_one_request_and_leaves_no_cookie(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/thanh-phan/phieu")
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert page.context.cookies() == []


BACKGROUNDS = """() => {
  const probe = document.body.appendChild(document.createElement("div"));
  probe.style.cssText = "forced-color-adjust: none; background: Highlight";
  const marked = (e) => getComputedStyle(e).backgroundColor === getComputedStyle(probe).backgroundColor;
  return ["q1-3", "q1-2"].map(id => marked(document.querySelector(`label[for=${id}]`)));
}"""


def test_the_chosen_face_still_stands_out_when_the_system_forces_its_colours(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("/thanh-phan/phieu", forced_colors="active")
    assert page.evaluate(BACKGROUNDS) == [True, False]


def test_a_scale_is_answered_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("/thanh-phan/phieu")
    page.locator("#q3-0").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#q3-2").is_checked()


def test_large_letters_turn_the_faces_into_a_list(open_page: Callable[..., Page]) -> None:
    """200 % zoom of a 600 px window and a phone with very large letters both come to this."""
    page = open_page("/thanh-phan/phieu", {"width": 300, "height": 700})
    boxes = [page.locator(f"label[for=q1-{n}]").bounding_box() for n in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["y"] > boxes[0]["y"]


def test_no_page_asks_another_site_for_anything_or_breaks_the_content_policy(
    open_page: Callable[..., Page], address: str
) -> None:
    page = open_page("/thanh-phan", OFFICE)
    names = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in names if not name.startswith(address)] == []
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"')")


def test_phones_download_no_font(open_page: Callable[..., Page]) -> None:
    page = open_page("/thanh-phan", PHONE)
    names = page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in names if name.endswith(".woff2")] == []


def test_the_copy_and_show_buttons_are_added_by_script(open_page: Callable[..., Page]) -> None:
    page = open_page("/thanh-phan", OFFICE)
    page.locator("#password").fill("một câu dễ nhớ")
    page.locator(".password-row:has(#password) button").click()
    assert page.locator("#password").get_attribute("type") == "text"
    boxes = page.locator(".code-box").count()
    assert page.locator(".code-box button").count() == boxes > 1


def test_a_signed_in_person_finds_their_name_and_the_way_out(
    open_page: Callable[..., Page], as_staff: Callable[..., Any]
) -> None:
    page = open_page("/thanh-phan/can-bo", OFFICE, signed_in=as_staff("department"))
    page.locator(".account-menu summary").click()
    assert page.locator(".account-menu form button").is_visible()
    assert axe_findings(page) == []


def test_a_form_tapped_twice_is_sent_once(open_page: Callable[..., Page]) -> None:
    page = open_page("/thanh-phan", OFFICE)
    sent = []

    def answer(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route("**/thanh-phan", answer)
    for _ in range(2):
        page.locator(".progress form button").click()
        page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_typed_work_is_not_lost_without_a_question(open_page: Callable[..., Page]) -> None:
    page = open_page("/thanh-phan", OFFICE)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#sample-note").fill("Một giờ làm việc")
    page.reload()
    assert asked == ["beforeunload"]


def test_figures_under_a_chart_are_printed(open_page: Callable[..., Page]) -> None:
    """By the style sheet where the browser knows how, else by script."""
    page = open_page("/thanh-phan", OFFICE)
    figures = page.locator("#sample-both-table")
    assert not figures.is_visible()
    page.emulate_media(media="print")
    assert figures.is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert figures.is_visible()
