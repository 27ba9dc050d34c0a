"""A resident at a phone of 360 px, with and without script: answers, is thanked once, checks the number."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from surveys.models import PlaceKind, Response
from tests.browser.conftest import OFFICE, PHONE, axe_findings
from tests.surveys.answering import count, make_open_place, responses, stored_words
from tests.surveys.contents import make_full_content

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
THANKS = "Cảm ơn ông/bà. Phiếu đã được ghi nhận."


@pytest.fixture
def place(app: Flask) -> str:
    return make_open_place(make_full_content()).code


def tap(page: Page, question: str, label: str) -> None:
    page.locator(f"#{question}").get_by_text(label, exact=True).click()


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Gửi phiếu").click()


def number_on(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    return page.locator("#number").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_a_resident_answers_is_thanked_and_checks_the_number(
    open_page: Open, place: str, script: bool
) -> None:
    page = open_page(f"/k/{place}", java_script_enabled=script)
    tap(page, "item_1", "Hài lòng")
    tap(page, "item_2", "Không có ý kiến")
    page.get_by_label("Điều gì cần làm tốt hơn?").fill("Thêm ghế ngồi chờ")
    press_send(page)
    number = number_on(page)
    page.get_by_role("link", name="Kiểm tra phiếu").click()
    expect(page.locator(".notice-success")).to_contain_text(number)
    assert count(Response) == 1
    assert stored_words() == {"words": "Thêm ghế ngồi chờ"}


def test_without_script_the_back_button_and_a_second_send_make_one_response(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}", java_script_enabled=False)
    tap(page, "item_1", "Hài lòng")
    press_send(page)
    number = number_on(page)
    page.go_back()
    expect(page.locator("#item_1 :checked")).to_have_value("4")
    press_send(page)
    assert number_on(page) == number
    page.go_back()
    tap(page, "item_1", "Rất không hài lòng")
    press_send(page)
    expect(page.locator(".notice-title")).to_contain_text("Phiếu trước của trang này")
    assert count(Response) == 1
    page.get_by_role("button", name="Gửi thành phiếu mới").first.click()
    assert number_on(page) != number
    assert count(Response) == 2


@pytest.mark.parametrize("script", [True, False])
def test_a_double_tap_makes_one_response(open_page: Open, place: str, script: bool) -> None:
    page = open_page(f"/k/{place}", java_script_enabled=script)
    tap(page, "item_1", "Bình thường")
    page.get_by_role("button", name="Gửi phiếu").dblclick()
    number_on(page)
    assert count(Response) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_mistake_is_shown_beside_its_question_and_no_tap_is_lost(
    open_page: Open, place: str, script: bool
) -> None:
    page = open_page(f"/k/{place}", java_script_enabled=script)
    tap(page, "item_2", "Rất hài lòng")
    page.get_by_label("Ông/bà chờ bao nhiêu phút?").fill("lâu lắm")
    press_send(page)
    expect(page).to_have_title(re.compile("^Lỗi:"))
    expect(page.locator("#item_1-error")).to_be_visible()
    expect(page.locator("#minutes-error")).to_contain_text("số nguyên")
    expect(page.locator("#item_2 :checked")).to_have_value("5")
    expect(page.get_by_label("Ông/bà chờ bao nhiêu phút?")).to_have_value("lâu lắm")
    page.locator(".error-summary").get_by_role("link").first.click()
    tap(page, "item_1", "Hài lòng")
    page.get_by_label("Ông/bà chờ bao nhiêu phút?").fill("30")
    press_send(page)
    number_on(page)
    assert count(Response) == 1


def test_a_lost_network_keeps_the_form_and_sends_it_by_itself_when_it_is_back(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}")
    tap(page, "item_1", "Hài lòng")
    page.context.set_offline(True)
    press_send(page)
    expect(page.locator(".status[role]")).to_contain_text("sẽ tự gửi lại")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(THANKS)
    assert count(Response) == 0
    page.context.set_offline(False)
    number_on(page)
    assert count(Response) == 1


def test_an_answer_lost_on_its_way_back_is_sent_again_and_stored_once(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}")
    tap(page, "item_1", "Hài lòng")
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/k/**", lose_the_answer)
    press_send(page)
    expect(page.locator(".status[role]")).to_contain_text("sẽ tự gửi lại")
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS, timeout=15000)
    assert lost == [200]
    assert count(Response) == 1


def test_a_draft_stays_on_the_phone_until_it_is_sent(open_page: Open, place: str) -> None:
    page = open_page(f"/k/{place}")
    tap(page, "item_1", "Không hài lòng")
    page.get_by_label("Điều gì cần làm tốt hơn?").fill("Đường vào bị ngập")
    page.reload()
    expect(page.locator(".status").first).to_contain_text("Đã điền lại")
    expect(page.locator("#item_1 :checked")).to_have_value("2")
    expect(page.get_by_label("Điều gì cần làm tốt hơn?")).to_have_value("Đường vào bị ngập")
    press_send(page)
    number_on(page)
    page.goto(page.url)
    expect(page.locator("#item_1 :checked")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_clearing_a_draft_begins_anew(open_page: Open, place: str) -> None:
    page = open_page(f"/k/{place}")
    tap(page, "item_1", "Hài lòng")
    page.reload()
    page.get_by_role("button", name="Xóa, làm lại từ đầu").click()
    expect(page.locator("#item_1 :checked")).to_have_count(0)


def test_a_conditional_question_appears_when_its_answer_is_given(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}")
    why = page.locator("#why")
    expect(why).to_be_hidden()
    expect(page.locator(".progress")).to_contain_text("0/8")
    tap(page, "visits", "Hai lần trở lên")
    expect(why).to_be_visible()
    expect(page.get_by_label("Nếu chọn mục khác, xin ghi rõ")).to_be_hidden()
    tap(page, "why", "Lý do khác")
    page.get_by_label("Nếu chọn mục khác, xin ghi rõ").fill("Máy hỏng")
    expect(page.locator(".progress")).to_contain_text("2/9")
    tap(page, "item_1", "Hài lòng")
    press_send(page)
    number_on(page)
    assert stored_words() == {"why": "Máy hỏng"}


def test_without_script_a_conditional_question_says_its_condition(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}", java_script_enabled=False)
    expect(page.locator("#why")).to_be_visible()
    expect(page.locator(".condition")).to_contain_text("«Hai lần trở lên»")


def test_a_keyboard_is_enough(open_page: Open, place: str) -> None:
    page = open_page(f"/k/{place}", OFFICE)
    page.locator("#item_1-0").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#item_1-3")).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "item_2"
    page.get_by_role("button", name="Gửi phiếu").focus()
    page.keyboard.press("Enter")
    number_on(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert responses()[0].answers[0] == 4


def test_a_kiosk_forgets_twenty_seconds_after_the_last_touch(open_page: Open, app: Flask) -> None:
    code = make_open_place(make_full_content(), kind=PlaceKind.KIOSK).code
    page = open_page("/k", OFFICE)
    page.clock.install()
    page.goto(page.url.removesuffix("/k") + f"/k/{code}?kiosk=1")
    tap(page, "item_1", "Hài lòng")
    page.clock.run_for(19_000)
    expect(page.locator("#item_1 :checked")).to_have_count(1)
    page.clock.run_for(2_000)
    expect(page.locator("#item_1 :checked")).to_have_count(0)
    tap(page, "item_1", "Hài lòng")
    press_send(page)
    number_on(page)
    page.clock.run_for(21_000)
    expect(page.get_by_role("button", name="Gửi phiếu")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert responses()[0].channel == "kiosk"


def test_a_place_that_is_no_kiosk_is_not_made_one_by_its_address(
    open_page: Open, place: str
) -> None:
    page = open_page(f"/k/{place}?kiosk=1")
    expect(page.locator("body.kiosk")).to_have_count(0)


def no_overflow(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [180, 320, 360, 430, 683, 1366])
def test_nothing_runs_out_of_the_page_at_any_width_or_zoom(
    open_page: Open, place: str, width: int
) -> None:
    """180 and 683 px are phones of 360 and an office screen of 1366 at 200 % zoom."""
    page = open_page(f"/k/{place}?lang=en", {"width": width, "height": 740})
    assert no_overflow(page)
    assert page.locator(".faces label").evaluate_all(
        "all => all.every(one => one.scrollWidth <= one.clientWidth)"
    )
    page.get_by_role("link", name="Tiếng Việt").click()
    assert no_overflow(page)
    tap(page, "item_1", "Hài lòng")
    press_send(page)
    number_on(page)
    assert no_overflow(page)


def test_everything_that_is_tapped_is_at_least_44_pixels_high(open_page: Open, place: str) -> None:
    page = open_page(f"/k/{place}")
    tap(page, "visits", "Hai lần trở lên")
    heights = page.locator("#answer label:visible, #answer button:visible").evaluate_all(
        "all => all.filter(one => !/form-group|other/.test(one.parentNode.className))"
        ".map(one => [one.innerText, one.getBoundingClientRect().height])"
    )
    assert [one for one in heights if one[1] < 44] == []


def states(address: str, place: str) -> dict[str, Any]:
    def sent(page: Page) -> None:
        tap(page, "item_1", "Hài lòng")
        press_send(page)
        number_on(page)

    def other_content(page: Page) -> None:
        nonce = page.locator("[name='.nonce']").input_value()
        page.request.post(page.url + "/gui", form={"item_1": "1", ".nonce": nonce})
        tap(page, "item_1", "Hài lòng")
        press_send(page)
        expect(page.locator(".notice-title")).to_be_visible()

    def found(page: Page) -> None:
        sent(page)
        page.goto(f"{address}/kiem-tra-phieu/{page.locator('#number').inner_text()}")

    return {
        "form": lambda page: None,
        "condition met": lambda page: tap(page, "visits", "Hai lần trở lên"),
        "mistakes": lambda page: (press_send(page), expect(page).to_have_title(re.compile("Lỗi"))),
        "other content": other_content,
        "thanks": sent,
        "found": found,
        "unknown": lambda page: page.goto(f"{address}/kiem-tra-phieu/2222222222222"),
        "mistyped": lambda page: page.goto(f"{address}/kiem-tra-phieu/2222222222223"),
        "no such place": lambda page: page.goto(f"{address}/k/ABCDEFG"),
        "type a place": lambda page: page.goto(f"{address}/k"),
        "english": lambda page: page.goto(f"{address}/k/{place}?lang=en"),
    }


@pytest.mark.parametrize("state", list(states("", "")))
@pytest.mark.parametrize("script", [True, False])
def test_axe_finds_nothing_on_any_state(
    open_page: Open, address: str, place: str, state: str, script: bool
) -> None:
    page = open_page(f"/k/{place}", PHONE, java_script_enabled=script, bypass_csp=True)
    states(address, place)[state](page)
    if script:
        assert axe_findings(page) == []
    else:
        copy = open_page("/k", PHONE, bypass_csp=True)
        copy.set_content(page.content())
        assert axe_findings(copy) == []


def test_the_content_policy_lets_the_pages_own_script_and_style_through_and_says_nothing(
    open_page: Open, address: str, place: str
) -> None:
    said: list[str] = []
    page = open_page("/k")
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/k/{place}")
    tap(page, "item_1", "Hài lòng")
    press_send(page)
    number_on(page)
    assert said == []
