"""The worker's part of forgetting: every hour the keys, traces and dates that are over 48 hours old go,

and after a week what joined one-time codes and answers; what stays of their classes is fixed before.
"""

from datetime import timedelta

from flask import current_app

from agencies.queries.installation import find_installation
from base.clock import now, today
from base.day_keys import days_to_forget, forget_day_keys, links
from base.db import db, reading
from base.jobs import periodic
from base.logs import get_logger
from base.settings import Settings
from surveys.actions.class_weeks import commit_code_classes, fix_classes, forget_links
from surveys.actions.traces import forget_days, list_traced_days
from surveys.queries.anew import get_reanswer_days
from surveys.queries.class_weeks import list_link_days


@periodic("forget-traces", minute="7")
def forget_traces() -> None:
    """Safe to run twice. The keys go first: without them the traces are noise even in a backup.

    A replay keeps what it was made for: the exact times of other people's made-up events.
    """
    if _is_replay():
        return
    instant = now()
    keys = forget_day_keys(_settings().instance_dir, instant)
    days = days_to_forget(list_traced_days(), instant)
    db.session.rollback()
    traces = forget_days(days) if days else 0
    db.session.commit()
    if keys or traces:
        get_logger("forgetting").info("traces_forgotten", key_count=keys, trace_count=traces)


@periodic("fix-classes", hour="3", minute="17")
def fix_weekly_classes() -> None:
    """On Mondays the week before; on other days whatever a standing worker has missed."""
    settings, day = _settings(), today()
    monday = day - timedelta(days=day.weekday())
    with reading():
        days = {one for one in list_link_days() if one < monday}
        db.session.rollback()
    fixed = fix_classes(days, settings) if days else 0
    db.session.commit()
    if fixed:
        get_logger("forgetting").info("classes_fixed", response_count=fixed)


@periodic("commit-code-classes", hour="3", minute="47")
def commit_settled_code_classes() -> None:
    """What the codes of a batch were handed out for, once none of them can be any more."""
    count = commit_code_classes(today(), _settings().secrets.ledger_master)
    db.session.commit()
    if count:
        get_logger("forgetting").info("code_classes_committed", batch_count=count)


@periodic("forget-links", minute="37")
def forget_answer_links() -> None:
    """What joins code and answer goes when nobody may answer anew any more. Safe to run twice.

    The class of the last responses is fixed first, then the keys go, then the rows; a replay keeps them.
    """
    settings, instant = _settings(), now()
    with reading():
        shelf = links(get_reanswer_days(today()))
        due = days_to_forget(list_link_days(), instant, shelf)
        db.session.rollback()
    if due:
        fix_classes(due, settings)
        db.session.commit()
    if _is_replay():
        return
    keys = forget_day_keys(settings.instance_dir, instant, shelf)
    gone = forget_links(due) if due else 0
    db.session.commit()
    if keys or gone:
        get_logger("forgetting").info("links_forgotten", key_count=keys, link_count=gone)


def _is_replay() -> bool:
    with reading():
        place = find_installation()
        db.session.rollback()
    return place is not None and place.is_replay


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
