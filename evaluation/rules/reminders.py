"""Which reminder of a self-report is due. Pure; days and the settings' values are passed in.

A step lasts until the next one begins, so a clock that was down reminds late rather than never.
"""

from collections.abc import Collection
from datetime import date

FIRST_HOUR, LAST_HOUR = 7, 17  # letters to officers do not go out at night


def reminder_topic(
    report_by: date, today: date, before_days: Collection[int], late_days: int
) -> str:
    """The step that today belongs to, with the last day: moved, its steps begin anew. Empty: none.

    `before_days`: how many days before the last day a step begins; late ones begin every `late_days`.
    """
    left = (report_by - today).days
    if left < 0 and -left >= late_days:
        return f"late-{-left // late_days}:{report_by.isoformat()}"
    begun = [one for one in before_days if one >= left]
    return f"before-{min(begun)}:{report_by.isoformat()}" if begun else ""


def asked_topic(today: date) -> str:
    """A reminder that the department asked for by hand."""
    return f"asked:{today.isoformat()}"
