"""Rank confidence sets against csranks on PISA 2018."""

import numpy as np
import pytest

from scoring.ranks import logit_scale, rank_sets
from tests.scoring.reading import numbers, read_rows

PISA = read_rows("ranks/pisa2018_math_csranks.csv")


@pytest.mark.parametrize(("kind", "simultaneous"), [("marg", False), ("simul", True)])
def test_rank_sets_equal_csranks(kind: str, simultaneous: bool) -> None:
    sets = rank_sets(
        numbers(PISA, "math_score"),
        numbers(PISA, "math_se") ** 2,
        seed=42,
        simultaneous=simultaneous,
    )
    best = np.abs(sets.best - numbers(PISA, f"{kind}_nostep_L"))
    worst = np.abs(sets.worst - numbers(PISA, f"{kind}_nostep_U"))
    assert best.max() <= 1
    assert worst.max() <= 1
    # Both are simulations: a limit on the boundary may fall one place apart, hardly more often.
    assert (best + worst > 0).sum() <= 2


def test_the_same_seed_gives_the_same_ranks() -> None:
    p, v = numbers(PISA, "math_score"), numbers(PISA, "math_se") ** 2
    once, again = (rank_sets(p, v, seed=5, draws=2_500) for _ in range(2))
    assert (once.best == again.best).all()
    assert (once.worst == again.worst).all()


def test_precise_estimates_have_one_rank_and_vague_ones_all() -> None:
    p = np.array([0.6, 0.9, 0.75])
    precise = rank_sets(p, np.full(3, 1e-6), seed=1, draws=2_000)
    assert precise.best.tolist() == precise.worst.tolist() == [3, 1, 2]
    vague = rank_sets(p, np.full(3, 0.25), seed=1, draws=2_000)
    assert vague.best.tolist() == [1, 1, 1]
    assert vague.worst.tolist() == [3, 3, 3]


def test_simultaneous_sets_are_never_narrower_and_all_hold_the_observed_rank() -> None:
    generator = np.random.default_rng(3)
    p, v = generator.uniform(0.7, 0.98, 40), generator.uniform(1e-4, 1e-3, 40)
    marginal = rank_sets(p, v, seed=9, on_logit_scale=True, draws=4_000)
    together = rank_sets(p, v, seed=9, on_logit_scale=True, draws=4_000, simultaneous=True)
    observed = (-p).argsort().argsort() + 1
    assert (together.best <= marginal.best).all()
    assert (together.worst >= marginal.worst).all()
    assert (marginal.best <= observed).all()
    assert (marginal.worst >= observed).all()


def test_the_logit_scale_takes_the_delta_method() -> None:
    value, variance = logit_scale(np.array([0.8]), np.array([0.0016]))
    assert value == pytest.approx(np.log(4))
    assert variance == pytest.approx(0.0625)
    with pytest.raises(ValueError, match="strictly"):
        rank_sets([0.5, 1.0], [0.01, 0.01], seed=1, on_logit_scale=True)


def test_one_agency_alone_is_first_and_nonsense_is_refused() -> None:
    alone = rank_sets([0.8], [0.001], seed=1)
    assert (alone.best.tolist(), alone.worst.tolist()) == ([1], [1])
    with pytest.raises(ValueError, match="positive variances"):
        rank_sets([0.8, np.nan], [0.001, 0.001], seed=1)
    with pytest.raises(ValueError, match="positive variances"):
        rank_sets([0.8, 0.9], [0.001, 0.0], seed=1)
