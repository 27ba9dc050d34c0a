"""The root of every rule a person can break: one class, one sentence saying what to do."""

from typing import ClassVar


class RuleBroken(Exception):
    """A decision of the law or the method forbids the act; shown as a 409 page.

    `sentence` is the Vietnamese message id with named placeholders; keyword arguments fill them.
    """

    sentence: ClassVar[str] = "Không thực hiện được việc này."
    status: ClassVar[int] = 409

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence % values if values else self.sentence)
        self.values = values


class NotFound(Exception):
    """A row that does not exist, or that this viewer must not know of; shown as a 404 page."""
