"""What each sign is called, what it means and what to look at first, in words of an officer."""

from collections.abc import Sequence
from typing import NamedTuple

from base.words import N_
from surveys.models import Alarm


class SignWords(NamedTuple):
    """`figure`: what the statistic is measured in, for the table of those who want to know."""

    name: str
    meaning: str
    look_at: str
    figure: str


_Z = N_("số độ lệch chuẩn so với mức thường")
_LOG = N_("số chữ số 0 của xác suất (lôgarit)")
_SHARE = N_("tỷ lệ")
_COUNT = N_("số lượng")

SIGNS: dict[str, SignWords] = {
    "scan": SignWords(
        N_("Nhiều phiếu dồn vào một lúc"),
        N_("Có 15 phút nhận nhiều phiếu hơn hẳn mức vẫn thấy ở nơi này vào giờ đó."),
        N_("Hôm đó quầy có đông người, có đoàn đến cùng lúc hay có cuộc họp nào không."),
        _LOG,
    ),
    "reg": SignWords(
        N_("Phiếu đến đều như máy"),
        N_("Các phiếu cách nhau những khoảng gần như bằng nhau; người thật không đến đều như vậy."),
        N_("Có ai ngồi nhập phiếu liên tục, hoặc có máy gửi tự động không."),
        _LOG,
    ),
    "dup": SignWords(
        N_("Nhiều phiếu giống hệt nhau đi liền nhau"),
        N_("Các phiếu giống hệt nhau đứng cạnh nhau nhiều hơn hẳn khi đảo thứ tự ngẫu nhiên."),
        N_("Có người trả lời hộ nhiều người cùng một kiểu không."),
        _Z,
    ),
    "run": SignWords(
        N_("Phiếu hài lòng đi thành cụm"),
        N_("Phiếu mức cao đi liền thành từng cụm nhiều hơn hẳn khi đảo thứ tự ngẫu nhiên."),
        N_("Có lúc nào trong ngày phiếu được gửi dồn, ví dụ cuối giờ chiều, không."),
        _Z,
    ),
    "fast": SignWords(
        N_("Nhiều phiếu trả lời quá nhanh"),
        N_("Nhiều phiếu xong trong thời gian ngắn hơn 2,5 lần so với mức giữa của toàn tỉnh."),
        N_("Phiếu có do người dân tự đọc và tự bấm không."),
        _Z,
    ),
    "gap": SignWords(
        N_("Khảo sát mở cao hơn hẳn phiếu có mã"),
        N_("Người quét mã QR tự do hài lòng hơn người có mã nhiều hơn mức thường thấy."),
        N_("Ai hay quét mã QR mở ở nơi này; mã QR có bị mang đi nơi khác không."),
        _Z,
    ),
    "paper_gap": SignWords(
        N_("Phiếu giấy cao hơn hẳn phiếu có mã"),
        N_("Phiếu giấy có mức hài lòng cao hơn phiếu có mã nhiều hơn mức thường thấy."),
        N_("Đối chiếu phiếu giấy gốc, chữ viết và người nhập."),
        _Z,
    ),
    "near": SignWords(
        N_("Phiếu trả lời tại quầy cao hơn phiếu trả lời sau"),
        N_("Phiếu gửi trong 15 phút sau khi nhận mã hài lòng hơn hẳn phiếu gửi sau đó."),
        N_("Có ai đứng cạnh hướng dẫn người dân chọn mức không."),
        _Z,
    ),
    "near3": SignWords(
        N_("Ba tháng liền, phiếu tại quầy cao hơn phiếu trả lời sau"),
        N_("Gộp ba tháng, phiếu gửi trong 15 phút sau khi nhận mã hài lòng hơn hẳn phiếu gửi sau."),
        N_("Có ai đứng cạnh hướng dẫn người dân chọn mức không."),
        _Z,
    ),
    "rr": SignWords(
        N_("Số mã được dùng tăng bất thường"),
        N_("Tỷ lệ mã được dùng trong tháng cao hơn hẳn các tháng trước hoặc các nơi khác."),
        N_("Mã có tới tay người dân không; gọi điện theo mẫu ngẫu nhiên để hỏi."),
        _Z,
    ),
    "rr3": SignWords(
        N_("Ba tháng liền, số mã được dùng cao hơn trước"),
        N_("Gộp ba tháng, tỷ lệ mã được dùng cao hơn hẳn thời gian trước đó của chính nơi này."),
        N_("Mã có tới tay người dân không; gọi điện theo mẫu ngẫu nhiên để hỏi."),
        _Z,
    ),
    "dayrr": SignWords(
        N_("Có ngày số mã được dùng cao bất thường"),
        N_("Có ngày gần như ai nhận mã cũng trả lời, khác hẳn các ngày thường."),
        N_("Hôm đó phiếu đánh giá do ai phát, ai giữ các phiếu còn lại."),
        _LOG,
    ),
    "turn": SignWords(
        N_("Ngày nào nhiều phiếu thì kết quả cũng cao"),
        N_("Những ngày tỷ lệ trả lời cao cũng là những ngày hài lòng cao; thêm phiếu thì như vậy."),
        N_("So các ngày nhiều phiếu với sổ tiếp dân của ngày đó."),
        _Z,
    ),
    "sel": SignWords(
        N_("Hồ sơ trễ hẹn ít được cấp mã"),
        N_("Trong số mã đã cấp, hồ sơ trễ hẹn ít hơn hẳn trong tổng số hồ sơ."),
        N_("Vì sao hồ sơ trễ hẹn không có mã."),
        _LOG,
    ),
    "selred": SignWords(
        N_("Mã của hồ sơ trễ hẹn ít khi được dùng"),
        N_("Trong số mã đã dùng, hồ sơ trễ hẹn ít hơn hẳn trong số mã đã cấp."),
        N_("Mã của hồ sơ trễ hẹn có được trao tận tay không."),
        _LOG,
    ),
    "selred3": SignWords(
        N_("Ba tháng liền, mã của hồ sơ trễ hẹn ít khi được dùng"),
        N_("Gộp ba tháng, hồ sơ trễ hẹn trong số mã đã dùng ít hơn hẳn trong số mã đã cấp."),
        N_("Mã của hồ sơ trễ hẹn có được trao tận tay không."),
        _LOG,
    ),
    "short": SignWords(
        N_("Số mã ít hơn số hồ sơ"),
        N_("Số mã đã cấp thiếu trên 2% so với số hồ sơ của Trung tâm Phục vụ hành chính công."),
        N_("Hồ sơ nào không có mã và vì sao."),
        _SHARE,
    ),
    "over": SignWords(
        N_("Số mã nhiều hơn số hồ sơ"),
        N_("Có mã không ứng với hồ sơ nào."),
        N_("Ai yêu cầu cấp số mã dư; thu hồi lô mã nếu cần."),
        _COUNT,
    ),
    "serials": SignWords(
        N_("Thiếu số phiếu giấy"),
        N_("Trên 2% số phiếu giấy đã in không được nộp lại và không có lý do."),
        N_("Phiếu giấy thiếu đang ở đâu."),
        _SHARE,
    ),
    "streak": SignWords(
        N_("Phiếu giấy nhập nhanh và giống nhau"),
        N_(
            "Từ 10 phiếu giấy trở lên nhập liền nhau nhanh hơn hẳn mức thường ngày của chính người nhập, "
            "đồng thời các phiếu liền nhau giống nhau bất thường. Chỉ nhập nhanh thì không phải cảnh báo."
        ),
        N_("Đối chiếu bản quét với phiếu đã nhập."),
        _COUNT,
    ),
}


def sign_words(detector: str) -> SignWords:
    """Of a detector that an older version knew: its key stands for its name."""
    return SIGNS.get(detector, SignWords(detector, "", "", ""))


def month_words(month: int) -> str:
    """202611 → 11/2026."""
    return f"{month % 100:02d}/{month // 100}"


def case_title(agency_name: str, month: int) -> str:
    """As it is stored: in Vietnamese."""
    return f"Dấu hiệu bất thường tháng {month_words(month)}: {agency_name}"[:300]


def case_evidence(month: int, alarms: Sequence[Alarm]) -> dict[str, str]:
    """Figures shown to both persons, as stored; never a resident's words."""
    found = {"Tháng": month_words(month)}
    for one in alarms:
        value, limit = (
            f"{number:.2f}".replace(".", ",") for number in (one.statistic, one.threshold)
        )
        found[sign_words(one.detector).name] = f"{value} (ngưỡng {limit})"
    if any(one.is_cold_start for one in alarms):
        found["Lưu ý"] = "Chưa có đủ 6 tháng của chính cơ quan; so với mức chung của tỉnh."
    return found
