"""A published year of scores as open data: the card, each agency's points, each criterion with its figure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agencies.models import Agency
from base.spreadsheets import CellValue
from base.words import N_
from evaluation.models import AgencyScore, CriterionScore, EvaluationYear, YearResult
from evaluation.queries.results import list_lines, list_scores
from evaluation.queries.scorecards import get_scorecard
from evaluation.reports.result_content import LINE_COLUMNS, SCORE_COLUMNS, signed_result
from evaluation.reports.scoring import RANK_LEVEL
from surveys.queries.snapshots import get_snapshot

COLUMNS = {
    "agency_code": N_("mã cơ quan"),
    "agency_name": N_("tên cơ quan"),
    "group_key": N_("nhóm cơ quan cùng loại, xếp hạng với nhau"),
    "points": N_("tổng điểm; trống: chưa chấm được"),
    "points_low": N_("điểm ở cận dưới khoảng tin cậy của chỉ số"),
    "points_high": N_("điểm ở cận trên"),
    "possible": N_("điểm tối đa của các tiêu chí đã chấm"),
    "class_key": N_("mức, theo phần trăm điểm trên điểm tối đa"),
    "is_near_boundary": N_("khoảng điểm chạm sang mức khác"),
    "rank_low": N_("hạng cao nhất có thể trong nhóm; trống: chưa chấm đủ nên không xếp hạng"),
    "rank_high": N_("hạng thấp nhất có thể"),
}


def score_document(result: YearResult, year: EvaluationYear) -> dict[str, Any]:
    """Numbers unrounded, agencies by group and code, criteria in the card's order."""
    card = get_scorecard(result.scorecard_id)
    lines = list_lines(result.id)
    snapshot = get_snapshot(result.snapshot_id) if result.snapshot_id else None
    return {
        "year": year.year,
        "number": result.number,
        "state": result.state,
        "reason": result.reason,
        "decision_number": result.decision_number,
        "decided_on": result.decided_on.isoformat() if result.decided_on else None,
        "published_at": result.published_at.isoformat() if result.published_at else None,
        "content_hash": result.content_hash,
        "index": snapshot.content_hash if snapshot else None,
        "rank_level": RANK_LEVEL,
        "columns": COLUMNS,
        "scorecard": {
            "key": card.key,
            "version": card.version,
            "title": card.title,
            "total_points": card.total_points,
            "groups": card.groups,
            "classes": card.classes,
            "criteria": [_criterion(one) for one in card.criteria],
        },
        "carried": _carried(lines, list_scores(result.id)),
        "agencies": [
            {
                "agency_code": agency.code,
                "agency_name": agency.name,
                **{name: getattr(score, name) for name in SCORE_COLUMNS},
                "criteria": [
                    {name: getattr(line, name) for name in LINE_COLUMNS}
                    for line in lines.get(score.id, [])
                ],
            }
            for score, agency in list_scores(result.id)
        ],
    }


def _carried(
    lines: Mapping[int, Sequence[CriterionScore]], scores: Sequence[tuple[AgencyScore, Agency]]
) -> dict[str, list[list[Any]]]:
    """Code of a successor → [code, weight] of the agencies whose index was carried to it."""
    return {
        agency.code: [[part["agency"], part["weight"]] for part in line.source["carried"]]
        for score, agency in scores
        for line in lines.get(score.id, [])
        if line.source.get("carried")
    }


def _criterion(one: Any) -> dict[str, Any]:
    names = ("key", "section", "title", "kind", "max_points", "source_kind", "source_key")
    return {name: getattr(one, name) for name in (*names, "conversion", "group_keys")}


def score_files(result: YearResult, year: EvaluationYear) -> Iterable[tuple[str, bytes]]:
    """For the bundle: the table, and the very text that was signed."""
    name = f"danh-gia/{year.year}-{result.number}"
    document = json.dumps(score_document(result, year), ensure_ascii=False)
    yield f"{name}.json", document.encode()
    yield f"{name}-signed.json", signed_result(result).encode()


def flat_rows(document: dict[str, Any]) -> Iterable[Sequence[CellValue]]:
    """A row an agency, for CSV and XLSX."""
    for agency in document["agencies"]:
        yield [_flat(agency[name]) for name in COLUMNS]


def _flat(value: Any) -> CellValue:
    flat: CellValue = int(value) if isinstance(value, bool) else value
    return flat
