"""Answers laid to the bodies their items count for: who received the dossier, and who resolved it.

It is estimation of a domain: an answer keeps its class weight, fitted at the receiving office over all its
answers, and its cluster. Between offices an answer weighs by the dossiers it stands for. Where nobody
resolved what another office received, the frame comes back as it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import FloatArray, IntArray, sum_by
from scoring.clusters import Calibration
from surveys.reports.computing.frame import Frame
from surveys.reports.computing.population import Shares
from surveys.rules.credit import ITSELF, RECEIVING, RESOLVING, Credit


def credit_items(frame: Frame, credit: Credit, shares: Shares | None) -> Frame:
    """Rows at the receiving office with its items alone, and beside them rows at who resolved.

    `shares` are what offices stand for (None: every answer weighs the same). What would count for a body
    without a figure stands at NOBODY, of which no cell is made.
    """
    is_elsewhere = frame.resolvers != ITSELF
    if not is_elsewhere.any():
        return frame
    received = _with_items(frame, credit, RECEIVING, is_elsewhere)
    resolved = _resolved_rows(frame, credit, shares)
    return _joined(received, resolved)


def _resolved_rows(frame: Frame, credit: Credit, shares: Shares | None) -> Frame:
    """The rows that others are credited for, at them."""
    chosen = frame.resolvers != ITSELF
    base = np.ones(len(frame.responses)) if frame.weights is None else frame.weights
    weights = base * _stretch(frame, base, shares)
    rows = frame.only(chosen)
    every = np.ones(len(rows.responses), bool)
    return replace(
        _with_items(rows, credit, RESOLVING, every),
        agencies=rows.resolvers,
        credited=every,
        weights=weights[chosen],
    )


def _stretch(frame: Frame, weights: FloatArray, shares: Shares | None) -> FloatArray:
    """(R,) dossiers an answer of its office stands for, by those an answer of who resolved stands for."""
    if shares is None:
        return np.ones(len(weights))
    labels, codes = np.unique(frame.agencies, return_inverse=True)
    answers = sum_by(codes.reshape(-1).astype(np.int64), weights * frame.responses, len(labels))
    known = shares.of(labels.tolist())
    stands_for: dict[int, float] = {
        label: known[label] / count
        for label, count in zip(labels.tolist(), answers.tolist(), strict=True)
        if count
    }
    return _by_label(frame.agencies, stands_for) / _by_label(frame.resolvers, stands_for)


def _by_label(labels: IntArray, values: Mapping[int, float]) -> FloatArray:
    """The value of each label (R,), 1 of labels without one."""
    found, codes = np.unique(labels, return_inverse=True)
    by_code = np.array([values.get(one, 1.0) for one in found.tolist()])
    return by_code[codes.reshape(-1)]


def _with_items(frame: Frame, credit: Credit, side: str, rows: NDArray[np.bool_]) -> Frame:
    """Of these rows only the items that count for one side; the others are as nobody had answered them."""
    counted = np.array(credit.items_of(side, frame.items.keys), bool)
    keeps = np.where(rows[:, None], counted[None, :], True)
    answered = {
        key: np.where(rows, frame.answered_by_side[side][key], one)
        for key, one in frame.answered.items()
    }
    return replace(frame, levels=frame.levels * keeps[:, :, None], answered=answered)


def _joined(first: Frame, second: Frame) -> Frame:
    """One frame of both; weights of the second's rows were not fitted to the population of who resolved."""

    def both(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(first, name), getattr(second, name)])

    ones = np.ones(len(first.responses))
    weights = ones if first.weights is None else first.weights
    return replace(
        first,
        agencies=both("agencies"),
        channels=both("channels"),
        months=both("months"),
        clusters=both("clusters"),
        responses=both("responses"),
        levels=both("levels"),
        classes=both("classes"),
        left_out=both("left_out"),
        resolvers=both("resolvers"),
        answered={
            key: np.concatenate([one, second.answered[key]]) for key, one in first.answered.items()
        },
        answered_by_side={},
        credited=np.concatenate([np.zeros(len(ones), bool), np.ones(len(second.responses), bool)]),
        weights=np.concatenate([weights, second.weights]),
        calibration=_extended(first.calibration, len(second.responses)),
    )


def _extended(fit: Calibration | None, count: int) -> Calibration | None:
    if fit is None:
        return None
    design = np.concatenate([fit.design, np.zeros(count)])
    none = np.zeros(count, np.int64)
    return Calibration(design, tuple(np.concatenate([one, none]) for one in fit.margins))
