"""Confidence intervals of a proportion, vectorised: scalars or arrays in, arrays out.

Published figures use `korn_graubard`; the others stand here because the method compares with them
and because `scoring.difference` works with any limits. p is between 0 and 1, `level` is 0.95 for 95
%. Only scipy.special is needed, never scipy.stats.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.arrays import FloatArray, as_floats

LEVEL = 0.95


class Interval(NamedTuple):
    """Lower and upper limit, each with the shape of the input."""

    low: FloatArray
    high: FloatArray


def normal_quantile(level: float = LEVEL) -> float:
    """z with `level` of the standard normal distribution between -z and z."""
    return float(special.ndtri((1 + level) / 2))


def t_quantile(df: ArrayLike, level: float = LEVEL) -> FloatArray:
    """t with `level` of Student's distribution between -t and t; NaN where df is not positive."""
    degrees = as_floats(df)
    usable = degrees > 0
    t = special.stdtrit(np.where(usable, degrees, 1.0), (1 + level) / 2)
    return np.where(usable, t, np.nan)


def wilson(p: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Interval:
    """Wilson's score interval for a simple random sample."""
    return _score(as_floats(p), as_floats(n), np.asarray(normal_quantile(level)))


def wilson_corrected(p: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Interval:
    """Wilson's interval with continuity correction (Newcombe 1998, method 4)."""
    share, size = np.broadcast_arrays(as_floats(p), as_floats(n))
    z = np.asarray(normal_quantile(level))
    half = 0.5 / size
    low = _score(np.clip(share - half, 0.0, 1.0), size, z).low
    high = _score(np.clip(share + half, 0.0, 1.0), size, z).high
    return _interval(np.where(share <= half, 0.0, low), np.where(share >= 1 - half, 1.0, high))


def wilson_effective(
    p: ArrayLike, variance: ArrayLike, df: ArrayLike, level: float = LEVEL
) -> Interval:
    """Wilson's interval on n_eff = p(1-p)/V with t instead of z (R survey 4.5: df is used once)."""
    share, v = as_floats(p), as_floats(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = share * (1 - share) / v
    return _score(share, n_eff, t_quantile(df, level))


def clopper_pearson(x: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Interval:
    """Exact binomial interval for x of n (both may be fractions of a count); 0 <= x <= n."""
    count, size = np.broadcast_arrays(as_floats(x), as_floats(n))
    rest = size - count
    tail = (1 - level) / 2
    usable = (size > 0) & (count >= 0) & (rest >= 0)
    low = special.betaincinv(np.where(usable & (count > 0), count, 1.0), rest + 1, tail)
    high = special.betainccinv(count + 1, np.where(usable & (rest > 0), rest, 1.0), tail)
    return _interval(
        np.where(usable, np.where(count > 0, low, 0.0), np.nan),
        np.where(usable, np.where(rest > 0, high, 1.0), np.nan),
    )


def korn_graubard_size(
    p: ArrayLike,
    variance: ArrayLike,
    n: ArrayLike,
    df: ArrayLike,
    level: float = LEVEL,
    *,
    capped: bool = True,
    df_at_edge: bool = True,
) -> FloatArray:
    """n* = n_eff [t_(n-1) / t_df]^2, at most n when `capped`.

    At p = 0 or 1, where V is 0, n takes the place of n_eff; the df factor then applies too (Stata's
    kg_nchs, the wider interval) unless `df_at_edge` is False (the SAS macro of NCHS). NaN without
    a degree of freedom.
    """
    share, v, size, degrees = np.broadcast_arrays(
        as_floats(p), as_floats(variance), as_floats(n), as_floats(df)
    )
    factor = (t_quantile(size - 1, level) / t_quantile(degrees, level)) ** 2
    edge = (share <= 0) | (share >= 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        n_eff = np.where(edge, size, share * (1 - share) / v)
    n_star = n_eff * (factor if df_at_edge else np.where(edge, 1.0, factor))
    return np.where(np.isnan(n_star), np.nan, np.minimum(n_star, size)) if capped else n_star


def korn_graubard(
    p: ArrayLike,
    variance: ArrayLike,
    n: ArrayLike,
    df: ArrayLike,
    level: float = LEVEL,
    *,
    capped: bool = True,
    df_at_edge: bool = True,
) -> Interval:
    """The interval of every published figure: Clopper-Pearson on n* (see `korn_graubard_size`).

    Korn and Graubard (1998) in the form of the NCHS Data Presentation Standards for Proportions: df
    adjusted, n* capped at n. Uncapped it is R's svyciprop(method = "beta").
    """
    n_star = korn_graubard_size(p, variance, n, df, level, capped=capped, df_at_edge=df_at_edge)
    share = np.broadcast_to(as_floats(p), n_star.shape)
    return clopper_pearson(share * n_star, n_star, level)


def wald(p: ArrayLike, variance: ArrayLike, df: ArrayLike, level: float = LEVEL) -> Interval:
    """p -+ t sqrt(V): R's "mean". Leaves 0..1 and covers too little near 1; not for publication."""
    share = as_floats(p)
    half = t_quantile(df, level) * np.sqrt(as_floats(variance))
    return _interval(share - half, share + half)


def logit(p: ArrayLike, variance: ArrayLike, df: ArrayLike, level: float = LEVEL) -> Interval:
    """Wald interval on the logit scale, turned back: R's "xlogit" and "logit"; needs 0 < p < 1."""
    share = as_floats(p)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = special.logit(share)
        half = t_quantile(df, level) * np.sqrt(as_floats(variance)) / (share * (1 - share))
    return _interval(special.expit(centre - half), special.expit(centre + half))


def arcsine(p: ArrayLike, variance: ArrayLike, df: ArrayLike, level: float = LEVEL) -> Interval:
    """Wald interval on the arcsine-square-root scale, turned back: R's "asin"; needs 0 < p < 1."""
    share = as_floats(p)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.arcsin(np.sqrt(share))
        half = t_quantile(df, level) * np.sqrt(as_floats(variance) / (share * (1 - share))) / 2
    return _interval(np.sin(centre - half) ** 2, np.sin(centre + half) ** 2)


def _score(p: FloatArray, n: FloatArray, z: FloatArray) -> Interval:
    with np.errstate(invalid="ignore", divide="ignore"):
        slack = z**2 / n
        centre = p + slack / 2
        half = np.sqrt(slack * (p * (1 - p) + slack / 4))
        low, high = (centre - half) / (1 + slack), (centre + half) / (1 + slack)
    return _interval(np.where(p <= 0, 0.0, low), np.where(p >= 1, 1.0, high))


def _interval(low: FloatArray, high: FloatArray) -> Interval:
    """Scalars come back as scalars, not as arrays without dimensions."""
    return Interval(low[()], high[()])
