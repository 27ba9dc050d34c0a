"""One criterion of one agency: which figure counts, and what becomes of it. Pure; sources are passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from base.words import N_
from evaluation.rules.scorecards import APPRAISED, INDEX, POINTS, CriterionPlan
from evaluation.rules.targets import is_bound
from scoring.points import Points, earned, exactly

SCORED, WITHHELD, MISSING, NOT_BOUND = "scored", "withheld", "missing", "not_bound"
PENDING = "pending"  # it may still come in: nothing is summed up and no class is read before

# Reasons stand in the record by these keys, their words are chosen when they are shown.
REASONS = {
    "few_answers": N_("Tiêu chí này chưa chấm (còn ít phiếu)."),
    "no_index": N_(
        "Tiêu chí này chưa chấm: năm này chưa có chỉ số chính thức của cả năm; cần công bố chỉ số "
        "cả đợt của đợt khảo sát chính thức kết thúc trong năm."
    ),
    "index_not_carried": N_(
        "Tiêu chí này chưa chấm: chỉ số của cơ quan cũ chưa đủ để chuyển sang."
    ),
    "not_surveyed": N_("Tiêu chí này chưa chấm: cơ quan không thuộc đợt khảo sát chính thức."),
    "no_report": N_("Chưa có báo cáo tự đánh giá được chấp nhận."),
    "report_due": N_("Chưa gửi báo cáo tự đánh giá, và năm này còn nhận báo cáo."),
    "report_returned": N_("Báo cáo tự đánh giá đã trả lại để sửa, chưa gửi lại."),
    "report_waits": N_("Báo cáo tự đánh giá đã gửi, chờ Sở Nội vụ chấp nhận."),
    "not_reported": N_("Báo cáo không có số liệu của chỉ tiêu này."),
    "not_bound": N_("Cơ quan không thuộc diện thực hiện chỉ tiêu này."),
    "not_in_year": N_("Năm này không giao chỉ tiêu này."),
    "nothing_to_do": N_("Không có đối tượng để thực hiện."),
    "not_given": N_("Chờ người thẩm định cho điểm."),
    "none_given": N_("Không có."),
}


@dataclass(frozen=True)
class TargetFacts:
    unit: str
    bound: tuple[str, ...]
    due_on: date | None


@dataclass(frozen=True)
class Reported:
    """An accepted line; all empty: not reported, which is never 0."""

    done_count: float | None = None
    all_count: float | None = None
    is_done: bool | None = None
    done_on: date | None = None


@dataclass(frozen=True)
class IndexFigure:
    """In percent. `is_usable`: precise enough for an evaluation, and published. `is_carried`: of the agencies
    it came from, by weights, never measured.
    """

    share: float | None
    low: float | None
    high: float | None
    is_usable: bool
    source: dict[str, Any] = field(default_factory=dict)
    is_carried: bool = False


@dataclass(frozen=True)
class Given:
    """Points that a person gave, with the reason that stands in the record."""

    points: float
    reason: str
    source: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What is known of one agency. `reported` None: no accepted self-report; `awaited`: the key of the
    reason why one may still come, empty when none is taken any more.
    """

    kind: str
    code: str
    reported: Mapping[str, Reported] | None
    index: IndexFigure | None
    given: Mapping[str, Given] = field(default_factory=dict)
    awaited: str = ""


def report_awaited(report_state: str, year_state: str, report_by: date, today: date) -> str:
    """Why an agency's report may still come, as a key of REASONS; empty when it is in, or owed for good.

    `report_state` "" before the first saved line. Owed for good only once the last day has passed and the
    department closed the year's reporting; a report that waits to be accepted is not the agency's delay.
    """
    if report_state == "accepted":
        return ""
    if report_state == "submitted":
        return "report_waits"
    if year_state == "closed" and today > report_by:
        return ""
    return "report_returned" if report_state == "returned" else "report_due"


