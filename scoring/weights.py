"""Weights: design weights, post-stratification, raking with caps, and what they cost (Kish).

Arrays run over respondents. Margins are class codes 0..K-1 per respondent with known totals (K,)
from the one-stop system's own dossier counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.arrays import FloatArray, IntArray, as_floats, joint_codes, sum_by

TOLERANCE = 1e-8
MAX_CYCLES = 200
CAP_TIMES_MEAN = 3.0
CAP_ROUNDS = 3
SMALLEST_CELL = 10


class CannotWeight(ValueError):
    """The totals ask for people of a class in which nobody answered."""


@dataclass(frozen=True)
class Margin:
    """One classification: each respondent's class code (n,) and the known totals (K,)."""

    codes: IntArray
    totals: FloatArray

    def __post_init__(self) -> None:
        if (self.totals < 0).any() or not np.isfinite(self.totals).all():
            raise ValueError("totals must be finite and not negative")
        if self.codes.size and not 0 <= self.codes.min() <= self.codes.max() < len(self.totals):
            raise ValueError("every class code needs a total")
        empty = np.bincount(self.codes, minlength=len(self.totals)) == 0
        if (empty & (self.totals > 0)).any():
            raise CannotWeight("a class with known people has no respondent: collapse it first")


@dataclass(frozen=True)
class Raked:
    """Raked weights (n,) and how it went; not `converged`: publish unweighted, with a note."""

    weights: FloatArray
    converged: bool
    cycles: int
    worst_error: float
    cap_rounds: int
    capped: int


def design_weights(population: float, respondents: int) -> FloatArray:
    """Everybody who answered stands for population/respondents people of the agency."""
    if respondents <= 0 or population <= 0:
        raise ValueError("design weights need at least one respondent and one client")
    return np.full(respondents, population / respondents)


def post_stratify(weights: ArrayLike, cells: Margin) -> FloatArray:
    """Weights scaled within each cell so that they add up to the cell's known total."""
    d = as_floats(weights)
    reached = sum_by(cells.codes, d, len(cells.totals))
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.where(reached > 0, cells.totals / reached, 0.0)
    return d * factor[cells.codes]


def rake(
    weights: ArrayLike,
    margins: Sequence[Margin],
    tolerance: float = TOLERANCE,
    max_cycles: int = MAX_CYCLES,
) -> Raked:
    """Weights that reproduce every margin, by iterative proportional fitting, without caps.

    Stops when the worst relative margin error is below `tolerance`.
    """
    _check_same_population(margins)
    w = as_floats(weights).copy()
    error = margin_error(w, margins)
    cycles = 0
    while error > tolerance and cycles < max_cycles:
        for margin in margins:
            w = post_stratify(w, margin)
        cycles += 1
        error = margin_error(w, margins)
    return Raked(w, bool(error <= tolerance), cycles, error, 0, 0)


def rake_with_caps(
    weights: ArrayLike,
    margins: Sequence[Margin],
    cap_times_mean: float = CAP_TIMES_MEAN,
    rounds: int = CAP_ROUNDS,
    tolerance: float = TOLERANCE,
) -> Raked:
    """Rake; then cap the weights, rescale and rake again, at most `rounds` times.

    The cap is `cap_times_mean` times the mean weight.     The margins hold at the end; after the
    last round a weight may still stand above the cap, because the known counts come first. `capped`
    counts the weights cut in all rounds together.
    """
    raked = rake(weights, margins, tolerance)
    capped = done = 0
    while raked.converged and done < rounds:
        cap = cap_times_mean * raked.weights.mean()
        over = raked.weights > cap * (1 + tolerance)
        if not over.any():
            break
        capped += int(over.sum())
        done += 1
        cut = np.minimum(raked.weights, cap)
        raked = rake(cut * raked.weights.sum() / cut.sum(), margins, tolerance)
    return Raked(raked.weights, raked.converged, raked.cycles, raked.worst_error, done, capped)


def margin_error(weights: ArrayLike, margins: Sequence[Margin]) -> float:
    """Largest relative distance between a weighted class and its known total."""
    worst = 0.0
    w = as_floats(weights)
    for margin in margins:
        reached = sum_by(margin.codes, w, len(margin.totals))
        asked = np.where(margin.totals > 0, margin.totals, 1.0)
        worst = max(worst, float(np.max(np.abs(reached - margin.totals) / asked)))
    return worst


def collapse_cells(
    factors: Mapping[str, ArrayLike], order: Sequence[str], smallest: int = SMALLEST_CELL
) -> tuple[IntArray, tuple[str, ...]]:
    """Cells (n,) that each hold at least `smallest` respondents, and the factors they are made of.

    Leaves factors out in the published `order` (filing mode, then field group) until no cell is too
    small. A factor that is not in `order` (on time or late) is never left out; when cells stay too
    small with those alone they are returned as they are, and the caller rakes or publishes
    unweighted.
    """
    kept = dict(factors)
    for name in (*order, None):
        codes, count = joint_codes(list(kept.values()))
        if np.bincount(codes, minlength=count).min() >= smallest or name is None or len(kept) == 1:
            break
        kept.pop(name, None)
    return codes, tuple(kept)


def kish(weights: ArrayLike) -> tuple[float, float]:
    """Kish's design effect of weighting, 1 + cv^2(w), and n_eff = (sum w)^2 / sum w^2."""
    w = as_floats(weights)
    n_eff = float(w.sum() ** 2 / (w @ w))
    return len(w) / n_eff, n_eff


def _check_same_population(margins: Sequence[Margin]) -> None:
    sizes = np.array([margin.totals.sum() for margin in margins])
    if not len(sizes) or np.ptp(sizes) > 1e-9 * sizes.max():
        raise ValueError("the margins must be about the same number of people")
