"""The province: agencies by their transactions, weak ones together."""

import numpy as np
import pytest

from scoring.clusters import ClusterTotals, estimate
from scoring.index import figures
from scoring.province import province_estimate
from scoring.shares import ItemSums


def totals_of(rows: list[tuple[str, int, int, int]]) -> ClusterTotals:
    """Rows of (agency, month, satisfied, valid), one item."""
    s, v = (np.array([row[place] for row in rows], float)[:, None] for place in (2, 3))
    return ClusterTotals(
        [row[0] for row in rows], [row[1] for row in rows], v[:, 0], ItemSums(v, s, 4 * s)
    )


LARGE = [("Hạc Thành", 1, s, 20) for s in (18, 17, 19, 16, 18)]
SMALL = [("Mường Lát", 1, s, 5) for s in (2, 3, 3)]
WEIGHTS: dict[object, float] = {"Hạc Thành": 3_000, "Mường Lát": 9_000}


def test_agencies_weigh_by_transactions_not_by_answers() -> None:
    got = province_estimate(totals_of(LARGE + SMALL), WEIGHTS)
    alone = estimate(totals_of(LARGE + SMALL))
    assert alone.p == pytest.approx([0.88, 8 / 15])
    assert got.estimates.p[0] == pytest.approx(0.25 * 0.88 + 0.75 * 8 / 15)
    parts = np.array([0.25, 0.75]) ** 2 * alone.variance
    assert got.estimates.variance[0] == pytest.approx(parts.sum())
    assert got.estimates.df[0] == pytest.approx(parts.sum() ** 2 / (parts**2 / [4, 2]).sum())
    assert (got.collapsed, got.left_out_share) == ((), 0)
    assert (got.estimates.n[0], got.estimates.n_valid[0]) == (115, 115)


def test_agencies_that_cannot_stand_alone_enter_as_one_stratum() -> None:
    rows = [*LARGE, ("Pù Nhi", 1, 4, 5), ("Trung Lý", 2, 1, 2), ("Trung Lý", 2, 2, 2)]
    weights: dict[object, float] = {"Hạc Thành": 600, "Pù Nhi": 300, "Trung Lý": 80, "Nhi Sơn": 20}
    got = province_estimate(totals_of(rows), weights)
    assert got.collapsed == ("Pù Nhi", "Trung Lý")
    # Inside the stratum Pù Nhi weighs 300, Trung Lý 80; Nhi Sơn, without answers, is spoken for.
    together = (300 * 0.8 + 80 * 0.75) / 380
    assert got.estimates.p[0] == pytest.approx(0.6 * 0.88 + 0.4 * together)
    assert got.left_out_share == pytest.approx(0)
    assert got.estimates.variance[0] > 0
    assert got.estimates.n[0] == 109


def test_what_nothing_speaks_for_is_left_out_and_said() -> None:
    rows = [*LARGE, ("Pù Nhi", 1, 4, 5)]
    got = province_estimate(totals_of(rows), {"Hạc Thành": 900, "Pù Nhi": 100})
    assert got.estimates.p[0] == pytest.approx(0.88)
    assert got.left_out_share == pytest.approx(0.1)
    silent = province_estimate(totals_of(LARGE), {"Hạc Thành": 900, "Nhi Sơn": 300})
    assert silent.left_out_share == pytest.approx(0.25)


def test_a_province_without_answers_has_no_figure() -> None:
    got = province_estimate(totals_of([("Pù Nhi", 1, 0, 0)]), {"Pù Nhi": 100})
    figure = figures(got.estimates)[0]
    assert figure.p is None
    assert figure.withheld == "no_answers"
    assert got.left_out_share == 1


def test_an_agency_without_known_transactions_is_refused() -> None:
    with pytest.raises(ValueError, match="Mường Lát"):
        province_estimate(totals_of(LARGE + SMALL), {"Hạc Thành": 100})
