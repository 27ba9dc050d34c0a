"""Weights, variances and df of the stand-alone program are those of R's survey package and of the method."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.tools import recompute
from scoring.variance import merge_single_clusters
from surveys.reports.computing.weighting import fit_classes
from tests.scoring.designs import SCHOOL_TYPES, SCHOOL_WIDE
from tests.scoring.reading import numbers, read_rows, texts

CLASSES = [f"{f}|{late}|{m}" for f in "abc" for late in ("on_time", "late") for m in ("x", "y")]
SIZES = st.dictionaries(st.sampled_from([*CLASSES, "other", ""]), st.integers(1, 60), min_size=1)
SCHOOLS = read_rows("survey_api/apiclus1.csv")
MEANS = [
    row
    for row in read_rows("survey_api/means_totals_survey_4.5.csv")
    if row["design"] in ("clus1_nofpc", "clus1_nofpc_ps", "clus1_nofpc_rake")
    and row["stat"] == "mean"
    and row["variable"] in ("sw", "ci", "aw")
]


def schools(design: str, outcome: str) -> list[recompute.Weighed]:
    """One row a school of R's cluster sample: level 5 for yes, 1 for no."""
    column = {"sw": "sch.wide", "ci": "comp.imp", "aw": "awards"}[outcome]
    weights = read_rows("survey_api/apiclus1_weights_ps_rake.csv")
    name = {"clus1_nofpc_ps": "w_ps", "clus1_nofpc_rake": "w_rake"}.get(design, "pw")
    rows = []
    for place, school in enumerate(SCHOOLS):
        row = recompute.Row((1, "code", 1, school["dnum"], False, "", 0), 1)
        row.count([5 if school[column] == "Yes" else 1], 1, {"": [0]})
        margins = {"w_ps": (school["stype"],), "w_rake": (school["stype"], school["sch.wide"])}
        weight = float(weights[place][name])
        rows.append(recompute.Weighed(row.close([4, 5], ("",)), weight, margins.get(name)))
    return rows


@pytest.mark.parametrize("row", MEANS, ids=lambda row: f"{row['design']}-{row['variable']}")
def test_shares_and_standard_errors_equal_r_survey(row: dict[str, str]) -> None:
    found = recompute.estimate(schools(row["design"], row["variable"]), [0], False)
    assert (found.p, found.df, found.n) == pytest.approx(
        [float(row[name]) for name in ("estimate", "df", "n_rows")], rel=1e-9
    )
    assert math.sqrt(found.variance) == pytest.approx(float(row["se"]), rel=1e-9)
    assert len(MEANS) == 8  # R gives none for the margin itself after raking


def test_raked_weights_equal_r_survey() -> None:
    rows = read_rows("survey_api/apiclus1_weights_ps_rake.csv")
    cells = list(zip(texts(rows, "stype"), texts(rows, "sch.wide"), strict=True))
    sizes = {cell: cells.count(cell) for cell in cells}
    scale = len(rows) / sum(SCHOOL_TYPES.values())
    margins = [
        (0, {key: total * scale for key, total in SCHOOL_TYPES.items()}),
        (1, {key: total * scale for key, total in SCHOOL_WIDE.items()}),
    ]
    weights = recompute.rake(dict.fromkeys(sizes, 1.0), sizes, margins)
    expected = numbers(rows, "w_rake") * scale
    assert [weights[cell] for cell in cells] == pytest.approx(expected.tolist(), rel=1e-7)


@given(SIZES, SIZES)
def test_weights_of_whatever_classes_are_those_of_the_method(
    answered: dict[str, int], dossiers: dict[str, int]
) -> None:
    theirs = fit_classes(answered, dossiers)
    how, weights, margins = recompute.fit_classes(answered, dossiers)
    assert how == theirs.how
    assert weights == pytest.approx(dict(theirs.weights), rel=1e-9)
    for one in weights:  # margins of other names, but the same classes
        for other in weights:
            same = theirs.margins[one] == theirs.margins[other]
            assert same == (margins[one] == margins[other])


@given(st.lists(st.integers(1, 3), min_size=1, max_size=8))
def test_months_with_one_cluster_join_the_same_neighbour_as_in_the_method(sizes: list[int]) -> None:
    strata = np.repeat(np.arange(len(sizes)), sizes)
    codes = merge_single_clusters(np.zeros(len(strata), np.int64), strata)
    clusters = np.arange(len(strata))
    ours = recompute.merged_strata([clusters[strata == one].tolist() for one in range(len(sizes))])
    assert ours == [clusters[codes == one].tolist() for one in range(codes.max() + 1)]


@given(st.dictionaries(st.tuples(*[st.sampled_from("abc")] * 3), st.integers(1, 30), min_size=2))
def test_the_regression_on_margins_is_numpys(people: dict[tuple[str, ...], int]) -> None:
    cells = sorted(people)
    values = {cell: math.sin(place * 7.3) for place, cell in enumerate(cells)}
    columns = sorted({(place, word) for cell in cells for place, word in enumerate(cell)})
    x = np.array([[float(cell[place] == word) for place, word in columns] for cell in cells])
    root = np.sqrt([people[cell] for cell in cells])
    y = np.array([values[cell] for cell in cells])
    expected = x @ np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
    found = recompute.regression(values, people)
    assert [found[cell] for cell in cells] == pytest.approx(expected.tolist(), abs=1e-9)
