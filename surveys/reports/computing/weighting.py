"""Weights that make coded answers stand for all dossiers of their agency, class by class.

In this order, for each agency: post-stratify by field × on time or late × filing mode when every class has
ten answers; leave out the filing mode, then the field; rake the margins with a cap. What then does not fit,
and an agency without dossier counts, is published unweighted, with a note.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import FloatArray, IntArray, as_codes
from scoring.clusters import Calibration
from scoring.weights import SMALLEST_CELL, CannotWeight, Margin, rake_with_caps
from surveys.rules.dossier_classes import OTHER, ClassParts, parts_of

FACTORS = ("late", "field", "mode")
# What is looked at in turn; on time or late is never left out.
ORDER = (("field", "late", "mode"), ("field", "late"), ("late",))


class Weighting(StrEnum):
    """How the answers of an agency were weighted; stands among the notes of its figure."""

    POST_STRATIFIED = "post_stratified"
    COLLAPSED = "collapsed"
    RAKED = "raked"
    NO_DOSSIERS = "unweighted_no_dossiers"
    NO_CLASSES = "unweighted_no_classes"
    NO_FIT = "unweighted_no_fit"


@dataclass(frozen=True)
class ClassWeights:
    """The weight of an answer by its class, and the codes of that class in each margin."""

    how: Weighting
    weights: Mapping[str, float]
    margins: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Weighted:
    """Weights of the rows of a frame (R,), and how each agency's were made."""

    weights: FloatArray
    calibration: Calibration
    how: Mapping[int, Weighting]


def fit_weights(
    agencies: IntArray,
    classes: NDArray[np.str_],
    responses: FloatArray,
    population: Mapping[int, Mapping[str, int]],
) -> Weighted:
    """Each agency by itself; the mean weight of an agency's answers is 1."""
    words, codes = np.unique(classes, return_inverse=True)
    codes = codes.reshape(-1)
    weights, margins = np.ones(len(agencies)), np.zeros((len(FACTORS), len(agencies)), np.int64)
    how = {}
    for agency in np.unique(agencies).tolist():
        rows = np.flatnonzero((agencies == agency) & (responses > 0))
        counts = np.bincount(codes[rows], responses[rows], len(words))
        answered = {str(words[c]): int(counts[c]) for c in np.flatnonzero(counts).tolist()}
        fitted = fit_classes(answered, population.get(agency, {}))
        how[agency] = fitted.how
        by_code = [fitted.weights.get(str(word), 1.0) for word in words]
        weights[rows] = np.array(by_code)[codes[rows]]
        for place in range(len(FACTORS)):
            found = [fitted.margins.get(str(word), (0, 0, 0))[place] for word in words]
            margins[place, rows] = np.array(found)[codes[rows]]
    used = margins[: 1 + int(np.flatnonzero(margins.any(axis=1)).max(initial=0))]
    return Weighted(weights, Calibration(np.ones(len(agencies)), tuple(used)), how)


def fit_classes(answered: Mapping[str, int], dossiers: Mapping[str, int]) -> ClassWeights:
    """Weights by class of `answered` (class key → answers) for the known `dossiers`."""
    if not dossiers or not answered:
        return _unweighted(Weighting.NO_DOSSIERS)
    asked, wanted = _matched(answered, dossiers)
    if set(asked) == {parts_of(OTHER)}:
        return _unweighted(Weighting.NO_CLASSES)
    for place, factors in enumerate(ORDER):
        cells = _merged(asked, factors)
        totals = _merged(wanted, factors)
        if _fits(cells, totals, SMALLEST_CELL):
            how = Weighting.COLLAPSED if place else Weighting.POST_STRATIFIED
            return _post_stratified(answered, asked, factors, cells, totals, how)
    return _raked(answered, asked, wanted)


Classes = Mapping[ClassParts, float]
Cells = Mapping[tuple[str, ...], float]


