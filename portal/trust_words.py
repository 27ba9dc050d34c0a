"""The ten scenarios and what was done in each, in plain words; a % is written twice (see `said`)."""

from flask_babel import gettext as _

from base.words import N_

SCENARIOS = {
    "S1": N_("Dồn phiếu qua mã QR dán công khai trong một ngày"),
    "S2": N_("Nhỏ giọt phiếu khen giống thật qua mã QR dán công khai, ngày nào cũng có"),
    "S3": N_("Cán bộ quầy tự dùng những mã đánh giá mà người dân chưa dùng"),
    "S4": N_(
        "Mã ma: phát mã không có hồ sơ, dùng mã của nơi khác, mã hết hạn, một mã gửi nhiều lần"
    ),
    "S5": N_("Phát mã có chọn lọc, để hồ sơ trễ hẹn không được đánh giá"),
    "S6": N_("Phiếu giấy: bỏ phiếu chê, bịa phiếu, sửa phiếu khi nhập"),
    "S7": N_("Cán bộ đứng cạnh mớm lời khi người dân trả lời tại quầy"),
    "S8": N_("Máy tự gửi phiếu, đoán mã, gửi dồn dập"),
    "S9": N_("Người giữ máy chủ sửa thẳng cơ sở dữ liệu và sổ công khai"),
    "S10": N_("Dò xem ai đã trả lời gì, từ các trang công khai và từ mã phiếu"),
}

ACTS = {
    "burst-60": N_("60 phiếu khen trong 40 phút"),
    "brigade-150": N_("150 phiếu chê trong 3 giờ"),
    "drip-5": N_("5 phiếu khen mỗi ngày làm việc, một tháng"),
    "drip-10": N_("10 phiếu khen mỗi ngày làm việc, một tháng"),
    "harvest-30-batch": N_("dùng 30 %% số mã còn lại, dồn vào 16:00–16:20, một tháng"),
    "harvest-30-spread": N_("dùng 30 %% số mã còn lại, rải cả ngày, một tháng"),
    "harvest-10-batch": N_("dùng 10 %% số mã còn lại, dồn vào 16:00–16:20, một tháng"),
    "harvest-10-quarter": N_("dùng 10 %% số mã còn lại, rải cả ngày, ba tháng"),
    "phantom-codes": N_("phát 200 mã khi không có hồ sơ"),
    "foreign-codes": N_("mã của cơ quan khác, mã đã hủy, mã hết hạn, mã gõ sai"),
    "one-code-50-times": N_("gửi cùng lúc 50 phiếu bằng một mã"),
    "codes-minted-by-sql": N_("thêm 200 mã thẳng vào cơ sở dữ liệu"),
    "unissued": N_("không phát mã cho 80 %% hồ sơ trễ hẹn, một tháng"),
    "withheld": N_("in phiếu mã nhưng không đưa cho 80 %% hồ sơ trễ hẹn, một tháng"),
    "withheld-quarter": N_("in phiếu mã nhưng không đưa cho 80 %% hồ sơ trễ hẹn, ba tháng"),
    "paper-discarded": N_("bỏ 20 trong 60 phiếu chê"),
    "paper-invented": N_("bịa 80 phiếu, nhập trong hai buổi, mỗi phiếu 20 giây"),
    "paper-invented-varied": N_("bịa 80 phiếu, tờ nào cũng nghĩ ra khác nhau, không lặp"),
    "paper-altered": N_(
        "sửa 10 trong 80 phiếu khi nhập; rút lại 10 %%, ít nhất 30 phiếu, như quy định"
    ),
    "paper-altered-10": N_("sửa 10 trong 80 phiếu khi nhập; chỉ rút lại 10 %% (8 phiếu)"),
    "paper-altered-30": N_("sửa 10 trong 80 phiếu khi nhập; chỉ rút lại 30 %% (24 phiếu)"),
    "coaching-60": N_("nâng 60 %% phiếu trả lời trong 15 phút đầu lên mức 4–5, ba tháng"),
    "coaching-30": N_("nâng 30 %% phiếu trả lời trong 15 phút đầu lên mức 4–5, ba tháng"),
    "re-answer": N_("20 người bị mớm lời trả lời lại ở nhà bằng mã riêng"),
    "bot-500": N_("máy gửi 500 phiếu, 14 giây một phiếu"),
    "bot-marked": N_("máy gửi nhiều phiếu từ một địa chỉ: phiếu thứ ba trở đi bị đánh dấu"),
    "guessed-codes": N_("đoán mã từ 200 địa chỉ mạng"),
    "flood": N_("100 yêu cầu mỗi giây"),
    "delete-20-leaves": N_("xóa 20 mục trong sổ"),
    "delete-20-responses": N_("xóa 20 phiếu đã vào sổ"),
    "edit-10-answers": N_("sửa câu trả lời của 10 phiếu"),
    "reorder-5-leaves": N_("đổi chỗ 5 mục trong sổ"),
    "change-a-score": N_("sửa một chỉ số đã công bố"),
    "fork-signed-anew": N_("viết lại sổ thiếu 20 phiếu rồi ký lại bằng khóa thật"),
    "drop-5-before-sealing": N_("bỏ 5 phiếu trước khi vào sổ"),
    "hide-3-comments": N_("ẩn 3 ý kiến góp ý, không qua hai người"),
    "polling": N_("xem mọi trang mỗi phút trong một tháng ở nơi có 4 phiếu mỗi ngày"),
    "traces-on-disk": N_(
        "đọc đĩa, nhật ký máy chủ, bản sao lưu: địa chỉ mạng, máy, nối mã với phiếu"
    ),
    "guess-from-receipt": N_("biết mã phiếu và cả sổ công khai, đoán câu trả lời"),
}

