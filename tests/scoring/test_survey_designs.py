"""Means, totals, standard errors, design effects and intervals of R's survey package."""

import numpy as np
import pytest

from scoring import intervals
from scoring.effective import mean_design_effect, total_design_effect
from scoring.variance import Design, linearised_variance, ratio_influence
from tests.scoring.designs import survey_run
from tests.scoring.reading import numbers, read_json, read_rows, texts

MEANS_TOTALS = read_rows("survey_api/means_totals_survey_4.5.csv")
SVYCIPROP = read_rows("survey_api/svyciprop_survey_4.5.csv")


def name_of(row: dict[str, str]) -> str:
    return "-".join(row[key] for key in ("design", "stat", "variable", "method") if key in row)


@pytest.mark.parametrize("row", MEANS_TOTALS, ids=name_of)
def test_means_and_totals_equal_those_of_r_survey(row: dict[str, str]) -> None:
    run = survey_run(row["design"])
    y, w = run.outcome(row["variable"]), run.design.weights
    if row["stat"] == "mean":
        estimate, influence, deff = w @ y / w.sum(), ratio_influence(y, w), mean_design_effect
    else:
        estimate, influence, deff = w @ y, y, total_design_effect
    variance = run.variance(influence)
    limits = intervals.wald(estimate, variance.value, variance.df)
    got = (
        estimate,
        np.sqrt(variance.value),
        deff(variance.value, y, w, with_replacement=False),
        deff(variance.value, y, w),
        variance.df,
        limits.low,
        limits.high,
        len(y),
    )
    columns = "estimate se deff_wor deff_wr df ci_t_low ci_t_high n_rows"
    assert got == pytest.approx([float(row[c]) for c in columns.split()], rel=1e-9)


@pytest.mark.parametrize(
    "row", [row for row in SVYCIPROP if row["method"] != "likelihood"], ids=name_of
)
def test_proportions_and_their_intervals_equal_svyciprop(row: dict[str, str]) -> None:
    run = survey_run(row["design"])
    y, w = run.outcome(row["variable"]), run.design.weights
    p = float(w @ y / w.sum())
    v, df = run.variance(ratio_influence(y, w))
    level, n = float(row["level"]), len(y)
    limits = {
        "xlogit": lambda: intervals.logit(p, v, df, level),
        "logit": lambda: intervals.logit(p, v, df, level),
        "beta": lambda: intervals.korn_graubard(p, v, n, df, level, capped=False),
        "wilson": lambda: intervals.wilson_effective(p, v, df, level),
        "mean": lambda: intervals.wald(p, v, df, level),
        "asin": lambda: intervals.arcsine(p, v, df, level),
    }[row["method"]]()
    tolerance = 1e-6 if row["method"] == "logit" else 1e-9
    assert (p, np.sqrt(v), df, n) == pytest.approx(
        [float(row[c]) for c in ("p", "se", "df", "n")], abs=1e-9
    )
    assert (limits.low, limits.high) == pytest.approx(
        (float(row["low"]), float(row["high"])), abs=tolerance
    )


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in read_rows("survey_api/raking_variance_variants.csv")
        if row["method"] != "calibrate_linear"
    ],
    ids=lambda row: f"{row['method']}-{row['variable']}",
)
def test_standard_errors_after_raking_equal_r_survey(row: dict[str, str]) -> None:
    run = survey_run("clus1_fpc_rake")
    y, w = run.outcome(row["variable"]), run.design.weights
    variance = run.variance(ratio_influence(y, w))
    # The file holds 12 significant digits.
    assert w @ y / w.sum() == pytest.approx(float(row["mean"]), rel=2e-12)
    assert np.sqrt(variance.value) == pytest.approx(float(row["se"]), rel=2e-12)


def test_residuals_weighted_by_raked_weights_would_be_another_estimator() -> None:
    run = survey_run("clus1_fpc_rake")
    y, w = run.outcome("api00"), run.design.weights
    naive = linearised_variance(ratio_influence(y, w), run.design)
    assert naive.value != pytest.approx(run.variance(ratio_influence(y, w)).value, rel=1e-3)


def test_design_effect_at_a_large_sampling_fraction_depends_on_its_reference() -> None:
    rows = read_rows("samplics/deff_large_fraction.csv")
    expected = read_json("samplics/deff_large_fraction_expected.json")
    y, w = numbers(rows, "y"), numbers(rows, "w")
    design = Design(w, strata=texts(rows, "st"))
    v = linearised_variance(ratio_influence(y, w), design).value
    assert np.sqrt(v) == pytest.approx(expected["se"], abs=1e-9)
    assert mean_design_effect(v, y, w, with_replacement=False) == pytest.approx(
        expected["deff_without_replacement_reference"], rel=1e-9
    )
    assert mean_design_effect(v, y, w) == pytest.approx(
        expected["deff_with_replacement_reference"], rel=1e-9
    )


@pytest.mark.parametrize(
    "row", read_rows("kalton/kigyo_deff.csv"), ids=lambda row: str(row["case"])
)
def test_tsuchiyas_design_effects_equal_r_survey(row: dict[str, str]) -> None:
    rows = read_rows("kalton/kigyo.csv")
    sample, stat = row["case"].split("_")
    y = numbers(rows, "uriage")
    # R's script asks for deff="replace" with the pps weights and for the other reference with srs.
    w = numbers(rows, f"{sample}_w")
    if stat == "mean":
        estimate, influence, deff = w @ y / w.sum(), ratio_influence(y, w), mean_design_effect
    else:
        estimate, influence, deff = w @ y, y, total_design_effect
    v = linearised_variance(influence, Design(w)).value
    assert (estimate, np.sqrt(v), deff(v, y, w, sample == "pps")) == pytest.approx(
        [float(row[c]) for c in ("est", "se", "deff")], rel=1e-9
    )


def test_nchs_visits_give_the_proportions_and_standard_errors_of_cdc() -> None:
    rows = read_rows("nchs/namcs2019_15cols.csv.gz")
    design = Design(
        numbers(rows, "PATWT"), strata=texts(rows, "CSTRATM"), clusters=texts(rows, "CPSUM")
    )
    expected = read_rows("nchs/namcs2019_cdc_surveytable.csv")
    for row in expected:
        y = _cdc_outcome(rows, row["domain"])
        inside = ~np.isnan(y)
        w = design.weights
        p = w[inside] @ y[inside] / w[inside].sum()
        variance = linearised_variance(ratio_influence(y, w), design, inside)
        got = (p, np.sqrt(variance.value), inside.sum(), np.nansum(y), variance.df)
        wanted = [float(row[c]) for c in ("p", "se", "n", "n_events", "degf")]
        assert got == pytest.approx(wanted, rel=1e-11), row["domain"]
    assert len(expected) == 52


def _cdc_outcome(rows: list[dict[str, str]], domain: str) -> np.ndarray:
    """Of "MRI | MSA=Non-MSA" the outcome in the group, else NaN; "SEX=Male" is a group itself."""
    outcome, _, group = domain.partition(" | ")
    column, _, value = outcome.partition("=")
    y = (texts(rows, column) == (value or "TRUE")).astype(float)
    if group:
        name, _, value = group.partition("=")
        y[texts(rows, name) != value] = np.nan
    return y
