"""What the one-stop software may ask for when it calls for a code, and what is wrong with a call. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from base.rules import RuleBroken

FILING_MODES = ("in_person", "online", "post")
DELIVERIES = ("receipt", "result")
_FIELD = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KNOWN = ("agency", "resolving_agency", "field", "is_late", "filing_mode", "delivery")
_MODES_TOLD = ", ".join(FILING_MODES)
_DELIVERIES_TOLD = ", ".join(DELIVERIES)


class BodyNotJson(RuleBroken):
    sentence = "Nội dung gửi lên phải là một đối tượng JSON."
    status = 400


class TooMuchTold(RuleBroken):
    sentence = "Không nhận trường «%(name)s». Chỉ gửi loại hồ sơ, không bao giờ gửi số hồ sơ hay người nộp."
    status = 400


class ValueWrong(RuleBroken):
    sentence = "Trường «%(name)s» phải là %(wanted)s."
    status = 400


class CallAgencyUnknown(RuleBroken):
    sentence = "Không có cơ quan nào mang mã «%(code)s» đang hoạt động."
    status = 400


class CallKeyWrong(RuleBroken):
    sentence = "Header «Idempotency-Key» phải có từ 8 đến 100 ký tự."
    status = 400


class CallGoesOn(RuleBroken):
    sentence = (
        "Lần gọi trước với cùng «Idempotency-Key» chưa xong. Xin chờ vài giây rồi gọi lại; nếu vẫn vậy, "
        "xin gọi với khóa lặp mới."
    )


class CallDiffers(RuleBroken):
    sentence = "«Idempotency-Key» này đã dùng cho một nội dung khác. Xin dùng khóa lặp mới."


@dataclass(frozen=True)
class CodeCall:
    """`agency` and `resolving_agency` are permanent codes; the latter may be empty."""

    agency: str
    resolving_agency: str
    field_key: str
    is_late: bool | None
    filing_mode: str
    delivery: str


def read_call(body: Any) -> CodeCall:
    """Raises a RuleBroken of status 400 that names what is wrong."""
    if not isinstance(body, Mapping):
        raise BodyNotJson
    for name in body:
        if name not in _KNOWN:
            raise TooMuchTold(name=str(name)[:40])
    is_late = body.get("is_late")
    if not (is_late is None or isinstance(is_late, bool)):
        raise ValueWrong(name="is_late", wanted="true, false, null")
    field_key = _text(body, "field", 40)
    if field_key and not _FIELD.fullmatch(field_key):
        raise ValueWrong(name="field", wanted="a-z, 0-9, «-» (≤ 40)")
    return CodeCall(
        agency=_required(body, "agency"),
        resolving_agency=_text(body, "resolving_agency", 30),
        field_key=field_key,
        is_late=is_late,
        filing_mode=_one_of(body, "filing_mode", ("", *FILING_MODES), _MODES_TOLD),
        delivery=_one_of(body, "delivery", DELIVERIES, _DELIVERIES_TOLD),
    )


def _text(body: Mapping[str, Any], name: str, most: int) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise ValueWrong(name=name, wanted=f"text (≤ {most})")
    return value.strip()


def _required(body: Mapping[str, Any], name: str) -> str:
    text = _text(body, name, 30)
    if not text:
        raise ValueWrong(name=name, wanted="text (≥ 1)")
    return text


def _one_of(body: Mapping[str, Any], name: str, words: tuple[str, ...], told: str) -> str:
    text = _text(body, name, 20)
    if text not in words:
        raise ValueWrong(name=name, wanted=told)
    return text


def check_call_key(key: str) -> None:
    if key and not 8 <= len(key) <= 100:
        raise CallKeyWrong
