"""S6 in an installation of its own, through the acts of the province: forms printed, counted, keyed, drawn.

`python -m bench.attack.paper_room RUNS DRAWS READ` writes INSTANCE_DIR/paper.json: for every run what became
of a batch whose negative forms were thrown away, of an invented one and of an honest one; how often a sample
drawn by lot held a changed form. Every batch is of an agency of its own; then the detectors' night runs once.
"""

import json
import os
import random
import secrets
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import g
from flask_migrate import upgrade
from sqlalchemy import select

from agencies.models import Agency, LegalSetting, Role
from base.clock import today
from base.db import db
from base.settings import make_secrets
from portal.factory import create_app
from surveys.actions.paper import batches, comparing, samples
from surveys.detecting import detect
from surveys.models import Alarm, PaperBatch, RoundAgency
from surveys.queries.paper.batches import list_missing
from surveys.queries.paper.keyings import list_rechecks
from surveys.rules.paper.lot import drawn_serials, sample_size
from tests.factories import make_agency
from tests.surveys.paper import PaperProvince, key, make_paper_province, typed, viewer

NEGATIVE, POSITIVE, THROWN = 60, 60, 20
INVENTED, ALTERED, OF = 80, 10, 80
SHARES = {"paper-altered": (10, 30), "paper-altered-10": (10, 1), "paper-altered-30": (30, 1)}
_PATTERNS = ("555", "554", "545", "455", "544", "444")


class Room:
    """The province with its two clerks; `draw` decides what is on paper."""

    def __init__(self, seed: int) -> None:
        self.province: PaperProvince = make_paper_province()
        year = datetime.now(UTC).year
        self.province.round.opens_at = datetime(year, 1, 1, tzinfo=UTC) - timedelta(days=60)
        self.province.round.closes_at = datetime(year + 1, 6, 1, tzinfo=UTC)
        self.draw = random.Random(seed)
        found = (db.session.get_one(Agency, one.agency_id) for one in self.province.clerks)
        self.bodies = tuple(found)

    def batch(self, name: str, printed: int, handed_in: int) -> PaperBatch:
        """For an agency of its own; so many forms were in the box. Two clerks who never keyed before."""
        first, second = (viewer(Role.CLERK, one) for one in self.bodies)
        self.province.clerks = first, second
        agency = make_agency(f"UBND xã {name}")
        db.session.add(RoundAgency(round_id=self.province.round.id, agency_id=agency.id))
        db.session.flush()
        actor = self.province.department
        batch = batches.make_batch(actor, self.province.round, agency.id, printed)
        counted = batches.Declaration(
            filled_count=handed_in,
            spoiled_count=0,
            blank_count=0,
            collected_on=today(),
            handed_over_by="Nguyễn Văn Bình, công chức Văn phòng",
            witness_id=self.province.observer.id,
        )
        batches.declare_counts(actor, batch, counted)
        batches.assign_clerks(actor, batch, first.staff_id or 0, second.staff_id or 0)
        return batch

    def keyed(self, batch: PaperBatch, forms: Mapping[int, str], passes: tuple[int, ...]) -> None:
        """Every clerk of `passes` reads the same; a minute a form, more or less."""
        for one in passes:
            for serial, levels in forms.items():
                seconds = self.draw.randint(35, 90)
                key(self.province, batch, one, {serial: levels}, seconds=seconds)
        is_half = passes == (1,)
        comparing.compare_passes(self.province.department, batch, both_say_done=is_half)

    def papers(self, batch: PaperBatch) -> dict[int, str]:
        """What residents ticked: sixty are not content, sixty are; in the order they came."""
        levels = ["".join(self.draw.choice("112233") for _ in range(3)) for _ in range(NEGATIVE)]
        levels += ["".join(self.draw.choice("4455") for _ in range(3)) for _ in range(POSITIVE)]
        self.draw.shuffle(levels)
        return dict(enumerate(levels, batch.serial_from))


def honest(room: Room, run: int) -> tuple[PaperBatch, set[int]]:
    batch = room.batch(f"Thật {run}", NEGATIVE + POSITIVE, NEGATIVE + POSITIVE)
    room.keyed(batch, room.papers(batch), (1, 2))
    return batch, set()


def discarded(room: Room, run: int) -> tuple[PaperBatch, set[int]]:
    """20 of the 60 negative forms never reach the box."""
    left = NEGATIVE + POSITIVE - THROWN
    batch = room.batch(f"Bỏ {run}", NEGATIVE + POSITIVE, left)
    forms = room.papers(batch)
    negative = [serial for serial, levels in forms.items() if max(levels) < "4"]
    gone = set(room.draw.sample(negative, THROWN))
    room.keyed(batch, {one: forms[one] for one in forms if one not in gone}, (1, 2))
    return batch, gone


