"""Which letters about a round are due. Pure; the day is passed in.

A step lasts until the next one begins, so a job that was down sends late rather than never.
"""

from datetime import date, timedelta
from enum import StrEnum

REMIND_BEFORE = timedelta(days=5)
FIRST_HOUR = 7  # letters to officers do not go out at night
UNCONFIRMED_KEPT = timedelta(days=7)
MOST_ASKED_A_DAY = 5


class ReminderStep(StrEnum):
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


def reminder_step(answer_by_on: date, today: date) -> ReminderStep | None:
    if today > answer_by_on:
        return ReminderStep.OVERDUE
    if today == answer_by_on:
        return ReminderStep.TODAY
    return ReminderStep.SOON if today >= answer_by_on - REMIND_BEFORE else None


def reminder_topic(step: ReminderStep, answer_by_on: date) -> str:
    """An extension moves the day, and its steps begin anew."""
    return f"answer:{step}:{answer_by_on.isoformat()}"
