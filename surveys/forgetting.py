"""The worker's part of forgetting: every hour the keys, traces and dates that are over 48 hours old go."""

from flask import current_app

from base.clock import now
from base.day_keys import days_to_forget, forget_day_keys
from base.db import db
from base.jobs import periodic
from base.logs import get_logger
from surveys.actions.traces import forget_days, list_traced_days


@periodic("forget-traces", minute="7")
def forget_traces() -> None:
    """Safe to run twice. The keys go first: without them the traces are noise even in a backup."""
    instant = now()
    keys = forget_day_keys(current_app.extensions["settings"].instance_dir, instant)
    days = days_to_forget(list_traced_days(), instant)
    db.session.rollback()
    traces = forget_days(days) if days else 0
    db.session.commit()
    if keys or traces:
        get_logger("forgetting").info("traces_forgotten", key_count=keys, trace_count=traces)