def invented(room: Room, run: int, again: float = 0.5) -> tuple[PaperBatch, set[int]]:
    """One clerk makes up 80 forms in two sittings, about 20 s each.

    `again`: how often the hand does the form before once more; else it draws one of some kind patterns.
    """
    batch = room.batch(f"Bịa {again} {run}", INVENTED, INVENTED)
    levels = ""
    for at in range(INVENTED):
        if at % (INVENTED // 2) == 0 or room.draw.random() >= again:
            levels = room.draw.choices(_PATTERNS, (6, 2, 2, 2, 2, 2))[0]
        seconds = room.draw.choice((15, 20, 20, 25))
        key(room.province, batch, 1, {batch.serial_from + at: levels}, seconds=seconds)
    comparing.compare_passes(room.province.department, batch, both_say_done=True)
    return batch, set()


def invented_with_care(room: Room, run: int) -> tuple[PaperBatch, set[int]]:
    """The same, every form drawn anew: alike no more than honest ones are."""
    return invented(room, run, again=0.0)


def altered(room: Room, draws: int, read: int) -> dict[str, dict[str, int]]:
    """Ten of 80 forms counted otherwise than they are marked; how many samples drawn by lot hold one.

    `draws` by the rule of the draw alone; `read` through the province's acts, form by form, of which `right`
    named every changed form they held and no other. A sample that holds none names none.
    """
    batch = room.batch("Sửa", OF, OF)
    serials = range(batch.serial_from, batch.serial_to + 1)
    room.keyed(batch, dict.fromkeys(serials, "555"), (1, 2))
    changed = set(room.draw.sample(serials, ALTERED))
    db.session.commit()
    lot = secrets.SystemRandom()
    found = {}
    for act, (percent, least) in SHARES.items():
        _set("paper.recheck_percent", percent)
        _set("paper.recheck_least", least)
        size = sample_size(OF, percent, least)
        samples_drawn = (drawn_serials(serials, percent, least, lot) for _ in range(draws))
        found[act] = {
            "holding": sum(not changed.isdisjoint(one) for one in samples_drawn),
            "right": sum(_is_right(room, batch, changed, size) for _ in range(read)),
        }
    return found


def _set(name: str, value: int) -> None:
    row = db.session.scalars(select(LegalSetting).where(LegalSetting.key == name)).one()
    row.value = value
    db.session.commit()
    g.pop("legal_cache", None)


def _is_right(room: Room, batch: PaperBatch, changed: set[int], size: int) -> bool:
    """The inspector draws and reads what is on paper: 111 where it was changed, 555 elsewhere. Undone after.

    Of the unchanged ones only the first two are read, for time's sake: they cannot differ.
    """
    inspector = room.province.inspector
    sample = samples.draw_sample(inspector, batch)
    unchanged = [one for one in sample.serials if one not in changed][:2]
    for serial in [*unchanged, *(changed & set(sample.serials))]:
        read = typed(batch, "111" if serial in changed else "555").keyed
        samples.recheck_form(inspector, batch, sample, serial, read)
    differs = {one.serial for one in list_rechecks(sample.id) if not one.is_same}
    is_right = len(sample.serials) == size and differs == changed & set(sample.serials)
    db.session.rollback()
    return is_right


ACTS: dict[str, Callable[[Room, int], tuple[PaperBatch, set[int]]]] = {
    "honest": honest,
    "paper-discarded": discarded,
    "paper-invented": invented,
    "paper-invented-varied": invented_with_care,
}


def play(seed: int, runs: int, draws: int, read: int) -> dict[str, Any]:
    room = Room(seed)
    made = {
        act: [
            (batch.id, batch.agency_id, gone) for batch, gone in (do(room, n) for n in range(runs))
        ]
        for act, do in ACTS.items()
    }
    found = altered(room, draws, read)
    detect(today() + timedelta(days=1))
    signs: dict[int, set[str]] = {}
    for one in db.session.scalars(select(Alarm).order_by(Alarm.id)):
        signs.setdefault(one.agency_id, set()).update((one.detector, one.tier))
    told = {
        act: [
            {
                "listed": set(list_missing(batch_id)) == gone,
                "signs": sorted(signs.get(agency_id, ())),
            }
            for batch_id, agency_id, gone in rows
        ]
        for act, rows in made.items()
    }
    return {**told, "draws": draws, "read": read, "found": found}


def main(runs: int, draws: int, read: int) -> None:
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    with create_app().app_context():
        upgrade()
        told = play(6, runs, draws, read)
    (Path(os.environ["INSTANCE_DIR"]) / "paper.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:4]))
