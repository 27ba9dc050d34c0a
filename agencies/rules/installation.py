"""What an installation may become."""

from base.rules import RuleBroken


class AlreadySetUp(RuleBroken):
    sentence = "Cơ sở dữ liệu này đã được thiết lập cho một tỉnh, không thiết lập lại được."


class NotAReplay(RuleBroken):
    sentence = (
        "Cơ sở dữ liệu này không phải bản phát lại nên không nạp sự kiện vào. Xin tạo một cơ sở dữ liệu mới "
        "bằng lệnh flask setup replay."
    )


class NotADemo(RuleBroken):
    sentence = (
        "Cơ sở dữ liệu này không phải bản dùng thử nên không nạp dữ liệu giả lập vào. "
        "Xin dùng một cơ sở dữ liệu mới."
    )
