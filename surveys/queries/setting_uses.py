"""Where the method's settings were used: the snapshots, which keep the ids of the versions."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from agencies.setting_uses import SettingUse
from base.clock import local
from base.db import db
from surveys.models import IndexSnapshot, ReportingPeriod, SnapshotState, SurveyRound


def uses_in_snapshots(key: str, _setting_ids: Collection[int]) -> Iterator[SettingUse]:
    """One a snapshot that was made with the key: the day is the end of its period, as it was computed."""
    rows = (
        select(
            IndexSnapshot.settings,
            IndexSnapshot.state,
            SurveyRound.name,
            SurveyRound.closes_at,
            ReportingPeriod.name,
            ReportingPeriod.ends_on,
        )
        .join(SurveyRound, SurveyRound.id == IndexSnapshot.round_id)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == IndexSnapshot.period_id)
        .order_by(IndexSnapshot.id)
    )
    for settings, state, name, closes_at, period, ends_on in db.session.execute(rows):
        source = settings.get(key)
        if isinstance(source, dict):
            yield SettingUse(
                setting_id=source.get("setting_id"),
                on=ends_on or local(closes_at).date(),
                words=f"{name} · {period}" if period else name,
                is_signed=state != SnapshotState.COMPUTED,
            )
