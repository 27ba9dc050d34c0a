"""First half of the journey of a year: targets, scorecard, self-report, there and back again."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.year_people import YEAR, Person

REPORTS = f"/can-bo/tu-danh-gia/{YEAR}"
RETURNED = "Thiếu biên bản hội nghị đối thoại ngày 12/6/2026."
SAMPLED = "Đã xem biên bản đối thoại và sổ ký nhận; khớp với số đã báo cáo."
DIALOGUE = "Đối thoại, trao đổi thông tin với người dân, doanh nghiệp"


def set_targets(department: Person) -> None:
    """The shipped catalogues, one target that this province does not want, the year begins."""
    department.sign_in().go("/can-bo/chi-tieu").press("Nạp danh mục kèm theo hệ thống")
    department.finds_no_fault()
    department.go("/can-bo/nam-danh-gia").follow("Mở năm đánh giá", "Mở năm đánh giá")
    department.fill(year=str(YEAR), report_by="2026-12-10").press("Mở năm")
    department.at(f"Năm đánh giá {YEAR}").finds_no_fault()
    department.press("Bỏ Lớp đào tạo, bồi dưỡng về pháp luật và kỹ năng thực hiện dân chủ ở cơ sở")
    department.sees("Đã bỏ chỉ tiêu khỏi năm này.")
    department.press("Bắt đầu nhận tự đánh giá").sees("Các cơ quan tự đánh giá được từ bây giờ.")


def set_scorecard(department: Person) -> None:
    """The shipped proposal; weights that do not add up cannot be used and are named."""
    department.go("/can-bo/bang-cham-diem").press("Lấy bảng đề xuất")
    department.page.get_by_role("link", name="Sửa V. Sự hài lòng").click()
    points = "main [name='criteria-0-max_points']"
    department.page.locator(points).fill("24")
    department.press("Lưu").sees("Còn phải sửa trước khi đưa vào dùng").finds_no_fault()
    expect(department.page.get_by_role("button", name="Đưa vào dùng")).to_have_count(0)
    department.page.get_by_role("link", name="Sửa V. Sự hài lòng").click()
    department.page.locator(points).fill("25")
    department.press("Lưu").press("Đưa vào dùng").sees("Đã đưa vào dùng.")


def fill_in(page: Page, done: str, total: str) -> None:
    """Every line of the group on the screen: all yes, `done` of `total`, three times, on a day of May."""
    for one in page.locator("main input[type=radio][value=yes]").all():
        one.check()
    for ending, value in (("all_count", total), ("done_count", done), ("done_on", "2026-05-20")):
        for one in page.locator(f"main input[name$='-{ending}']").all():
            one.fill(value)


def report(officer: Person, code: str) -> None:
    """All groups of lines; then evidence that is not what its name says, and a real PDF."""
    officer.sign_in().go(f"{REPORTS}/{code}").press("Gửi bản tự đánh giá").sees(
        "chỉ tiêu chưa điền"
    )
    for group in ("dated", "year", "ongoing"):
        officer.go(f"{REPORTS}/{code}/dien/{group}")
        if not officer.page.locator("main section.line").count():
            continue
        fill_in(officer.page, "18", "20")
        officer.press("Lưu").sees("Đã lưu. Chưa gửi")
    officer.finds_no_fault()


def send_evidence(officer: Person) -> None:
    officer.follow(DIALOGUE, DIALOGUE)
    give_file(officer, b"Bien ban hoi nghi doi thoai", 409)
    officer.sees("Nội dung tệp không đúng với đuôi tệp .pdf")
    give_file(officer, make_pdf(officer.page), 302)
    officer.sees("Đã thêm tệp minh chứng.", "Biên bản đối thoại.pdf").finds_no_fault()


def give_file(officer: Person, content: bytes, status: int) -> None:
    file: Any = {"name": "Biên bản đối thoại.pdf", "mimeType": "application/pdf", "buffer": content}
    officer.page.get_by_label("Tệp minh chứng").set_input_files(file)
    with officer.answered(status):
        officer.press("Thêm tệp")


def make_pdf(page: Page) -> bytes:
    """A page that a browser printed, as an officer would."""
    sheet = page.context.new_page()
    sheet.set_content("<h1>Biên bản hội nghị đối thoại</h1><p>Ngày 12/6/2026, 184 người dự.</p>")
    printed = sheet.pdf()
    sheet.close()
    return printed


def send_and_mend(officer: Person, department: Person, code: str) -> None:
    """Sent, returned with a reason, mended, sent again, accepted."""
    board = f"{REPORTS}/{code}"
    officer.go(board).press("Gửi bản tự đánh giá").sees("Đã gửi, chờ kiểm tra")
    department.sign_in().go(f"{REPORTS}?xem=submitted").follow("UBND xã Thọ Xuân")
    department.page.get_by_text("Trả lại để sửa").click()
    department.fill(reason=RETURNED).press("Trả lại").sees("Đã trả lại")
    officer.go(board).sees(RETURNED).finds_no_fault()
    officer.page.get_by_role("link", name=DIALOGUE).first.click()
    give_file(officer, make_pdf(officer.page), 302)
    officer.go(board).press("Gửi bản tự đánh giá").sees("Đã gửi, chờ kiểm tra")
    department.go(board).press("Chấp nhận").sees("Đã chấp nhận; số liệu này")


def sample(inspector: Person) -> None:
    """Nobody chose the report: the ledger drew it; its evidence can be saved."""
    inspector.sign_in().go(f"{REPORTS}/mau").sees("Bốc 1 trong 1 bản đã gửi").finds_no_fault()
    inspector.follow("UBND xã Thọ Xuân").fill(words=SAMPLED).press("Ghi kết quả")
    inspector.sees("Đã ghi kết quả kiểm tra mẫu.", SAMPLED).finds_no_fault()
    inspector.page.get_by_role("link", name=DIALOGUE).first.click()
    assert inspector.saves("Biên bản đối thoại.pdf").startswith(b"%PDF-")