@dataclass(frozen=True)
class Scored:
    """`reason` is a key of REASONS, or the words of who gave the points; figures in the source's unit."""

    key: str
    kind: str
    state: str
    max_points: float
    points: Points | None = None
    figure: float | None = None
    figure_low: float | None = None
    figure_high: float | None = None
    reason: str = ""
    source: dict[str, Any] = field(default_factory=dict)


def score_criterion(
    one: CriterionPlan,
    facts: Facts,
    targets: Mapping[str, TargetFacts],
    has_snapshot: bool,
) -> Scored:
    """Points given by a person count before the figure's own; what stays out has no points at all."""
    if one.source_kind == INDEX:
        return _of_index(one, facts.index, has_snapshot)
    found = _given_only(one) if one.source_kind == APPRAISED else _of_target(one, facts, targets)
    given = facts.given.get(one.key)
    return with_given(found, given) if given else found


def with_given(found: Scored, given: Given) -> Scored:
    """The figure stays beside the points that a person gave instead."""
    before = {"computed": found.points.value} if found.points else {}
    return Scored(
        found.key,
        found.kind,
        SCORED,
        found.max_points,
        exactly(given.points),
        found.figure,
        reason=given.reason,
        source={**before, **found.source, **given.source},
    )


def _out(one: CriterionPlan, state: str, reason: str) -> Scored:
    points = exactly(0.0) if state == MISSING else None
    return Scored(one.key, one.kind, state, one.max_points, points, reason=reason)


def _given_only(one: CriterionPlan) -> Scored:
    if one.kind == POINTS:
        return _out(one, PENDING, "not_given")
    return _out(one, NOT_BOUND, "none_given")


def _of_index(one: CriterionPlan, index: IndexFigure | None, has_snapshot: bool) -> Scored:
    if not has_snapshot:
        return _out(one, WITHHELD, "no_index")
    if index is None:
        return _out(one, WITHHELD, "not_surveyed")
    if not index.is_usable or index.share is None:
        return _out(one, WITHHELD, "index_not_carried" if index.is_carried else "few_answers")
    points = earned(index.share, one.conversion, one.max_points, index.low, index.high)
    return Scored(
        one.key,
        one.kind,
        SCORED,
        one.max_points,
        points,
        index.share,
        index.low,
        index.high,
        source=index.source,
    )


def _of_target(one: CriterionPlan, facts: Facts, targets: Mapping[str, TargetFacts]) -> Scored:
    target = targets.get(one.source_key)
    if target is None:
        return _out(one, NOT_BOUND, "not_in_year")
    if not is_bound(target.bound, facts.kind, facts.code):
        return _out(one, NOT_BOUND, "not_bound")
    if facts.reported is None:
        return _out(one, PENDING, facts.awaited) if facts.awaited else _missing(one, "no_report")
    reported = facts.reported.get(one.source_key)
    if reported is None:
        return _missing(one, "not_reported")
    if target.unit == "percent" and reported.all_count == 0:
        return _out(one, NOT_BOUND, "nothing_to_do")
    figure = figure_of(target, reported)
    if figure is None:
        return _missing(one, "not_reported")
    points = earned(figure, one.conversion, one.max_points)
    source = {"target": one.source_key, "unit": target.unit}
    return Scored(one.key, one.kind, SCORED, one.max_points, points, figure, None, None, "", source)


def _missing(one: CriterionPlan, reason: str) -> Scored:
    """Owed and not reported: nothing of its points. A bonus that nobody reported is none."""
    return _out(one, MISSING if one.kind == POINTS else NOT_BOUND, reason)


def figure_of(target: TargetFacts, reported: Reported) -> float | None:
    """percent 0…100; a count; 100 or 0 for yes or no; days before the due day, below 0 when late, 0
    where no day is set.
    """
    if target.unit == "percent":
        if reported.done_count is None or not reported.all_count:
            return None
        return 100.0 * reported.done_count / reported.all_count
    if target.unit == "count":
        return reported.done_count
    if target.unit == "yes_no":
        return None if reported.is_done is None else 100.0 * reported.is_done
    if reported.done_on is None:
        return None
    return float((target.due_on - reported.done_on).days) if target.due_on else 0.0
