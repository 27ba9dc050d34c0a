"""Published figures made again, all of them, by the method's own code from what the ledger commits to.

Variance, interval, rank and weight are made here as they were when the snapshot was computed: from responses,
their classes, acts, dossier counts and codes that stood among its first `tree_size` leaves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from base.db import db
from ledger.leaves import hidden_number, public_commitment
from ledger.queries.records import intact_records
from ledger.record_types import RecordType
from surveys.models import WHOLE, ExclusionKind, IndexSnapshot, Standing, SurveyRound
from surveys.queries import recounting as queries
from surveys.queries.dossiers import CountRow
from surveys.queries.recounting import Within
from surveys.queries.snapshots import TALLY_COLUMNS, list_cells, list_public_ever
from surveys.queries.tallies import AnswerRow, get_contents
from surveys.questionnaire_content import read_content
from surveys.reports.snapshots import CELL_COLUMNS, LATER_COLUMNS
from surveys.rules.codes import DRAWN_FROM_DAYS
from surveys.rules.credit import read_credit
from surveys.rules.method import DEFAULTS, OFFICIAL, Method, read_method
from surveys.rules.snapshots import days_of_months
from surveys.supersede_records import supersede_number
from surveys.weight_records import class_leaf_id, dossier_leaf_id

if TYPE_CHECKING:
    from surveys.reports.computing.former import FormerRelease
    from surveys.reports.computing.population import Population
    from surveys.reports.computing.snapshot import Inputs

TOLERANCE = 1e-6  # weights are found by steps, which end a little sooner or later
NEEDED = ("layout", "kinds", "is_settled")


def difference(snapshot: IndexSnapshot, master: bytes) -> str:
    """The first cell that does not come out as it was published, "" if all do.

    Nothing is said of snapshots from before what is needed was signed with them, nor of weighted ones
    that were computed while codes of their days were still being handed out.
    """
    settings = snapshot.settings
    if not all(name in settings for name in NEEDED) or not settings["is_settled"]:
        return ""
    from surveys.reports.computing.snapshot import snapshot_rows  # scipy: not in web processes

    made = snapshot_rows(inputs_of(snapshot, master)).rows
    stored = list_cells(snapshot.id)
    if len(made) != len(stored):
        return f"{len(made)} ≠ {len(stored)} ô / cells"
    for row, cell in zip(made, stored, strict=True):
        for name in (*CELL_COLUMNS, *LATER_COLUMNS):
            if not _is_same(row[name], getattr(cell, name)):
                where = f"{cell.agency_id or 'toàn tỉnh / province'} {cell.measure} {cell.key}"
                return f"{where.strip()}, {name}: {getattr(cell, name)} ≠ {row[name]}"
    return ""


def _is_same(made: Any, stored: Any) -> bool:
    if isinstance(made, float) and isinstance(stored, int | float):
        return abs(made - stored) <= TOLERANCE * max(1.0, abs(made))
    return bool(made == stored)


def is_settled(last_day: date | None, on: date) -> bool:
    """Whether no code of these days can be handed out any more, which would change its class."""
    return last_day is None or last_day + timedelta(days=DRAWN_FROM_DAYS) <= on


def inputs_of(snapshot: IndexSnapshot, master: bytes) -> "Inputs":
    """As `reports.snapshots.gather_inputs` found them when the ledger had the snapshot's `tree_size`."""
    from surveys.reports.computing.cell import Sample
    from surveys.reports.computing.frame import read_columns
    from surveys.reports.computing.snapshot import Inputs

    settings, survey_round = snapshot.settings, db.session.get_one(SurveyRound, snapshot.round_id)
    standing = Standings(snapshot.round_id, settings["tree_size"], master)
    rows = _tally_rows(snapshot, standing)
    parents = _as_numbers(settings["parents"])
    kinds = {int(agency): kind for agency, kind in settings["kinds"].items()}
    return Inputs(
        columns=read_columns(TALLY_COLUMNS, [rows]),
        content=read_content(survey_round.version.content),
        months=tuple(settings["months"]),
        method=_method_of(settings),
        parent_of=parents,
        kinds=kinds,
        former=_former(snapshot),
        seed=settings["rank_seed"],
        sample=Sample(
            tuple(settings["channels"]),
            settings["sample"] == OFFICIAL,
            _population(snapshot, parents | {one: one for one in kinds}, master),
        ),
        credit=read_credit(settings),
    )


