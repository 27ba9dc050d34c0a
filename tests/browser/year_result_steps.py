"""Second half of the journey of a year: points, signatures, another look, the decision, publication."""

from collections.abc import Sequence

from playwright.sync_api import expect

from tests.browser.year_people import YEAR, Person

RESULTS = f"/can-bo/ket-qua-nam/{YEAR}"
BREACH = "Kết luận kiểm tra số 12/KL-SNV ngày 20/11/2026: họp thôn không ghi biên bản."
LOOK = "Xã đã niêm yết đủ 20/20 nội dung tại 12 nhà văn hóa thôn, có ảnh chụp kèm theo."
ANSWER = "Đối chiếu ảnh chụp và biên bản niêm yết: đủ 20/20 nội dung."


def score(department: Person, code: str) -> None:
    """The year is closed and scored; points come off for a reason, and never from the index."""
    department.sign_in().go(f"/can-bo/nam-danh-gia/{YEAR}").press("Đóng nhận tự đánh giá")
    department.go(RESULTS).press("Chấm điểm").follow("Xem kết quả").finds_no_fault()
    department.go(f"{RESULTS}/{code}")
    take_off(department, "Vi phạm quy định về thực hiện dân chủ ở cơ sở đã có kết luận", "2")
    department.sees("Đã ghi điểm và lý do.", BREACH).finds_no_fault()
    choices = department.page.locator("main [name=criterion] option").all_inner_texts()
    assert not any("Chỉ số hài lòng" in one for one in choices)
    department.go(f"{RESULTS}/38-SNV")
    expect(department.page.get_by_role("button", name="Ghi điểm")).to_have_count(0)


def take_off(department: Person, criterion: str, points: str) -> None:
    choice = department.page.locator("main [name=criterion] option", has_text=criterion).first
    department.page.locator("main [name=criterion]").select_option(choice.get_attribute("value"))
    department.fill(points=points, reason=BREACH).press("Ghi điểm")


def sign(person: Person, status: int = 302) -> None:
    person.go(RESULTS)
    person.page.locator("main [name=has_seen]").check()
    with person.answered(status):
        person.press("Ký")


def appraise(first: Person, second: Person, office: Sequence[Person]) -> None:
    """Two people stand for each score, the stand-in's two for that of Sở Nội vụ."""
    sign(first)
    first.sees("Đã ký. Còn chờ người khác ký.")
    sign(first, 409)
    first.sees("Ông/bà đã ký đúng nội dung này rồi.")
    sign(second.sign_in())
    second.sees("Đã ký. Còn chờ người khác ký.", "Sở Nội vụ")
    for one in office:
        sign(one.sign_in())
    office[-1].sees("Đã đủ chữ ký.").finds_no_fault()


def ask_for_another_look(officer: Person, code: str) -> str:
    """The officer asks on the own sheet; returns the address of the request."""
    officer.sign_in().go(f"{RESULTS}/{code}").sees("Công khai đủ nội dung theo quy định")
    officer.page.locator("main [name=criterion]").select_option("cong-khai")
    officer.fill(words=LOOK).press("Gửi đề nghị").sees("Đã gửi đề nghị.", LOOK).finds_no_fault()
    officer.page.locator("main .panel a").first.click()
    officer.at("Đề nghị xem xét lại kết quả chấm điểm")
    return officer.page.url.removeprefix(officer.address)


def answer_look(department: Person, inspector: Person, request: str) -> None:
    """Nothing is submitted while it waits; one proposes, a person of another body agrees."""
    department.go(RESULTS)
    with department.answered(409):
        department.press("Ghi nhận đã trình")
    department.sees("đề nghị xem xét lại chưa giải quyết xong")
    department.go(request).page.get_by_label("Chấp nhận", exact=True).check()
    department.fill(points="10", reason=ANSWER).press("Đề xuất").sees("Đã đề xuất.")
    inspector.go(request).page.get_by_label("Đồng ý", exact=True).check()
    inspector.press("Trả lời").sees("Đã trả lời;", ANSWER).finds_no_fault()


def submit_and_decide(department: Person) -> None:
    department.sign_in().go(RESULTS).press("Ghi nhận đã trình").sees("Đã ghi nhận trình UBND tỉnh.")
    department.fill(number="4321/QĐ-UBND", decided_on="2027-01-06").press("Ghi quyết định")
    department.sees("Quyết định số 4321/QĐ-UBND ngày 06/01/2027").finds_no_fault()
    expect(department.page.get_by_role("button", name="Chấm điểm")).to_have_count(0)


def publish(department: Person) -> None:
    department.press("Công bố").sees("Đã công bố.").finds_no_fault()
