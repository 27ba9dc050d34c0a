"""What points at a person goes out of free words; what does not, stays as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.rules.redaction import check_only_removes, redact
from surveys.rules.redaction.reviewing import WordsAdded

STAFF = ["Nguyễn Thị Hoa", "Lê Văn Tuấn", "Lò Thị Pành"]

NUMBERS = [
    ("Gọi 0912345678 giúp tôi", "Gọi [số điện thoại] giúp tôi"),
    ("sđt 0912 345 678.", "sđt [số điện thoại]."),
    ("ĐT: 0912.345.678, chiều gọi", "ĐT: [số điện thoại], chiều gọi"),
    ("zalo 091-234-5678", "zalo [số điện thoại]"),
    ("+84 912 345 678", "[số điện thoại]"),
    ("+84912345678 nhé", "[số điện thoại] nhé"),
    ("(+84) 912345678", "[số điện thoại]"),
    ("84912345678", "[số điện thoại]"),
    ("O912345678 là số tôi", "[số điện thoại] là số tôi"),
    ("máy bàn 02373852246", "máy bàn [số điện thoại]"),
    ("máy bàn (0237) 3852 246", "máy bàn [số điện thoại]"),
    ("máy bàn 0237.3852.246", "máy bàn [số điện thoại]"),
    ("hai số 0912345678 và 0987654321", "hai số [số điện thoại] và [số điện thoại]"),
    ("CCCD 038085012345", "CCCD [số giấy tờ]"),
    ("căn cước 038 085 012 345 cấp 2021", "căn cước [số giấy tờ] cấp 2021"),
    ("038.085.012.345", "[số giấy tờ]"),
    ("CMND 171234567", "CMND [số giấy tờ]"),
    ("cmnd 171 234 567", "cmnd [số giấy tờ]"),
    ("hộ chiếu C1234567", "hộ chiếu [số giấy tờ]"),
    ("thẻ BHYT GD4383812345678", "thẻ BHYT [số giấy tờ]"),
    ("thẻ GD 4 38 38 123 45678", "thẻ [số giấy tờ]"),
    ("mã số BHXH 3820123456", "mã số BHXH [số giấy tờ]"),
    ("tài khoản 19034567890123 Techcombank", "tài khoản [số giấy tờ] Techcombank"),
    ("hồ sơ H56.23.15-251123-0012 trả chậm", "hồ sơ [mã hồ sơ] trả chậm"),
    ("000.00.15.H56-251123-0012", "[mã hồ sơ]"),
    ("mã hồ sơ: 15.H56.2511 chưa xong", "mã hồ sơ: [mã hồ sơ] chưa xong"),
    ("số biên nhận 0456/2026 quá hẹn", "số biên nhận [mã hồ sơ] quá hẹn"),
    ("Giấy hẹn có rồi, số giấy hẹn là 789", "Giấy hẹn có rồi, số giấy hẹn là [mã hồ sơ]"),
    ("xe 36A-123.45 chắn cửa", "xe [biển số xe] chắn cửa"),
    ("xe máy 36B1-234.56", "xe máy [biển số xe]"),
    ("xe 36-B1 234.56", "xe [biển số xe]"),
    ("xe 36b123456 đỗ sai", "xe [biển số xe] đỗ sai"),
    ("biển số 80A-012.34", "biển số [biển số xe]"),
    ("xe tải 29LD-123.45", "xe tải [biển số xe]"),
    ("biển 36M1-4567", "biển [biển số xe]"),
    ("biển số xe TC 12-34", "biển số xe [biển số xe]"),
    ("thư hoa.le@thanhhoa.gov.vn", "thư [địa chỉ thư]"),
    ("nguyenvana1980@gmail.com", "[địa chỉ thư]"),
    ("viết cho tuan (a) gmail.com", "viết cho [địa chỉ thư]"),
    ("xem facebook.com/nguyen.hoa.hacthanh", "xem [liên kết]"),
    ("https://zalo.me/0912345678", "[liên kết]"),
    ("nhà tôi số nhà 12", "nhà tôi [địa chỉ]"),
    ("ở số 45 đường Trần Phú", "ở [địa chỉ]"),
    ("ngõ 15 ngập", "[địa chỉ] ngập"),
    ("thửa đất số 123, tờ bản đồ số 45", "[địa chỉ], [địa chỉ]"),
]

NAMES = [
    ("Chị Hoa ở quầy số 2 rất nhiệt tình.", "Chị [tên người] ở quầy số 2 rất nhiệt tình."),
    ("anh Tuấn tư pháp làm nhanh", "anh [tên người] tư pháp làm nhanh"),
    ("ông Nguyễn Văn Bình hẹn ba lần", "ông [tên người] hẹn ba lần"),
    ("bà Lê Thị H. nói to", "bà [tên người]. nói to"),
    ("bà H nói to", "bà [tên người] nói to"),
    ("ÔNG NGUYỄN VĂN A", "ÔNG [tên người]"),
    ("Ông Chủ tịch Lê Văn Bình hứa rồi", "Ông Chủ tịch [tên người] hứa rồi"),
    ("cán bộ Tư pháp Trần Thị Mai", "cán bộ Tư pháp [tên người]"),
    ("công chức Địa chính Hùng", "công chức Địa chính [tên người]"),
    ("đồng chí Phạm Quang Vinh", "đồng chí [tên người]"),
    ("đ/c Vinh không có mặt", "đ/c [tên người] không có mặt"),
    ("đc. Vinh", "đc. [tên người]"),
    ("em Nhung quầy 3", "em [tên người] quầy 3"),
    ("cô giáo Lan Anh", "cô giáo [tên người]"),
    ("thầy Sơn", "thầy [tên người]"),
    ("bác sĩ Nguyễn Thị Thu Hà khám kỹ", "bác sĩ [tên người] khám kỹ"),
    ("BS. Hà khám kỹ", "BS. [tên người] khám kỹ"),
    ("điều dưỡng Thắm", "điều dưỡng [tên người]"),
    ("a Dũng và c Thủy", "a [tên người] và c [tên người]"),
    ("trưởng thôn Hà Văn Nủa", "trưởng thôn [tên người]"),
    ("anh Vàng A Dính giúp", "anh [tên người] giúp"),
    ("chị Ba bán nước", "chị [tên người] bán nước"),
    ("anh Công làm tốt", "anh [tên người] làm tốt"),
    ("Nguyễn Văn An đòi thêm tiền", "[tên người] đòi thêm tiền"),
    ("gặp Lò Văn Chựa ở bản", "gặp [tên người] ở bản"),
    ("Tôi tên là Mai", "Tôi tên là [tên người]"),
    ("chị hoa làm chậm", "chị [tên người] làm chậm"),
    ("cán bộ tuấn hách dịch", "cán bộ [tên người] hách dịch"),
    ("nguyen thi hoa doi tien", "[tên người] doi tien"),
    ("NGUYỄN THỊ HOA", "[tên người]"),
    ("lò thị pành hướng dẫn tốt", "[tên người] hướng dẫn tốt"),
    ("Anh Tuấn, 0912345678, xe 36A-123.45", "Anh [tên người], [số điện thoại], xe [biển số xe]"),
]

KEPT = [
    "Cán bộ hướng dẫn tận tình, dễ hiểu.",
    "Bà tôi không biết chữ vẫn được đọc cho nghe từng mục.",
    "Chị ở quầy số 2 rất nhiệt tình.",
    "Làm nhanh hơn trước nhiều, cảm ơn anh chị.",
    "Ông Bà nào cũng phải chờ",
    "Anh Công an xã hướng dẫn",
    "Cô chú ở bộ phận một cửa vui vẻ",
    "Bà con mong có thêm quầy",
    "Đường Lê Lợi ngập, phường Hạc Thành không làm",
    "trường THPT Hàm Rồng, trường tiểu học Nguyễn Du, chợ Bà Triệu",
    "phố Trần Phú và đường Nguyễn Trãi",
    "Hồ sơ thiếu một giấy",
    "Từ Hà Nội về Thanh Hóa nộp hồ sơ",
    "Lý do trả lại không rõ",
    "Nộp 1.250.000 đồng, biên lai ghi 350.000đ",
    "Dự án 171.234.567 đồng chưa công khai",
    "hẹn ngày 23/11/2026 lúc 10:05 mà 11 giờ 30 mới có",
    "Nghị định 61/2018/NĐ-CP và Quyết định 1001/QĐ-BNV",
    "gọi 1022 và 19001234 không ai nghe",
    "Phải đi 3 lần, 20 cây số, chờ 45 phút",
    "Vi phạm giờ làm việc",
    "Em xin cảm ơn",
    "UBND xã trả lời chậm, ông UBND này lạ",
    "Năm 2025 đến 2026 khá hơn",
]


@pytest.mark.parametrize(("written", "shown"), NUMBERS + NAMES)
def test_what_points_at_a_person_is_taken_out(written: str, shown: str) -> None:
    assert redact(written, STAFF).text == shown


@pytest.mark.parametrize("written", KEPT)
def test_what_points_at_nobody_stays(written: str) -> None:
    assert redact(written, STAFF).text == written


def test_text_typed_with_loose_diacritics_is_read_all_the_same() -> None:
    loose = "Chị Hoa và ông Nguyễn Văn Bình"
    assert redact(loose).text == "Chị [tên người] và ông [tên người]"


def test_a_first_name_of_staff_alone_in_lower_case_is_an_ordinary_word() -> None:
    assert redact("vườn hoa đẹp, anh ấy tốt", STAFF).text == "vườn hoa đẹp, anh ấy tốt"


@given(some.text(max_size=200))
def test_whatever_was_typed_is_redacted_without_failing_and_says_nothing_new(text: str) -> None:
    check_only_removes(
        text.replace("[", "(").replace("]", ")"),
        redact(text.replace("[", "(").replace("]", ")"), STAFF).text,
    )


@pytest.mark.parametrize(
    "edited",
    [
        "Chị [tên người] ở quầy 2 hẹn ba lần",
        "ở quầy 2 hẹn ba lần",
        "Chị Hoa ở quầy 2 hẹn ba lần",
        "Chị [tên người] [đã bỏ] hẹn ba lần",
        "hẹn  ba\nlần",
    ],
)
def test_a_reviewer_may_take_words_out_and_bring_words_back(edited: str) -> None:
    check_only_removes("Chị Hoa ở quầy 2 hẹn ba lần", edited)


@pytest.mark.parametrize(
    "edited",
    [
        "Chị [tên người] ở quầy 2 rất tốt",
        "Không hẹn ba lần",
        "hẹn ba lần [tên người] Chị Hoa",
        "Chị Hoa ở quầy 2 hẹn ba lần!",
    ],
)
def test_a_reviewer_never_says_anything_new(edited: str) -> None:
    with pytest.raises(WordsAdded):
        check_only_removes("Chị Hoa ở quầy 2 hẹn ba lần", edited)