_AT_ONCE, _NEXT_NIGHT = N_("ngay lúc gửi"), N_("lần chạy đêm kế tiếp")
_NEXT_CHECK = N_("lần kiểm tra sổ kế tiếp")
# When it shows, of acts whose replay has no nights: what the replay looks at.
TIMES = {
    "phantom-codes": N_("ngay lúc xin mã"),
    "foreign-codes": _AT_ONCE,
    "one-code-50-times": _AT_ONCE,
    "codes-minted-by-sql": _NEXT_NIGHT,
    "paper-discarded": _NEXT_NIGHT,
    "paper-invented": _NEXT_NIGHT,
    "paper-invented-varied": _NEXT_NIGHT,
    "paper-altered": N_("khi rút mẫu nhập lại"),
    "paper-altered-10": N_("khi rút mẫu nhập lại"),
    "paper-altered-30": N_("khi rút mẫu nhập lại"),
    "re-answer": _AT_ONCE,
    "bot-marked": _AT_ONCE,
    "guessed-codes": _AT_ONCE,
    "delete-20-leaves": _NEXT_CHECK,
    "delete-20-responses": _NEXT_CHECK,
    "edit-10-answers": _NEXT_CHECK,
    "reorder-5-leaves": _NEXT_CHECK,
    "change-a-score": _NEXT_CHECK,
    "fork-signed-anew": N_("lần bên làm chứng đọc sổ kế tiếp"),
    "drop-5-before-sealing": N_("khi người dân tra mã phiếu"),
    "hide-3-comments": _NEXT_CHECK,
}

VERDICTS = {
    "ok": (N_("đạt"), "done"),
    "missed": (N_("chưa đạt"), "warm"),
    "known": (N_("không cam kết"), "amber"),
    "not_run": (N_("chưa chạy"), "neutral"),
}


def said(words: str) -> str:
    """In the reader's language. The words hold no placeholders, but «30 %» is one to a translator's tools."""
    return str(_(words) % {})


def act_words(act: str) -> str:
    return said(ACTS[act]) if act in ACTS else act
