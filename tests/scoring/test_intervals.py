"""Intervals against printed tables, R, Stata, CDC, and their own exact coverage."""

import numpy as np
import pytest
from scipy import special

from scoring import intervals
from tests.scoring.reading import numbers, read_rows

GRID = read_rows("intervals/r_prop_binom_grid.csv")
SINGLE = read_rows("intervals/newcombe1998_single.csv")
CASES = [row for row in read_rows("samplics/prop_ci_cases.csv") if row["method"] != "wilson"]


def limits_of(kind: str, x: float, n: float, level: float) -> tuple[float, float]:
    if kind == "cp":
        low, high = intervals.clopper_pearson(x, n, level)
    else:
        method = intervals.wilson if kind == "wilson" else intervals.wilson_corrected
        low, high = method(x / n, n, level)
    return float(low), float(high)


@pytest.mark.parametrize("kind", ["wilson", "wilson_cc", "cp"])
def test_intervals_equal_prop_test_and_binom_test_of_r(kind: str) -> None:
    for row in GRID:
        x, n, level = (float(row[c]) for c in ("x", "n", "level"))
        # prop.test tests against one half and corrects by at most |x - n/2|: nothing at x = n/2.
        ours = "wilson" if kind == "wilson_cc" and 2 * x == n else kind
        wanted = (float(row[f"{kind}_low"]), float(row[f"{kind}_high"]))
        assert limits_of(ours, x, n, level) == pytest.approx(wanted, abs=1e-12)
    assert len(GRID) == 152


@pytest.mark.parametrize("kind", ["wilson", "wilson_cc", "cp"])
@pytest.mark.parametrize("row", SINGLE, ids=lambda row: f"{row['x']}of{row['n']}")
def test_intervals_equal_newcombes_printed_table(kind: str, row: dict[str, str]) -> None:
    got = limits_of(kind, float(row["x"]), float(row["n"]), 0.95)
    printed = [float(row[f"{kind}_{side}_printed"]) for side in ("low", "high")]
    computed = [float(row[f"R_{kind}_{side}"]) for side in ("low", "high")]
    assert got == pytest.approx(printed, abs=0.5e-4)
    assert got == pytest.approx(computed, abs=1e-9)


@pytest.mark.parametrize("row", CASES, ids=lambda row: f"{row['case']}-{row['method']}")
def test_intervals_equal_stata_r_and_wards_examples(row: dict[str, str]) -> None:
    p, se, n, df = (float(row[c]) for c in ("p", "se", "n", "df"))
    if row["method"] == "logit":
        low, high = intervals.logit(p, se**2, df)
    else:
        capped = row["method"] == "korn-graubard"
        low, high = intervals.korn_graubard(p, se**2, n, df, capped=capped)
    wanted = (float(row["low"]), float(row["high"]))
    assert (low, high) == pytest.approx(wanted, abs=float(row["abs_tol"]))


def test_korn_graubard_limits_equal_those_of_cdc_and_of_r() -> None:
    rows = read_rows("nchs/namcs2019_cdc_surveytable.csv")
    p, se, n, df = (numbers(rows, c) for c in ("p", "se", "n", "degf"))
    inside = p > 0
    # CDC leaves the df factor out at 0 %, as the SAS macro does; we keep it (the Stata form).
    nchs = intervals.korn_graubard(p, se**2, n, df, df_at_edge=False)
    size = intervals.korn_graubard_size(p, se**2, n, df, df_at_edge=False)
    with np.errstate(invalid="ignore"):
        r = intervals.korn_graubard(p[inside], se[inside] ** 2, n[inside], df[inside], capped=False)
    # The files hold 12 significant digits, of p and se too.
    assert nchs.low == pytest.approx(numbers(rows, "kg_nchs_low"), abs=1e-10)
    assert nchs.high == pytest.approx(numbers(rows, "kg_nchs_high"), abs=1e-10)
    assert size == pytest.approx(numbers(rows, "n_eff_df_adjusted"), rel=1e-9)
    assert r.low == pytest.approx(numbers(rows, "r_beta_low")[inside], abs=1e-10)
    assert r.high == pytest.approx(numbers(rows, "r_beta_high")[inside], abs=1e-10)


def test_at_the_edge_the_df_factor_widens_korn_graubard() -> None:
    for p in (0.0, 1.0):
        ours = intervals.korn_graubard(p, 0.0, 60, 7)
        sas = intervals.korn_graubard(p, 0.0, 60, 7, df_at_edge=False)
        exact = intervals.clopper_pearson(60 * p, 60)
        assert (sas.low, sas.high) == pytest.approx((exact.low, exact.high), abs=1e-12)
        assert ours.high - ours.low > sas.high - sas.low
    assert intervals.korn_graubard(0.0, 0.0, 60, 7).low == 0.0
    assert intervals.korn_graubard(1.0, 0.0, 60, 7).high == 1.0


def test_without_a_degree_of_freedom_there_is_no_interval() -> None:
    for p in (0.0, 0.7, 1.0):
        low, high = intervals.korn_graubard(p, 0.001, 60, 0)
        assert np.isnan(low)
        assert np.isnan(high)


def test_korn_graubard_never_counts_on_more_answers_than_were_given() -> None:
    low, high = intervals.korn_graubard(0.8, 1e-9, 50, 49)
    exact = intervals.clopper_pearson(40, 50)
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=1e-12)


@pytest.mark.parametrize("kind", ["wald", "wilson", "clopper_pearson"])
def test_exact_coverage_equals_the_published_lucky_and_unlucky_n(kind: str) -> None:
    for row in read_rows("intervals/coverage_exact.csv"):
        n, p = int(row["n"]), float(row["p"])
        x = np.arange(n + 1.0)
        limits = {
            "wald": lambda n=n, x=x: intervals.wald(x / n, x / n * (1 - x / n) / n, np.inf),
            "wilson": lambda n=n, x=x: intervals.wilson(x / n, n),
            "clopper_pearson": lambda n=n, x=x: intervals.clopper_pearson(x, n),
        }[kind]()
        chance = special.binom(n, x) * p**x * (1 - p) ** (n - x)
        covered = chance[(limits.low <= p) & (p <= limits.high)].sum()
        assert covered == pytest.approx(float(row[kind]), abs=1e-9), (n, p)


def test_arrays_and_scalars_give_the_same_limits() -> None:
    p, v = np.array([0.5, 0.8, 1.0]), np.array([0.002, 0.001, 0.0])
    together = intervals.korn_graubard(p, v, 200, 30)
    for place in range(3):
        alone = intervals.korn_graubard(p[place], v[place], 200, 30)
        assert (together.low[place], together.high[place]) == (alone.low, alone.high)
