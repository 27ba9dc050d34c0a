"""Figures of every cell of the published tables, before anything is withheld for its neighbours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.arrays import FloatArray, sum_by
from scoring.clusters import ClusterTotals, estimate
from scoring.index import Figure, figures
from scoring.province import province_estimate
from scoring.shares import Aggregate
from scoring.withholding import Note, Thresholds
from surveys.reports.computing.answer_counts import mix_channels, note_resolved
from surveys.reports.computing.cell import (
    CHANNEL,
    ITEM,
    LEFT_OUT,
    MONTH,
    OVERALL,
    PROVINCE,
    Cell,
    Measure,
    Sample,
    measures_of,
)
from surveys.reports.computing.crediting import credit_items
from surveys.reports.computing.frame import LEVELS, Frame
from surveys.reports.computing.population import Shares, agency_shares, responses_by_agency
from surveys.reports.computing.weighting import Weighting, fit_weights
from surveys.rules.credit import NOBODY, Credit
from surveys.rules.method import Method


@dataclass(frozen=True)
class Computed:
    """Cells under way, how each agency's answers were weighted, and how agencies weigh.

    `received` and `credited`: the sample's answers ("") and each other channel's, where they were received
    and where their items count.
    """

    cells: list[Cell]
    weighting: Mapping[int, Weighting]
    shares: Shares
    received: Mapping[str, Frame] = field(default_factory=dict)
    credited: Mapping[str, Frame] = field(default_factory=dict)


def thresholds_of(method: Method) -> Thresholds:
    return Thresholds(
        counts_from=method.counts_from,
        shares_from=method.shares_from,
        evaluation_n_eff=method.evaluation_n_eff,
        evaluation_half_width=method.evaluation_half_width,
    )


def compute_cells(
    frame: Frame,
    sample: Sample,
    method: Method,
    rated: Collection[int],
    credit: Credit | None = None,
) -> Computed:
    """All cells: agency and province × overall, dimension, item, channel; agency × month.

    Figures are of the channels in `sample` alone; each other channel stands beside them. Where answers
    were left out, the overall figure with them stands beside it too. An agency of `rated` without an
    answer gets its cells too, with a count of 0. Items of an agency are those that count for it; the
    province's figure takes every answer once, at the office that received.
    """
    rule = credit or Credit()
    counted = frame.counted()
    chosen, weighting = _weighted(counted.in_channels(sample.channels), sample)
    shares = _shares(frame, chosen, sample, rated)
    received, credited = {"": chosen}, {"": credit_items(chosen, rule, _stands_for(sample, shares))}
    for channel in _other_channels(counted, sample):
        received[channel] = counted.in_channels([channel])
        credited[channel] = credit_items(received[channel], rule, None)
    cells = [
        *_agency_cells(credited[""], method, {*rated, *rule.resolvers}),
        *_month_cells(credited[""], method),
        *_province_cells(chosen, method, shares),
        *_channel_cells(received, credited, method, shares),
        *_left_out_cells(frame, sample, method, shares, rule),
    ]
    cells = [cell for cell in cells if cell.agency != NOBODY]
    mix_channels(cells, counted, credit_items(counted, rule, None))
    note_resolved(cells, OVERALL, credited[""])
    return Computed(cells, weighting, shares, received, credited)


def _stands_for(sample: Sample, shares: Shares) -> Shares | None:
    return shares if sample.is_official else None


def _weighted(chosen: Frame, sample: Sample) -> tuple[Frame, Mapping[int, Weighting]]:
    if not sample.is_official or not len(chosen.responses):
        return chosen, {}
    classes = sample.population.classes
    found = fit_weights(chosen.agencies, chosen.classes, chosen.responses, classes)
    frame = replace(chosen, weights=found.weights, calibration=found.calibration)
    return frame, found.how


def _shares(frame: Frame, chosen: Frame, sample: Sample, rated: Collection[int]) -> Shares:
    agencies = sorted({*rated, *np.unique(frame.agencies).tolist()})
    answered = responses_by_agency(chosen.agencies, chosen.responses)
    return agency_shares(sample.population, agencies, answered, sample.is_official)


def _agency_cells(frame: Frame, method: Method, rated: Collection[int]) -> list[Cell]:
    cells = []
    levels = _levels_by(frame)
    nothing = _nothing(method)
    for one in measures_of(frame):
        found = estimated(frame, frame.totals, one, method)
        for agency in sorted({*rated, *found}):
            figure = found.get(agency, nothing)
            cell = Cell(agency, one.measure, one.key, figure, withheld=figure.withheld)
            if one.measure == ITEM and one.columns and agency in levels:
                cell.levels = levels[agency][one.columns[0]]
            cells.append(cell)
    return cells


def estimated(
    frame: Frame, totals: ClusterTotals, one: Measure, method: Method
) -> dict[int, Figure]:
    """label → figure, for whatever the totals are grouped by."""
    if not len(frame.responses):
        return {}
    columns = None if one.columns is None else list(one.columns)
    estimates = estimate(totals, columns, _aggregate(one, method), answered=_answered(frame, one))
    found = figures(estimates, thresholds_of(method))
    return {int(str(label)): value for label, value in zip(estimates.agencies, found, strict=True)}


def _aggregate(one: Measure, method: Method) -> Aggregate:
    return "pooled" if method.aggregate == "pooled" and one.measure != ITEM else "item_mean"


def _answered(frame: Frame, one: Measure) -> FloatArray | None:
    return None if one.measure == ITEM else frame.answered[one.key]


def _levels_by(frame: Frame) -> dict[int, list[list[int]]]:
    """agency → for each item the counts of its five levels."""
    agencies, codes = np.unique(frame.agencies, return_inverse=True)
    flat = frame.levels.reshape(len(codes), -1)
    sums = sum_by(codes.reshape(-1).astype(np.int64), flat, len(agencies))
    shaped = sums.reshape(len(agencies), -1, LEVELS).astype(int).tolist()
    return dict(zip(agencies.tolist(), shaped, strict=True))


def _nothing(method: Method) -> Figure:
    from scoring.index import figure_from_clusters
    from scoring.shares import ItemSums

    nobody = np.zeros((0, 1))
    items = ItemSums(nobody, nobody, nobody)
    return figure_from_clusters([], np.zeros(0), items, thresholds=thresholds_of(method))


def _month_cells(frame: Frame, method: Method) -> list[Cell]:
    """Agency × month, overall. Labels are agency and month in one number for a single estimate."""
    if not len(frame.responses):
        return []
    labels = frame.agencies * 1_000_000 + frame.months
    overall = Measure(OVERALL, "", None)
    found = estimated(frame, frame.totals_by(labels), overall, method)
    return [
        Cell(label // 1_000_000, MONTH, str(label % 1_000_000), figure, withheld=figure.withheld)
        for label, figure in found.items()
    ]


def _province_cells(frame: Frame, method: Method, shares: Shares) -> list[Cell]:
    cells = []
    for one in measures_of(frame):
        figure = province_figure(frame, one, method, shares)
        levels = []
        if one.measure == ITEM and one.columns:
            levels = frame.levels[:, one.columns[0]].sum(axis=0).astype(int).tolist()
        cells.append(Cell(PROVINCE, one.measure, one.key, figure, levels, figure.withheld))
    return cells


def province_figure(frame: Frame, one: Measure, method: Method, shares: Shares) -> Figure:
    """Agencies with answers weigh by their dossiers, or the same each where these are not known."""
    if not len(frame.responses):
        return _nothing(method)
    weights: Mapping[object, float] = shares.of(int(str(a)) for a in frame.totals.layout.labels)
    columns = None if one.columns is None else list(one.columns)
    found = province_estimate(frame.totals, weights, columns, _aggregate(one, method))
    answered = _answered(frame, one)
    estimates = found.estimates
    if answered is not None:
        estimates = replace(estimates, n_valid=np.array([float(answered.sum())]))
    figure = figures(estimates, thresholds_of(method))[0]
    if found.left_out_share > 0:
        figure = replace(figure, notes=(*figure.notes, Note.AGENCIES_LEFT_OUT))
    return figure


def _other_channels(frame: Frame, sample: Sample) -> list[str]:
    """All but the sample's only channel, which is the figure itself

    (`channels.mirror_sample` puts it beside the others once it is known what may be shown).
    """
    return [one for one in np.unique(frame.channels).tolist() if (one,) != tuple(sample.channels)]


def _channel_cells(
    received: Mapping[str, Frame], credited: Mapping[str, Frame], method: Method, shares: Shares
) -> list[Cell]:
    """Agencies and province by channel, unweighted."""
    overall = Measure(OVERALL, "", None)
    cells = []
    for channel in [one for one in received if one]:
        mine = credited[channel]
        found = estimated(mine, mine.totals, overall, method)
        found[PROVINCE] = province_figure(received[channel], overall, method, shares)
        cells += [
            Cell(agency, CHANNEL, channel, figure, withheld=figure.withheld)
            for agency, figure in found.items()
        ]
    return cells


def _left_out_cells(
    frame: Frame, sample: Sample, method: Method, shares: Shares, credit: Credit
) -> list[Cell]:
    """The overall figure with what was left out, of agencies that have such answers."""
    left_out = frame.left_out & np.isin(frame.channels, sample.channels)
    if not left_out.any():
        return []
    whole, _how = _weighted(frame.in_channels(sample.channels), sample)
    credited = credit_items(whole, credit, _stands_for(sample, shares))
    agencies = set(credited.agencies[credited.left_out].tolist())
    overall = Measure(OVERALL, "", None)
    found = estimated(credited, credited.totals, overall, method)
    found = {agency: figure for agency, figure in found.items() if agency in agencies}
    found[PROVINCE] = province_figure(whole, overall, method, shares)
    cells = [
        Cell(agency, LEFT_OUT, "", figure, withheld=figure.withheld)
        for agency, figure in found.items()
    ]
    note_resolved(cells, LEFT_OUT, credited)
    return cells