def _matched(answered: Mapping[str, int], dossiers: Mapping[str, int]) -> tuple[Classes, Classes]:
    """Answers and dossiers by class. What only one side knows by "other" cannot move the weights."""
    asked: Counter[ClassParts] = Counter()
    for key, count in answered.items():
        asked[_class_of(key, dossiers)] += count
    wanted: dict[ClassParts, float] = {
        parts_of(key): float(count) for key, count in dossiers.items() if count
    }
    other = parts_of(OTHER)
    if other not in asked:
        wanted.pop(other, None)
    elif other not in wanted:
        named = sum(count for one, count in asked.items() if one != other)
        whole = sum(wanted.values())
        wanted[other] = asked[other] * (whole / named if named else 1.0)
    return asked, wanted


def _class_of(key: str, dossiers: Mapping[str, int]) -> ClassParts:
    return parts_of(key if dossiers.get(key) else OTHER)


def _merged(classes: Classes, factors: Sequence[str]) -> Cells:
    cells: Counter[tuple[str, ...]] = Counter()
    for one, count in classes.items():
        cells[_cell(one, factors)] += count  # type: ignore[assignment]
    return cells


def _cell(one: ClassParts, factors: Sequence[str]) -> tuple[str, ...]:
    return tuple(getattr(one, factor) for factor in factors)


def _fits(cells: Cells, totals: Cells, smallest: float) -> bool:
    """Every class of dossiers has so many answers, and no answer is of a class without dossiers."""
    enough = all(cells.get(cell, 0) >= smallest for cell, count in totals.items() if count)
    return bool(totals) and enough and all(totals.get(cell, 0) > 0 for cell in cells)


def _post_stratified(
    answered: Mapping[str, int],
    asked: Classes,
    factors: Sequence[str],
    cells: Cells,
    totals: Cells,
    how: Weighting,
) -> ClassWeights:
    scale = sum(asked.values()) / sum(totals.values())
    place = {cell: number for number, cell in enumerate(sorted(cells))}

    def cell_of(key: str) -> tuple[str, ...]:
        one = parts_of(key)
        return _cell(one if one in asked else parts_of(OTHER), factors)

    return ClassWeights(
        how,
        {key: scale * totals[cell_of(key)] / cells[cell_of(key)] for key in answered},
        {key: (place[cell_of(key)], 0, 0) for key in answered},
    )


def _raked(answered: Mapping[str, int], asked: Classes, wanted: Classes) -> ClassWeights:
    """On time or late always; field and filing mode where each of their classes has an answer."""
    used = [one for one in FACTORS if _fits(_merged(asked, [one]), _merged(wanted, [one]), 1)]
    if FACTORS[0] not in used:
        return _unweighted(Weighting.NO_FIT)
    classes = sorted(asked)
    sizes = [round(asked[one]) for one in classes]
    codes = [as_codes([getattr(one, factor) for one in classes])[0] for factor in used]
    weights = _rake(codes, sizes, [_totals(wanted, factor) for factor in used])
    if weights is None:
        return _unweighted(Weighting.NO_FIT)
    place = {one: number for number, one in enumerate(classes)}
    other = place.get(parts_of(OTHER), 0)
    where = {key: place.get(parts_of(key), other) for key in answered}
    padded = [*(code.tolist() for code in codes), *[[0] * len(classes)] * (3 - len(codes))]
    return ClassWeights(
        Weighting.RAKED,
        {key: weights[number] for key, number in where.items()},
        {key: tuple(margin[number] for margin in padded) for key, number in where.items()},
    )


def _totals(wanted: Classes, factor: str) -> FloatArray:
    """Dossiers of each word of a factor, in the order of the words."""
    merged = _merged(wanted, [factor])
    return np.array([merged[word] for word in sorted(merged)])


def _rake(
    codes: Sequence[IntArray], sizes: Sequence[int], totals: Sequence[FloatArray]
) -> list[float] | None:
    """The weight of an answer of each class; None when the margins cannot be met."""
    margins = [
        Margin(np.repeat(code, sizes), known * (sum(sizes) / known.sum()))
        for code, known in zip(codes, totals, strict=True)
    ]
    try:
        raked = rake_with_caps(np.ones(sum(sizes)), margins)
    except CannotWeight:
        return None
    first = np.cumsum([0, *sizes[:-1]])
    return raked.weights[first].tolist() if raked.converged else None


def _unweighted(how: Weighting) -> ClassWeights:
    return ClassWeights(how, {}, {})
