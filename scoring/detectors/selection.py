"""Who is given a code: late dossiers among codes handed out (sel) and used (selred), codes against

dossiers (short). These are ledger tests: counts of two offices that must agree.
"""

import math

import numpy as np
from scipy.special import betainc, gammaln

MOST = 50.0
SHORTFALL = 0.02
LEAST_SHORT = 3  # codes: one slip torn in a week is no shortfall
EXTRA = 1.1  # binomial variance is widened by this: being late changes a little who answers


def sel(issued: int, issued_late: int, dossiers: int, dossiers_late: int) -> float:
    """-log10 P(no more late ones), codes drawn by lot from the dossiers (hypergeometric)."""
    if min(issued, dossiers, dossiers_late) <= 0:
        return 0.0
    if issued >= dossiers:
        return 0.0 if issued_late >= dossiers_late else MOST
    return _minus_log(_lower_tail(issued_late, dossiers, dossiers_late, issued))


def selred(used: int, used_late: int, late_share: float, response_ratio: float = 1.0) -> float:
    """-log10 P(no more late ones among the used codes), binomial.

    `late_share` among codes handed out; `response_ratio`: how much likelier a late one answers.
    """
    if used <= 0 or not 0 < late_share < 1:
        return 0.0
    p = late_share * response_ratio / (late_share * response_ratio + 1 - late_share)
    n, k = used / EXTRA, used_late / EXTRA
    return _minus_log(float(1 - betainc(k + 1, n - k, p)) if n > k else 1.0)


def short(issued: int, dossiers: int) -> float:
    """Shortfall of codes against dossiers as a share; 0 while it is only a few codes."""
    missing = dossiers - issued
    return missing / dossiers if missing >= LEAST_SHORT and dossiers > 0 else 0.0


def over(issued: int, dossiers: int) -> float:
    """Codes beyond the dossiers: there is no honest reason for one."""
    return float(max(0, issued - dossiers))


def _lower_tail(k: int, whole: int, marked: int, drawn: int) -> float:
    """P(X <= k), X the marked ones among `drawn` of `whole` (hypergeometric)."""
    x = np.arange(max(0, drawn - (whole - marked)), k + 1, dtype=np.float64)

    def log_choose(n: float, some: np.ndarray | float) -> np.ndarray:
        return np.asarray(gammaln(n + 1) - gammaln(some + 1) - gammaln(n - some + 1))

    logs = log_choose(marked, x) + log_choose(whole - marked, drawn - x)
    return min(1.0, float(np.exp(logs - log_choose(whole, drawn)).sum()))


def _minus_log(tail: float) -> float:
    return min(MOST, -math.log10(max(tail, 10**-MOST)))