def _as_numbers(found: Mapping[str, int]) -> dict[int, int]:
    return {int(child): parent for child, parent in found.items()}


def _method_of(settings: Mapping[str, Any]) -> Method:
    return read_method(
        {key: (settings[key]["value"], settings[key]["setting_id"]) for key in DEFAULTS}
    )


@dataclass
class Standings:
    """How each response of a round stood when the ledger had `size` leaves."""

    round_id: int
    size: int
    master: bytes
    replaced: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.within = Within(self.size)
        pairs = {
            supersede_number(self.round_id, old, new): (old, new)
            for old, new in queries.list_supersessions(self.round_id)
        }
        later = dict(pairs[number] for number in self.within.only(pairs))
        self.replaced = set(later)
        acts = queries.list_acts(self.round_id)
        known = self.within.only([act.commitment for act, _ in acts])
        done = [(act, ids) for act, ids in acts if act.commitment in known]
        restored = {act.restores_id for act, _ in done}
        for act, ids in done:
            if act.act != ExclusionKind.RESTORE and act.id not in restored:
                self.left_out |= ids
        fresh = {later[one] for one in self.left_out if one in later}
        while fresh:  # what replaced a left-out response is left out with it
            self.left_out |= fresh
            fresh = {later[one] for one in fresh if one in later}

    def rows(self, chunk: Any) -> Iterator[AnswerRow]:
        """Those of a chunk of responses that were in the ledger and not replaced."""
        known = self.within.only([row.number_hash for row in chunk])
        here = [row for row in chunk if row.number_hash in known and row.id not in self.replaced]
        classes = queries.classes_of(self.round_id, [row.id for row in here])
        numbers = {one: hidden_number(self.master, class_leaf_id(one)) for one in classes}
        fixed = self.within.only(list(numbers.values()))
        for row in here:
            standing = Standing.LEFT_OUT if row.id in self.left_out else Standing.COUNTED
            key, resolving = classes[row.id] if numbers.get(row.id) in fixed else ("", 0)
            yield AnswerRow._make((*row[2:7], standing, key, resolving, *row[7:], 1))


def _tally_rows(snapshot: IndexSnapshot, standing: Standings) -> list[tuple[Any, ...]]:
    from surveys.tallies import tally

    chunks = queries.iterate_responses_of(snapshot.round_id, snapshot.settings["months"])
    answers = (found for chunk in chunks if (found := list(standing.rows(chunk))))
    block = tally(answers, get_contents(snapshot.round_id))
    return [
        tuple(row[name] for name in TALLY_COLUMNS)
        for row in block.rows(snapshot.round_id)
        if row["question_key"] == WHOLE or row["response_count"]
    ]


def _population(snapshot: IndexSnapshot, parents: Mapping[int, int], master: bytes) -> "Population":
    from surveys.reports.computing.population import build_population

    first, end = days_of_months(tuple(snapshot.settings["months"]))
    within = Within(snapshot.settings["tree_size"])
    rows = queries.list_dossiers(list(parents), first, end)
    numbers = [hidden_number(master, dossier_leaf_id(vars(one))) for one in rows]
    known = within.only(numbers)
    newest = {
        (one.agency_id, one.day, one.field_key, one.is_late, one.filing_mode): one.dossier_count
        for one, number in zip(rows, numbers, strict=True)
        if number in known
    }
    counts = [CountRow(*key, count) for key, count in newest.items()]
    batches = queries.list_batches_of(snapshot.round_id, list(parents), first, end)
    done = within.only([one for batch in batches for one in batch[:2] if one])
    issued = [
        row
        for batch in batches
        if batch.commitment in done and batch.withdrawal not in done
        for row in batch.codes
    ]
    return build_population(counts, issued, parents)


def _former(snapshot: IndexSnapshot) -> "list[FormerRelease]":
    """What was public when this one was computed, by the places of the records that say so."""
    from surveys.reports.snapshots import released

    told = {one.get("snapshot"): one for one in intact_records(RecordType.SCORE)}
    before = [
        one
        for one in list_public_ever(snapshot.round_id)
        if one.id in told and _is_before(told[one.id], snapshot)
    ]
    superseded = {one.supersedes_id for one in before}
    return [released(one, one.id not in superseded) for one in before]


def _is_before(record: Mapping[str, Any], snapshot: IndexSnapshot) -> bool:
    number = public_commitment(record)
    return bool(Within(snapshot.settings["tree_size"]).only([number]))
