"""SELECTs over what villages decided on their hương ước, and the thresholds in force on a day."""

from datetime import date
from typing import Any

from sqlalchemy import select

from agencies.queries.legal import setting_in_force
from base.db import db
from base.rules import NotFound
from feedback.models import HouseholdDecision

THRESHOLD_KEYS = {
    "quorum": "huonguoc.quorum",
    "passing": "huonguoc.pass",
    "ballot_only_after_failed_meeting": "huonguoc.ballot_only_after_failed_meeting",
}


def list_decisions(round_id: int) -> list[HouseholdDecision]:
    """Every row, corrected ones too, in the order they were recorded."""
    found = select(HouseholdDecision).where(HouseholdDecision.round_id == round_id)
    return list(db.session.scalars(found.order_by(HouseholdDecision.id)))


def get_decision(round_id: int, decision_id: int) -> HouseholdDecision:
    """One that still stands; a corrected one is NotFound."""
    standing = {one.id: one for one in standing_decisions(list_decisions(round_id))}
    if decision_id not in standing:
        raise NotFound
    return standing[decision_id]


def standing_decisions(rows: list[HouseholdDecision]) -> list[HouseholdDecision]:
    """Those that no later row replaces, by the day they were held."""
    replaced = {one.replaces_id for one in rows}
    return sorted(
        (one for one in rows if one.id not in replaced), key=lambda one: (one.held_on, one.id)
    )


def thresholds_in_force(on: date) -> dict[str, Any]:
    """{"quorum": {"id", "key", "value"}, …}: kept with each decision, so that it can be traced."""
    found = {name: setting_in_force(key, on) for name, key in THRESHOLD_KEYS.items()}
    return {name: {"id": one.id, "key": one.key, "value": one.value} for name, one in found.items()}
