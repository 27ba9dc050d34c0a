"""The root of every rule a person can break: one class, one sentence saying what to do."""

from typing import ClassVar


class RuleBroken(Exception):
    """A decision of the law or the method forbids the act; shown as a 409 page.

    `sentence` is the Vietnamese message id with named placeholders; keyword arguments fill them.
    """

    sentence: ClassVar[str] = "Không thực hiện được việc này."
    status: ClassVar[int] = 409
    # Whether it says who may act on what (design §2.1): each such refusal of staff is in the audit trail.
    is_custody: ClassVar[bool] = False

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence % values if values else self.sentence)
        self.values = values


class NotFound(Exception):
    """A row that does not exist, or that this viewer must not know of; shown as a 404 page."""


class ChangedMeanwhile(RuleBroken):
    """Two people edit the same thing: the second is told; pages that can show both versions do."""

    sentence = "Người khác vừa sửa mục này sau khi ông/bà mở trang. Xin tải lại để xem bản mới rồi sửa tiếp."


class NumberArgumentWrong(RuleBroken):
    """An argument of the API that is no whole number in its range."""

    sentence = "Tham số «%(name)s» phải là số nguyên từ %(low)s đến %(high)s."
    status = 400


class ArgumentUnknown(RuleBroken):
    sentence = "Tham số «%(name)s» phải là một trong: %(choices)s."
    status = 400


def custody_sentence(rule: str) -> str | None:
    """The sentence of the custody rule whose class has this name, its placeholders unfilled."""
    waiting = [RuleBroken]
    while waiting:
        one = waiting.pop()
        if one.is_custody and one.__name__ == rule:
            return one.sentence
        waiting += one.__subclasses__()
    return None
