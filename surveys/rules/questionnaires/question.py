"""The faults a question has by itself: key, texts, type, options, bounds."""

from collections.abc import Collection, Mapping
from typing import Any

from base.words import N_
from surveys.questionnaire_content import MULTIPLE, NUMBER, QUESTION_TYPES, RATING, SINGLE
from surveys.rules.questionnaires.fault import (
    Fault,
    Faults,
    is_int,
    is_map,
    key_faults,
    repeated_faults,
    text_faults,
    unknown_field_faults,
)

RATED = ("receiving", "resolving", "both")
LEAST_OPTIONS, MOST_OPTIONS = 2, 16
LONGEST_TEXT, LONGEST_HELP, LONGEST_OPTION = 300, 500, 200
GREATEST_NUMBER = 2**31 - 1

_OPTION_FIELDS = {"key", "texts", "is_other"}
_QUESTION_FIELDS = {
    *("key", "type", "texts", "help", "is_required", "counts_in_index", "allows_no_opinion"),
    *("options", "minimum", "maximum", "show_if", "rated"),
}


def check_question(raw: Mapping[str, Any], other_keys: Collection[str] = ()) -> list[Fault]:
    """The faults a question has by itself, wherever it may stand; paths begin inside it."""
    faults = [
        Fault(fault.path.strip("/"), fault.sentence, fault.values)
        for fault in question_faults(raw, "")
    ]
    if raw["key"] in other_keys:
        sentence = N_("Khóa câu hỏi «%(key)s» đã có câu khác dùng. Xin đặt khóa khác.")
        faults.append(Fault("key", sentence, {"key": raw["key"]}))
    return faults


def question_faults(raw: Any, path: str) -> Faults:
    if not is_map(raw):
        yield Fault(path, N_("Chỗ này phải là một câu hỏi."))
        return
    yield from unknown_field_faults(raw, _QUESTION_FIELDS, path)
    yield from key_faults(raw.get("key"), f"{path}/key")
    yield from text_faults(raw.get("texts"), f"{path}/texts", LONGEST_TEXT)
    yield from text_faults(raw.get("help", {}), f"{path}/help", LONGEST_HELP, needed=False)
    for name in ("is_required", "counts_in_index", "allows_no_opinion"):
        if not isinstance(raw.get(name, False), bool):
            yield Fault(f"{path}/{name}", N_("Chỗ này chỉ nhận có hoặc không (true, false)."))
    if raw.get("type") not in QUESTION_TYPES:
        yield Fault(
            f"{path}/type",
            N_("Kiểu câu hỏi phải là một trong: %(types)s."),
            {"types": ", ".join(QUESTION_TYPES)},
        )
        return
    yield from _rating_only(raw, path)
    yield from _options(raw, path)
    yield from _bounds(raw, path)


def _rating_only(raw: Mapping[str, Any], path: str) -> Faults:
    if raw.get("rated", "both") not in RATED:
        yield Fault(
            f"{path}/rated", N_("Câu này chấm cho ai phải là: receiving, resolving hoặc both.")
        )
    if raw["type"] == RATING:
        return
    if raw.get("counts_in_index") is True:
        yield Fault(f"{path}/counts_in_index", N_("Chỉ câu chấm năm mức mới tính vào chỉ số."))
    if raw.get("allows_no_opinion") is True:
        yield Fault(
            f"{path}/allows_no_opinion",
            N_(
                "Chỉ câu chấm năm mức mới có nút «Không có ý kiến». Câu chọn thì thêm một lựa chọn."
            ),
        )
    if raw.get("rated", "both") != "both":
        yield Fault(
            f"{path}/rated", N_("Chỉ câu chấm năm mức mới chia cho nơi nhận, nơi giải quyết.")
        )


def _options(raw: Mapping[str, Any], path: str) -> Faults:
    options, path = raw.get("options", []), f"{path}/options"
    if not isinstance(options, list):
        yield Fault(path, N_("Chỗ này phải là danh sách lựa chọn."))
    elif raw["type"] not in (SINGLE, MULTIPLE):
        if options:
            yield Fault(path, N_("Chỉ câu chọn mới có danh sách lựa chọn."))
    elif not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        yield Fault(
            path,
            N_("Câu chọn phải có từ %(least)s đến %(most)s lựa chọn, hiện có %(count)s."),
            {"least": LEAST_OPTIONS, "most": MOST_OPTIONS, "count": len(options)},
        )
    else:
        yield from _each_option(options, path)


def _each_option(options: list[Any], path: str) -> Faults:
    for number, option in enumerate(options):
        here = f"{path}/{number}"
        if not is_map(option):
            yield Fault(here, N_("Chỗ này phải là một lựa chọn."))
            continue
        yield from unknown_field_faults(option, _OPTION_FIELDS, here)
        yield from key_faults(option.get("key"), f"{here}/key")
        yield from text_faults(option.get("texts"), f"{here}/texts", LONGEST_OPTION)
        if not isinstance(option.get("is_other", False), bool):
            yield Fault(f"{here}/is_other", N_("Chỗ này chỉ nhận có hoặc không (true, false)."))
    maps = [(number, option) for number, option in enumerate(options) if is_map(option)]
    yield from repeated_faults(
        ((f"{path}/{number}/key", option.get("key")) for number, option in maps),
        N_("Khóa lựa chọn «%(key)s» đã dùng ở trên. Mỗi lựa chọn cần một khóa riêng."),
    )
    others = [number for number, option in maps if option.get("is_other") is True]
    for number in others[1:]:
        yield Fault(
            f"{path}/{number}/is_other", N_("Mỗi câu chỉ có một lựa chọn «khác» để ghi thêm.")
        )


def _bounds(raw: Mapping[str, Any], path: str) -> Faults:
    bounds = {name: raw[name] for name in ("minimum", "maximum") if raw.get(name) is not None}
    for name, value in bounds.items():
        if raw["type"] != NUMBER:
            yield Fault(f"{path}/{name}", N_("Chỉ câu điền số mới có số nhỏ nhất, lớn nhất."))
        elif not is_int(value) or abs(value) > GREATEST_NUMBER:
            yield Fault(
                f"{path}/{name}", N_("Xin ghi một số nguyên từ -2147483647 đến 2147483647.")
            )
    low, high = bounds.get("minimum"), bounds.get("maximum")
    if isinstance(low, int) and isinstance(high, int) and low >= high:
        yield Fault(f"{path}/maximum", N_("Số lớn nhất phải lớn hơn số nhỏ nhất."))
