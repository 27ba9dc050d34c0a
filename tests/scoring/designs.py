"""The designs of the R runs (reference/README.md), rebuilt with our own weights and variance."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.variance import Design, Variance, calibrated_residuals, linearised_variance
from scoring.weights import Margin, post_stratify, rake
from tests.scoring.reading import numbers, read_rows, texts

SCHOOL_TYPES = {"E": 4421.0, "H": 755.0, "M": 1018.0}
SCHOOL_WIDE = {"No": 1072.0, "Yes": 5122.0}
SCHOOLS = 6194.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SurveyRun:
    """A sample with its design; `margins` are the variables it was calibrated to."""

    rows: list[dict[str, str]]
    before: Floats
    design: Design
    margins: tuple[NDArray[np.str_], ...]

    def outcome(self, name: str) -> Floats:
        yes = {"sw": "sch.wide", "ci": "comp.imp", "aw": "awards"}
        if name in yes:
            return (texts(self.rows, yes[name]) == "Yes").astype(float)
        if name.startswith("b_"):
            return (texts(self.rows, name.removeprefix("b_")) == "Yes").astype(float)
        return numbers(self.rows, name)

    def variance(self, influence: Floats) -> Variance:
        if self.margins:
            influence = calibrated_residuals(influence, self.before, self.margins)
        return linearised_variance(influence, self.design)


def margin(values: NDArray[np.str_], totals: dict[str, float]) -> Margin:
    labels = sorted(totals)
    codes = np.searchsorted(labels, values).astype(np.int64)
    return Margin(codes, np.array([totals[label] for label in labels]))


@cache
def survey_run(name: str) -> SurveyRun:
    """`clus1_fpc_rake` and its like: sample, finite population correction, calibration."""
    sample, correction, *calibration = name.split("_")
    rows = read_rows(f"survey_api/api{sample}.csv")
    before = np.full(len(rows), SCHOOLS / len(rows)) if sample == "srs" else numbers(rows, "pw")
    stype, wide = texts(rows, "stype"), texts(rows, "sch.wide")
    by_type, by_wide = margin(stype, SCHOOL_TYPES), margin(wide, SCHOOL_WIDE)
    weights, margins = before, ()
    if calibration == ["ps"]:
        weights, margins = post_stratify(before, by_type), (stype,)
    elif calibration == ["rake"]:
        raked = rake(before, [by_type, by_wide], tolerance=1e-14)
        weights, margins = raked.weights, (stype, wide)
    design = Design(
        weights,
        strata=stype if sample == "strat" else None,
        clusters=texts(rows, "dnum") if sample == "clus1" else None,
        fractions=_fractions(sample, rows) if correction == "fpc" else None,
    )
    return SurveyRun(rows, before, design, margins)


def _fractions(sample: str, rows: list[dict[str, str]]) -> Floats:
    """Clusters sampled over clusters there are, for each row's stratum."""
    if sample == "clus1":
        return len(set(texts(rows, "dnum"))) / numbers(rows, "fpc")
    if sample == "srs":
        return len(rows) / numbers(rows, "fpc")
    types = texts(rows, "stype")
    sizes = np.array([(types == one).sum() for one in types])
    return sizes / numbers(rows, "fpc")
