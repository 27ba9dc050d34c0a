"""The province: agencies by their transactions, weak ones together."""

import numpy as np
import pytest

from scoring.clusters import Calibration, ClusterTotals, estimate
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


def test_an_agency_with_one_cluster_cannot_stand_alone_however_many_answered() -> None:
    rows = [*LARGE, ("Pù Nhi", 1, 30, 40), ("Trung Lý", 1, 20, 40)]
    got = province_estimate(totals_of(rows), {"Hạc Thành": 500, "Pù Nhi": 300, "Trung Lý": 200})
    assert got.collapsed == ("Pù Nhi", "Trung Lý")
    assert got.left_out_share == pytest.approx(0)
    assert got.estimates.p[0] == pytest.approx(0.5 * 0.88 + 0.3 * 0.75 + 0.2 * 0.5)
    assert np.isfinite(got.estimates.variance[0])


def test_the_collapsed_stratum_knows_no_months() -> None:
    months = [
        ("Pù Nhi", 1, 3, 4),
        ("Pù Nhi", 1, 1, 4),
        ("Trung Lý", 2, 2, 4),
        ("Trung Lý", 2, 4, 4),
    ]
    one_month = [(name, 1, s, n) for name, _, s, n in months]
    weights: dict[object, float] = {"Pù Nhi": 80, "Trung Lý": 80}
    apart, together = (province_estimate(totals_of(rows), weights) for rows in (months, one_month))
    assert apart.estimates.df.tolist() == together.estimates.df.tolist() == [3.0]
    assert apart.estimates.variance[0] == pytest.approx(together.estimates.variance[0])


def weighted(clusters: list[int] | None) -> ClusterTotals:
    """Two weak agencies whose clusters carry the same codes, two classes of dossiers in each."""
    s, v = (np.array(column, float)[:, None] for column in ([2, 1, 3, 1, 2, 1], [3, 1, 3, 2, 2, 3]))
    classes = np.array([0, 1, 0, 1, 0, 1])
    weights = np.array([10.0, 4.0, 10.0, 8.0, 9.0, 8.0])
    return ClusterTotals(
        ["Pù Nhi"] * 2 + ["Trung Lý"] * 4,
        [1] * 6,
        v[:, 0],
        ItemSums(v, s, 4 * s),
        clusters=clusters,
        weights=weights,
        calibration=Calibration(np.full(6, 8.0), (classes,)),
    )


def test_clusters_of_two_agencies_are_not_the_same_for_having_the_same_code() -> None:
    known: dict[object, float] = {"Pù Nhi": 34, "Trung Lý": 88}
    same = province_estimate(weighted([1, 1, 1, 1, 2, 2]), known, stands_alone_from=99)
    own = province_estimate(weighted([1, 1, 2, 2, 3, 3]), known, stands_alone_from=99)
    assert same.collapsed == ("Pù Nhi", "Trung Lý")
    assert same.estimates.df.tolist() == own.estimates.df.tolist() == [2.0]
    assert same.estimates.variance[0] == pytest.approx(own.estimates.variance[0])


def test_weights_fitted_in_each_agency_stay_so_in_the_collapsed_stratum() -> None:
    known: dict[object, float] = {"Pù Nhi": 34, "Trung Lý": 88}
    totals = weighted([1, 1, 2, 2, 3, 3])
    got = province_estimate(totals, known, stands_alone_from=99)
    assert totals.calibration is not None
    # The classes of one agency are other classes than those of the other: four in all.
    four = Calibration(np.full(6, 8.0), (np.array([0, 1, 2, 3, 2, 3]),))
    joined = ClusterTotals(
        [1] * 6,
        [1] * 6,
        totals.responses,
        totals.items,
        clusters=[1, 1, 2, 2, 3, 3],
        weights=totals.weights,
        calibration=four,
    )
    wanted = estimate(joined)
    assert got.estimates.p[0] == pytest.approx(wanted.p[0])
    assert got.estimates.variance[0] == pytest.approx(wanted.variance[0])


def test_a_province_of_content_agencies_is_one() -> None:
    rows = [(f"xã {place}", 1, 5, 5) for place in range(10) for _ in range(4)]
    got = province_estimate(totals_of(rows), {f"xã {place}": 100 for place in range(10)})
    assert got.estimates.p[0] == 1.0
