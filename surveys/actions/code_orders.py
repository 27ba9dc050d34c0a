"""Codes made for many agencies and days at once, as long work; ordering again makes only what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app

from agencies.actions.audit import record_act
from agencies.models import Role
from agencies.roles import Viewer
from base.clock import now
from base.db import db
from base.jobs import JobRun, Progress, job, start_job
from base.permissions import Permission
from surveys.actions.codes import BatchPlan, check_plan, make_batch
from surveys.queries import code_stock as stock
from surveys.rules.code_orders import Item, days_of, items_wanted
from surveys.rules.codes import NothingToMake


@dataclass(frozen=True)
class Order:
    """`count` codes an agency and day; None: as many as the newest dossier counts let expect."""

    round_id: int
    agency_ids: Collection[int]
    first_day: date
    last_day: date
    delivery: str
    count: int | None = None


def order_batches(actor: Viewer, order: Order, title: str) -> JobRun:
    """The job that makes them; the first batch of every agency is checked before: errors show at once."""
    items = _items(order)
    if not items:
        raise NothingToMake
    first_of: dict[int, Item] = {}
    for item in items:
        first_of.setdefault(item.agency_id, item)
    for item in first_of.values():
        check_plan(actor, _plan(order.round_id, order.delivery, item), now())
    arguments: dict[str, Any] = {
        "staff_id": actor.staff_id,
        "body_id": actor.agency_id,
        "round_id": order.round_id,
        "delivery": order.delivery,
        "items": [[one.agency_id, one.day.isoformat(), one.count] for one in items],
    }
    run = start_job("codes.make", title[:300], arguments, actor.staff_id)
    after = {"title": run.title, "batches": len(items), "codes": sum(one.count for one in items)}
    record_act("codes.order", staff_id=actor.staff_id, subject=run, after=after)
    return run


def _items(order: Order) -> list[Item]:
    days = days_of(order.first_day, order.last_day)
    ids = sorted(order.agency_ids)
    counted = {}
    if order.count is None:
        counted = stock.dossier_counts(ids, days[0], days[-1])
    delivery = None if order.count is None else order.delivery
    made = stock.counts_made(ids, days[0], days[-1], delivery)
    return items_wanted(ids, days, order.count, counted, made)


def _plan(round_id: int, delivery: str, item: Item) -> BatchPlan:
    return BatchPlan(round_id, item.agency_id, item.day, delivery, item.count)


@job("codes.make", permission=Permission.CODES_EDIT)
def make_ordered(
    progress: Progress,
    staff_id: int | None,
    body_id: int,
    round_id: int,
    delivery: str,
    items: list[list[Any]],
) -> Path | None:
    """Batch by batch, each in a transaction of its own, so that nobody waits long for the database."""
    actor = Viewer(staff_id, body_id, ((Role.DEPARTMENT, None),))
    keys = current_app.extensions["settings"].secrets
    progress.total(len(items))
    for done, (agency_id, day, count) in enumerate(items, start=1):
        item = Item(agency_id, date.fromisoformat(day), count)
        make_batch(actor, _plan(round_id, delivery, item), keys, now())
        db.session.commit()
        progress.step(done)
    return None
