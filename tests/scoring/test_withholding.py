"""When a figure is withheld: CDC's decisions, the levels of the method, our own limits."""

from dataclasses import replace

import numpy as np
import pytest

from scoring import intervals
from scoring.withholding import (
    Evidence,
    Note,
    Reason,
    Thresholds,
    decide,
    edge_note,
    nchs_notes,
    nchs_reason,
)
from tests.scoring.reading import read_rows

GOOD = Evidence(
    n=400, n_eff=300, n_eff_adjusted=290, p=0.85, variance=4.25e-4, low=0.80, high=0.89, df=60
)


def evidence_at(p: float, n_eff: float) -> Evidence:
    """A share with n_eff answers of a simple random sample."""
    low, high = intervals.clopper_pearson(p * n_eff, n_eff)
    variance = p * (1 - p) / n_eff
    return Evidence(n_eff, n_eff, n_eff, p, variance, float(low), float(high), n_eff - 1)


@pytest.mark.parametrize(
    "row", read_rows("nchs/namcs2019_cdc_surveytable.csv"), ids=lambda row: str(row["domain"])
)
def test_decisions_equal_those_of_cdcs_own_functions(row: dict[str, str]) -> None:
    p, se, n, df = (float(row[c]) for c in ("p", "se", "n", "degf"))
    evidence = Evidence(
        n=n,
        n_eff=min(n, p * (1 - p) / se**2) if se else n,
        n_eff_adjusted=float(row["n_eff_df_adjusted"]),
        p=p,
        variance=se**2,
        low=float(row["kg_nchs_low"]),
        high=float(row["kg_nchs_high"]),
        df=df,
    )
    suppressed = nchs_reason(evidence) is not None
    notes = () if suppressed else nchs_notes(evidence)
    flags = {
        "Px": suppressed,
        "P0": Note.REVIEW_AT_EDGE in notes,
        "Pdf": Note.REVIEW_FEW_DF in notes,
        "Pc": Note.COMPLEMENT_UNRELIABLE in notes,
    }
    assert {flag for flag, raised in flags.items() if raised} == set(row["cdc_flags"].split())


@pytest.mark.parametrize(("p", "smallest"), [(0.5, 47), (0.7, 40), (0.8, 32), (0.85, 30)])
def test_the_smallest_effective_size_that_may_be_presented(p: float, smallest: int) -> None:
    assert nchs_reason(evidence_at(p, smallest)) is None
    assert nchs_reason(evidence_at(p, smallest - 1)) is not None


@pytest.mark.parametrize(("p", "smallest"), [(0.80, 42), (0.85, 60), (0.90, 97), (0.95, 205)])
def test_the_smallest_effective_size_for_the_share_of_the_dissatisfied(
    p: float, smallest: int
) -> None:
    assert Note.COMPLEMENT_UNRELIABLE not in nchs_notes(evidence_at(p, smallest))
    assert Note.COMPLEMENT_UNRELIABLE in nchs_notes(evidence_at(p, smallest - 1))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"n": 0}, Reason.NO_ANSWERS),
        ({"n": 9}, Reason.TOO_FEW_FOR_COUNTS),
        ({"n": 10}, Reason.TOO_FEW_FOR_SHARES),
        ({"n": 29}, Reason.TOO_FEW_FOR_SHARES),
        ({"df": 0}, Reason.ONE_CLUSTER),
        ({"low": float("nan"), "high": float("nan")}, Reason.ONE_CLUSTER),
        ({"n_eff": 29.9}, Reason.SMALL_EFFECTIVE_SIZE),
        ({"n_eff_adjusted": 29.9}, Reason.SMALL_EFFECTIVE_SIZE),
        ({"low": 0.60, "high": 0.91}, Reason.WIDE_INTERVAL),
        ({"p": 0.05, "low": 0.01, "high": 0.12}, Reason.WIDE_FOR_ITS_LEVEL),
        ({"p": 0.01, "low": 0.001, "high": 0.05}, None),
        ({"n": 30}, None),
        ({}, None),
    ],
)
def test_the_first_reason_that_holds_is_given(
    change: dict[str, float], reason: Reason | None
) -> None:
    decision = decide(replace(GOOD, **change))
    assert decision.withheld == reason
    if reason is not None:
        assert decision.notes == ()
        assert not decision.usable_for_evaluation


@pytest.mark.parametrize(
    ("change", "usable"),
    [
        ({}, True),
        ({"n_eff": 99.9}, False),
        ({"n_eff": 100}, True),
        ({"low": 0.776, "high": 0.925}, True),
        ({"low": 0.774, "high": 0.926}, False),
    ],
)
def test_only_precise_figures_enter_the_evaluation(change: dict[str, float], usable: bool) -> None:
    decision = decide(replace(GOOD, **change))
    assert decision.withheld is None
    assert decision.usable_for_evaluation is usable


def test_the_limits_in_force_are_arguments() -> None:
    strict = Thresholds(counts_from=20, shares_from=500, evaluation_n_eff=50)
    assert decide(replace(GOOD, n=15), strict).withheld == Reason.TOO_FEW_FOR_COUNTS
    assert decide(GOOD, strict).withheld == Reason.TOO_FEW_FOR_SHARES


def test_few_clusters_and_unanimous_answers_ask_for_review() -> None:
    assert Note.REVIEW_FEW_DF in decide(replace(GOOD, df=7)).notes
    assert Note.REVIEW_FEW_DF not in decide(replace(GOOD, df=8)).notes
    assert Note.REVIEW_AT_EDGE in decide(replace(GOOD, p=1.0, low=0.98, high=1.0)).notes


def test_unanimous_small_groups_are_masked() -> None:
    limits = Thresholds()
    assert edge_note(1.0, 99, limits) == Note.SHOW_AS_AT_LEAST
    assert edge_note(0.0, 99, limits) == Note.SHOW_AS_AT_MOST
    assert edge_note(1.0, 100, limits) is None
    assert edge_note(0.94, 99, limits) is None


def test_the_bound_of_a_small_group_covers_everything_beyond_it() -> None:
    """Else "at least 95 %" would only ever be said of 100 %."""
    limits = Thresholds()
    assert edge_note(0.97, 99, limits) == Note.SHOW_AS_AT_LEAST
    assert edge_note(0.02, 99, limits) == Note.SHOW_AS_AT_MOST
    assert edge_note(0.97, 100, limits) is None


def test_half_widths_of_the_method_text_hold() -> None:
    for p, points in ((0.5, 10.2), (0.8, 8.3), (0.9, 6.4)):
        low, high = intervals.clopper_pearson(100 * p, 100)
        assert 50 * (high - low) == pytest.approx(points, abs=0.05)
    for p, n in ((0.5, 402), (0.8, 264), (0.9, 158), (0.95, 94)):
        widths = [np.ptp(intervals.clopper_pearson(p * size, size)) for size in (n - 1, n)]
        assert widths[1] <= 0.10 < widths[0]
