"""Pure decisions about the register: codes, validity, who may be whose parent."""

import re
from collections.abc import Mapping

from base.rules import RuleBroken

CODE = re.compile(r"[0-9A-Z][0-9A-Z-]{0,28}[0-9A-Z]")
CODE_LENGTH_MAX = 30


class CodeTaken(RuleBroken):
    sentence = "Mã %(code)s đã có cơ quan khác dùng. Mã không bao giờ dùng lại; xin chọn mã khác."


class CodeIsPermanent(RuleBroken):
    sentence = (
        "Mã cơ quan là cố định, không sửa được. Nếu cơ quan đổi thành cơ quan khác, "
        "xin ghi việc sáp nhập, chia tách hoặc đổi tên."
    )


class ParentCircular(RuleBroken):
    sentence = (
        "%(parent)s nằm dưới chính cơ quan này nên không thể là cơ quan cấp trên. "
        "Xin chọn cơ quan khác."
    )


class EndsBeforeItBegins(RuleBroken):
    sentence = "Ngày hết hiệu lực phải sau ngày bắt đầu hiệu lực. Xin sửa một trong hai ngày."


class ChangedMeanwhile(RuleBroken):
    sentence = (
        "Người khác vừa sửa cơ quan này trong lúc ông/bà đang sửa. Xin xem bản mới rồi sửa lại."
    )


def is_code(text: str) -> bool:
    return CODE.fullmatch(text) is not None


def is_circular(parents: Mapping[str, str | None], code: str) -> bool:
    """Whether walking up from `code` comes back to a body already passed."""
    seen = set()
    step: str | None = code
    while step is not None:
        if step in seen:
            return True
        seen.add(step)
        step = parents.get(step)
    return False
