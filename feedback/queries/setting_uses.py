"""Where settings about comment rounds were used: rounds and village decisions keep the ids."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from agencies.setting_uses import SettingUse
from base.clock import local
from base.db import db
from feedback.models import CommentRound, HouseholdDecision, RoundState


def uses_in_rounds(_key: str, setting_ids: Collection[int]) -> Iterator[SettingUse]:
    """Rounds by the day they open; once open, what they were announced under stands."""
    rows = (
        select(
            CommentRound.min_days_setting_id,
            CommentRound.opens_at,
            CommentRound.title,
            CommentRound.state,
        )
        .where(CommentRound.min_days_setting_id.in_(setting_ids))
        .order_by(CommentRound.id)
    )
    for setting_id, opens_at, title, state in db.session.execute(rows):
        is_public = state != RoundState.PREPARED
        yield SettingUse(setting_id, local(opens_at).date(), title, is_public)


def uses_in_decisions(key: str, _setting_ids: Collection[int]) -> Iterator[SettingUse]:
    """What villages decided, by the day of their meeting or ballot."""
    rows = (
        select(HouseholdDecision.thresholds, HouseholdDecision.held_on, CommentRound.title)
        .join(CommentRound, CommentRound.id == HouseholdDecision.round_id)
        .order_by(HouseholdDecision.id)
    )
    for thresholds, held_on, title in db.session.execute(rows):
        for used in thresholds.values():
            if used["key"] == key:
                yield SettingUse(used["id"], held_on, title, is_signed=True)
