"""Figures of every cell of the published tables, before anything is withheld for its neighbours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.arrays import FloatArray, sum_by
from scoring.clusters import ClusterTotals, estimate
from scoring.index import Figure, figures
from scoring.province import province_estimate
from scoring.shares import Aggregate
from scoring.withholding import Note, Thresholds
from surveys.reports.computing.frame import LEVELS, Frame
from surveys.reports.computing.population import (
    Population,
    Shares,
    agency_shares,
    responses_by_agency,
)
from surveys.reports.computing.weighting import Weighting, fit_weights
from surveys.rules.method import Method

PROVINCE = 0
OVERALL, DIMENSION, ITEM, MONTH, CHANNEL = "overall", "dimension", "item", "month", "channel"
LEFT_OUT = "left_out"


@dataclass
class Cell:
    """One figure under way; `agency` is 0 for the province. Exact until it is published."""

    agency: int
    measure: str
    key: str
    figure: Figure
    levels: list[int] = field(default_factory=list)
    withheld: str | None = None
    hides_count: bool = False
    channel_mix: dict[str, int] = field(default_factory=dict)
    against_province: str | None = None
    rank: tuple[int, int] | None = None

    @property
    def name(self) -> tuple[int, str, str]:
        return (self.agency, self.measure, self.key)

    @property
    def size(self) -> int:
        return self.figure.n_valid or 0


@dataclass(frozen=True)
class Sample:
    """Which channels make the figure; an official one is weighted to the dossiers of `population`."""

    channels: tuple[str, ...]
    is_official: bool = False
    population: Population = field(default_factory=Population)


@dataclass(frozen=True)
class Computed:
    """Cells under way, how each agency's answers were weighted, and how agencies weigh."""

    cells: list[Cell]
    weighting: Mapping[int, Weighting]
    shares: Shares


@dataclass(frozen=True)
class Measure:
    """A column of the tables: which items it is made of (None: all)."""

    measure: str
    key: str
    columns: tuple[int, ...] | None


def measures_of(frame: Frame) -> list[Measure]:
    items = frame.items
    return [
        Measure(OVERALL, "", None),
        *(Measure(DIMENSION, key, columns) for key, columns in items.sections.items()),
        *(Measure(ITEM, key, (place,)) for place, key in enumerate(items.keys)),
    ]


def thresholds_of(method: Method) -> Thresholds:
    return Thresholds(
        counts_from=method.counts_from,
        shares_from=method.shares_from,
        evaluation_n_eff=method.evaluation_n_eff,
        evaluation_half_width=method.evaluation_half_width,
    )


def compute_cells(frame: Frame, sample: Sample, method: Method, rated: Collection[int]) -> Computed:
    """All cells: agency and province × overall, dimension, item, channel; agency × month.

    Figures are of the channels in `sample` alone; each other channel stands beside them. Where answers
    were left out, the overall figure with them stands beside it too. An agency of `rated` without an
    answer gets its cells too, with a count of 0.
    """
    counted = frame.counted()
    chosen, weighting = _weighted(counted.in_channels(sample.channels), sample)
    shares = _shares(frame, chosen, sample, rated)
    cells = [
        *_agency_cells(chosen, method, rated),
        *_month_cells(chosen, method),
        *_province_cells(chosen, method, shares),
        *_channel_cells(counted, sample, method, shares),
        *_left_out_cells(frame, sample, method, shares),
    ]
    _mix_channels(cells, counted)
    return Computed(cells, weighting, shares)


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
        found = _estimated(frame, frame.totals, one, method)
        for agency in sorted({*rated, *found}):
            figure = found.get(agency, nothing)
            cell = Cell(agency, one.measure, one.key, figure, withheld=figure.withheld)
            if one.measure == ITEM and one.columns and agency in levels:
                cell.levels = levels[agency][one.columns[0]]
            cells.append(cell)
    return cells


def _estimated(
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
    found = _estimated(frame, frame.totals_by(labels), overall, method)
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


def _channel_cells(frame: Frame, sample: Sample, method: Method, shares: Shares) -> list[Cell]:
    """Agencies and province by channel, unweighted; the sample's only channel is the figure itself

    (`channels.mirror_sample` puts it beside the others once it is known what may be shown).
    """
    overall = Measure(OVERALL, "", None)
    cells = []
    for channel in np.unique(frame.channels).tolist():
        if (channel,) == tuple(sample.channels):
            continue
        mine = frame.in_channels([channel])
        found = _estimated(mine, mine.totals, overall, method)
        found[PROVINCE] = province_figure(mine, overall, method, shares)
        cells += [
            Cell(agency, CHANNEL, channel, figure, withheld=figure.withheld)
            for agency, figure in found.items()
        ]
    return cells


def _left_out_cells(frame: Frame, sample: Sample, method: Method, shares: Shares) -> list[Cell]:
    """The overall figure with what was left out, of agencies that have such answers."""
    left_out = frame.left_out & np.isin(frame.channels, sample.channels)
    agencies = set(frame.agencies[left_out].tolist())
    if not agencies:
        return []
    whole, _how = _weighted(frame.in_channels(sample.channels), sample)
    overall = Measure(OVERALL, "", None)
    found = _estimated(whole, whole.totals, overall, method)
    found = {agency: figure for agency, figure in found.items() if agency in agencies}
    found[PROVINCE] = province_figure(whole, overall, method, shares)
    return [
        Cell(agency, LEFT_OUT, "", figure, withheld=figure.withheld)
        for agency, figure in found.items()
    ]


def _mix_channels(cells: Sequence[Cell], frame: Frame) -> None:
    """Responses per channel on every overall cell, as they are; small ones are taken out later."""
    mixes: dict[int, dict[str, int]] = {PROVINCE: {}}
    channels, names = np.unique(frame.channels, return_inverse=True)
    for code, channel in enumerate(channels.tolist()):
        here = names.reshape(-1) == code
        found = np.bincount(frame.agencies[here], frame.responses[here])
        mixes[PROVINCE][channel] = int(found.sum())
        for agency in np.flatnonzero(found).tolist():
            mixes.setdefault(agency, {})[channel] = int(found[agency])
    for cell in cells:
        if cell.measure == OVERALL:
            cell.channel_mix = mixes.get(cell.agency, {})
