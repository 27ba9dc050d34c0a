"""What stands in the place of a comment that is not shown: day, rule, role (design §2.2)."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from feedback.models import CommentStanding
from feedback.rules.moderation import ROLE_WORDS, last_day_held
from feedback.rules.moderation_rules import rule_named


@dataclass(frozen=True)
class Stub:
    """What stands in the place of a comment that is not shown."""

    since_on: date | None
    rule_number: int | None
    rule_name: str
    role: str
    shown_by: date | None = None


def stub_of(standing: CommentStanding) -> Stub:
    rule = rule_named(standing.rule)
    since_on = standing.since_on
    held = standing.visibility == "held"
    return Stub(
        since_on=since_on,
        rule_number=standing.rule,
        rule_name=_(rule.name) if rule else "",
        role=_(ROLE_WORDS.get(standing.role, standing.role)) if standing.role else "",
        shown_by=last_day_held(since_on, standing.role) if held and since_on else None,
    )
