"""When a figure is not published ("chưa công bố"), why, and when it may enter the evaluation.

The NCHS Data Presentation Standards for Proportions (Vital and Health Statistics 2-175, 2017), with
our own minimum counts before them. Plain numbers only: a web process may import this without numpy.
The reasons and notes are codes; their sentences are the pages' business.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

# NCHS rules 1-6.
NCHS_SMALLEST_N_EFF = 30
NCHS_WIDEST = 0.30
NCHS_NARROW = 0.05
NCHS_WIDEST_RELATIVE = 1.30
NCHS_SMALLEST_DF = 8

# 0 % and 100 % of a small group are shown as "at most 5 %" and "at least 95 %".
MASKED_EDGE = 0.05


class Reason(StrEnum):
    """Why a figure is withheld; the first that holds is given."""

    NO_ANSWERS = "no_answers"
    TOO_FEW_FOR_COUNTS = "too_few_for_counts"
    TOO_FEW_FOR_SHARES = "too_few_for_shares"
    ONE_CLUSTER = "one_cluster"
    SMALL_EFFECTIVE_SIZE = "small_effective_size"
    WIDE_INTERVAL = "wide_interval"
    WIDE_FOR_ITS_LEVEL = "wide_for_its_level"


class Note(StrEnum):
    """What must be said beside a figure that is shown."""

    REVIEW_FEW_DF = "review_few_df"
    REVIEW_AT_EDGE = "review_at_edge"
    COMPLEMENT_UNRELIABLE = "complement_unreliable"
    SHOW_AS_AT_LEAST = "show_as_at_least"
    SHOW_AS_AT_MOST = "show_as_at_most"
    ITEMS_WITHOUT_ANSWERS = "items_without_answers"
    ITEMS_BELOW_COUNT = "items_below_count"
    AGENCIES_LEFT_OUT = "agencies_left_out"


@dataclass(frozen=True)
class Thresholds:
    """Our own limits; the values in force come from the settings, these are the design's.

    Counts are of valid answers; the half-width is a share (0.075 is 7.5 points).
    """

    counts_from: int = 10
    shares_from: int = 30
    evaluation_n_eff: float = 100
    evaluation_half_width: float = 0.075
    edges_masked_below: int = 100


@dataclass(frozen=True)
class Evidence:
    """What the rules look at. `n_eff_adjusted` is n_eff after the df factor, capped at n.

    `n` counts valid answers. The others are NaN when they cannot be computed.
    """

    n: float
    n_eff: float
    n_eff_adjusted: float
    p: float
    variance: float
    low: float
    high: float
    df: float


@dataclass(frozen=True)
class Decision:
    """What follows: `withheld` is None for a figure that is shown."""

    withheld: Reason | None
    notes: tuple[Note, ...]
    usable_for_evaluation: bool


def decide(evidence: Evidence, thresholds: Thresholds | None = None) -> Decision:
    """Our minimum counts, then the NCHS rules, then the limits for use in the evaluation."""
    limits = thresholds or Thresholds()
    withheld = too_few(evidence, limits) or nchs_reason(evidence)
    if withheld is not None:
        return Decision(withheld, (), False)
    notes = nchs_notes(evidence)
    edge = edge_note(evidence.p, evidence.n, limits)
    if edge is not None:
        notes = (*notes, edge)
    return Decision(None, notes, is_usable(evidence, limits))


def too_few(evidence: Evidence, limits: Thresholds) -> Reason | None:
    """Under `counts_from` nothing is shown, not even the count; under `shares_from` no share."""
    if evidence.n <= 0:
        return Reason.NO_ANSWERS
    if evidence.n < limits.counts_from:
        return Reason.TOO_FEW_FOR_COUNTS
    if evidence.n < limits.shares_from:
        return Reason.TOO_FEW_FOR_SHARES
    return None


def nchs_reason(evidence: Evidence) -> Reason | None:
    """NCHS rules 1 to 4: None means that the share may be presented.

    The smaller of n_eff before and after the df factor decides rule 1 (NCHS' own SAS macro takes
    the first, CDC's surveytable the second).
    """
    if evidence.df < 1 or math.isnan(evidence.low + evidence.high):
        return Reason.ONE_CLUSTER
    if min(evidence.n, evidence.n_eff, evidence.n_eff_adjusted) < NCHS_SMALLEST_N_EFF:
        return Reason.SMALL_EFFECTIVE_SIZE
    width = evidence.high - evidence.low
    if width >= NCHS_WIDEST:
        return Reason.WIDE_INTERVAL
    if width > NCHS_NARROW and width > NCHS_WIDEST_RELATIVE * evidence.p:
        return Reason.WIDE_FOR_ITS_LEVEL
    return None


def nchs_notes(evidence: Evidence) -> tuple[Note, ...]:
    """NCHS rules 5 and 6 for a share that may be presented."""
    notes = []
    width = evidence.high - evidence.low
    if evidence.df < NCHS_SMALLEST_DF:
        notes.append(Note.REVIEW_FEW_DF)
    if evidence.p <= 0 or evidence.p >= 1:
        notes.append(Note.REVIEW_AT_EDGE)
    if width > NCHS_NARROW and width > NCHS_WIDEST_RELATIVE * (1 - evidence.p):
        notes.append(Note.COMPLEMENT_UNRELIABLE)
    return tuple(notes)


def edge_note(p: float, n: float, limits: Thresholds) -> Note | None:
    """0 % and 100 % of a small group tell what each of them said: show a bound instead.

    The bound stands for everything beyond it; were 97 % shown as it is, "at least 95 %" would
    mean 100 % and hide nothing.
    """
    if n >= limits.edges_masked_below:
        return None
    if p >= 1 - MASKED_EDGE:
        return Note.SHOW_AS_AT_LEAST
    return Note.SHOW_AS_AT_MOST if p <= MASKED_EDGE else None


def is_usable(evidence: Evidence, limits: Thresholds) -> bool:
    """Whether a shown figure is precise enough for the yearly evaluation of an agency."""
    half_width = (evidence.high - evidence.low) / 2
    precise = half_width <= limits.evaluation_half_width
    return precise and min(evidence.n, evidence.n_eff) >= limits.evaluation_n_eff
