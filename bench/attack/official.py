"""The official figure of one office over some months, with the product's own arithmetic, and the pooled one.

Only answers by code enter the official one; they are post-stratified to the dossier counts by field, lateness
and filing mode, leaving out mode and then field where a class has fewer than ten answers.
"""

import numpy as np

from bench.attack.worlds import FIELDS, MODES, Answers, Bools, Ints, Office, World
from scoring.weights import Margin, collapse_cells, design_weights, post_stratify

_LEAVE_OUT = ("mode", "field")
_WIDTHS = {"late": 2, "field": len(FIELDS), "mode": len(MODES)}


def in_months(world: World, office: Office, months: range) -> Bools:
    """Answers that count for these months: a coded one for the day of its code, an open one for its own."""
    answers = office.answers
    first, last = world.days_of(months)[[0, -1]]
    own = office.dossiers.day[answers.dossier]
    by_code = (own >= first) & (own <= last)
    by_time = (answers.at >= world.second_of(first, 0)) & (
        answers.at < world.second_of(last, 86_400)
    )
    return np.where(answers.is_open, by_time, by_code)


def official_share(world: World, office: Office, months: range) -> float:
    """Mean over the items of the weighted share of fours and fives, 0…1; nan without an answer."""
    coded = office.answers.taken(in_months(world, office, months) & ~office.answers.is_open)
    if not len(coded):
        return float("nan")
    satisfied = coded.levels >= 4
    return float(np.average(satisfied.mean(axis=1), weights=_weights(world, office, coded, months)))


def raw_share(world: World, office: Office, months: range) -> float:
    """The official figure before it is weighted to the dossier counts."""
    chosen = in_months(world, office, months) & ~office.answers.is_open
    return float((office.answers.levels[chosen] >= 4).mean())


def pooled_share(world: World, office: Office, months: range) -> float:
    """What a figure that pools all channels would say."""
    levels = office.answers.levels[in_months(world, office, months)]
    return float((levels >= 4).mean())


def _weights(world: World, office: Office, coded: Answers, months: range) -> np.ndarray:
    dossiers = office.dossiers
    known = {
        "late": dossiers.is_late.astype(np.int64),
        "field": dossiers.field,
        "mode": dossiers.mode,
    }
    answered = {name: values[coded.dossier] for name, values in known.items()}
    _codes, kept = collapse_cells(answered, _LEAVE_OUT)
    inside = np.isin(dossiers.day, world.days_of(months))
    codes = _joint(answered, kept)
    totals = np.bincount(_joint(known, kept)[inside], minlength=_size(kept)).astype(float)
    base = design_weights(totals.sum(), len(coded))
    if (np.bincount(codes, minlength=len(totals))[totals > 0] == 0).any():
        return base
    return post_stratify(base, Margin(codes, totals))


def _size(names: tuple[str, ...]) -> int:
    return int(np.prod([_WIDTHS[name] for name in names]))


def _joint(values: dict[str, Ints], names: tuple[str, ...]) -> Ints:
    code = np.zeros(len(next(iter(values.values()))), np.int64)
    for name in names:
        code = code * _WIDTHS[name] + values[name]
    return code
