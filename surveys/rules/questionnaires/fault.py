"""One thing wrong with a questionnaire document, and what the smallest values must look like.

A fault's path follows the document: `sections/1/questions/0/texts/vi`. The sentences are Vietnamese
message ids with named placeholders; whoever shows them translates and fills them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from base.words import N_

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Fault:
    path: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def vietnamese(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


Faults = Iterator[Fault]


def is_map(raw: Any) -> bool:
    return isinstance(raw, dict)


def is_int(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


def unknown_field_faults(raw: Mapping[str, Any], known: set[str], path: str) -> Faults:
    for name in raw:
        if name not in known:
            yield Fault(
                f"{path}/{name}".strip("/"),
                N_("Không có mục tên «%(name)s». Xin bỏ hoặc sửa lại tên."),
                {"name": name},
            )


def key_faults(raw: Any, path: str) -> Faults:
    if not isinstance(raw, str) or not KEY.fullmatch(raw):
        yield Fault(
            path,
            N_(
                "Khóa gồm chữ thường không dấu, chữ số, dấu gạch dưới, bắt đầu bằng chữ, dài nhất 40."
            ),
        )


def text_faults(raw: Any, path: str, longest: int, needed: bool = True) -> Faults:
    if not is_map(raw):
        yield Fault(f"{path}/vi" if needed else path, N_("Thiếu lời tiếng Việt."))
        return
    if needed and not (isinstance(raw.get("vi"), str) and raw["vi"].strip()):
        yield Fault(f"{path}/vi", N_("Thiếu lời tiếng Việt."))
    if not needed and any(raw.values()) and not raw.get("vi"):
        yield Fault(f"{path}/vi", N_("Có bản dịch nhưng thiếu lời tiếng Việt."))
    for language, text in raw.items():
        yield from _text(language, text, f"{path}/{language}", longest)


def _text(language: Any, text: Any, path: str, longest: int) -> Faults:
    if not LANGUAGE.fullmatch(str(language)):
        yield Fault(path, N_("Mã ngôn ngữ gồm hai hoặc ba chữ thường, ví dụ vi, en."))
    if not isinstance(text, str):
        yield Fault(path, N_("Chỗ này phải là chữ."))
    elif len(text) > longest:
        sentence = N_("Lời dài %(length)s ký tự, nhiều nhất %(most)s. Xin viết gọn lại.")
        yield Fault(path, sentence, {"length": len(text), "most": longest})
    elif any((ord(ch) < 32 and ch != "\n") or 0xD800 <= ord(ch) <= 0xDFFF for ch in text):
        yield Fault(path, N_("Có ký tự không đọc được. Xin xóa phần đó rồi gõ lại."))


def repeated_faults(keys: Iterable[tuple[str, Any]], sentence: str) -> Faults:
    seen: set[str] = set()
    for path, key in keys:
        if isinstance(key, str) and key in seen:
            yield Fault(path, sentence, {"key": key})
        elif isinstance(key, str):
            seen.add(key)
