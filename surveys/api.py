"""Rounds and published figures as JSON, for everyone; the same stored cells as the pages show."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency
from base.api import int_argument, json_answer, paged_answer, required_int_argument
from base.permissions import Permission, requires
from base.rules import NotFound
from surveys.index_pages.export import index_row
from surveys.models import IndexCell, SnapshotState, SurveyRound
from surveys.open_data.texts import texts_by_key
from surveys.queries import published as queries
from surveys.queries.indices import (
    Release,
    list_agency_cells,
    list_overall_cells,
    list_releases,
)
from surveys.questionnaire_content import read_content

surveys_api = Blueprint("surveys_api", __name__, url_prefix="/api/v1")

ID_MAX = 2**31 - 1
SAMPLE_LABELS = {
    "open": "Tỷ lệ hài lòng – khảo sát mở, không đại diện cho toàn thể người dân.",
    "official": "Chỉ số hài lòng do tỉnh khảo sát. Không phải Chỉ số SIPAS của Bộ Nội vụ.",
}


@surveys_api.get("/rounds")
@requires(Permission.PUBLIC)
def round_list() -> ResponseReturnValue:
    """By id; each with its reporting periods and what of it is published now."""
    releases = list_releases()

    def read(limit: int, offset: int) -> Sequence[Any]:
        rounds = queries.list_rounds_by_id(limit, offset)
        counts = queries.count_rated([one.id for one in rounds])
        owners = queries.agency_codes({one.owner_agency_id for one in rounds})
        return [
            (one, owners[one.owner_agency_id], counts.get(one.id, 0), releases) for one in rounds
        ]

    return paged_answer(queries.count_rounds(), read, lambda row: _round_item(*row))


def _round_item(
    survey_round: SurveyRound, owner_code: str, agency_count: int, releases: Sequence[Release]
) -> dict[str, Any]:
    version = survey_round.version
    return {
        "id": survey_round.id,
        "name": survey_round.name,
        "name_en": survey_round.name_en,
        "state": survey_round.state,
        "opens_at": survey_round.opens_at.isoformat(),
        "closes_at": survey_round.closes_at.isoformat(),
        "owner_code": owner_code,
        "agency_count": agency_count,
        "questionnaire": {"key": version.questionnaire.key, "version": version.number},
        "periods": [
            {
                "id": one.id,
                "name": one.name,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat(),
            }
            for one in survey_round.periods
        ],
        "releases": [_release_item(one) for one in releases if one.round.id == survey_round.id],
    }


def _release_item(release: Release) -> dict[str, Any]:
    snapshot = release.snapshot
    at = snapshot.published_at
    return {
        "snapshot": snapshot.id,
        "period": snapshot.period_id,
        "sample": snapshot.sample,
        "method_version": snapshot.method_version,
        "published_at": at.isoformat() if at else None,
        "content_hash": snapshot.content_hash,
        "csv": f"/du-lieu/{snapshot.id}.csv",
        "json": f"/du-lieu/{snapshot.id}.json",
        "xlsx": f"/du-lieu/{snapshot.id}.xlsx",
    }


def _release() -> Release:
    """The published figures of `round`, of its whole or of the `period` named."""
    round_id = required_int_argument("round", 1, ID_MAX)
    period_id = int_argument("period", 1, ID_MAX)
    for release in list_releases([SnapshotState.PUBLISHED]):
        same = release.snapshot.round_id == round_id
        if same and release.snapshot.period_id == period_id:
            return release
    raise NotFound


@surveys_api.get("/indices")
@requires(Permission.PUBLIC)
def index_list() -> ResponseReturnValue:
    """One row an agency, by its code."""
    release = _release()
    pairs = list_overall_cells(release.snapshot.id)
    return paged_answer(
        len(pairs),
        lambda limit, offset: pairs[offset : offset + limit],
        lambda pair: index_row(pair[0], pair[1].code, release.snapshot),
        _about(release),
    )


def _about(release: Release) -> dict[str, Any]:
    snapshot = release.snapshot
    return {
        "round": snapshot.round_id,
        "period": snapshot.period_id,
        "snapshot": snapshot.id,
        "sample": snapshot.sample,
        "label": SAMPLE_LABELS.get(snapshot.sample, ""),
    }


@surveys_api.get("/indices/<agency_code>")
@requires(Permission.PUBLIC)
def index_one(agency_code: str) -> ResponseReturnValue:
    """One agency: overall, then dimensions, items and months in the questionnaire's order."""
    agency = get_agency(agency_code)
    release = _release()
    cells = list_agency_cells(release.snapshot.id, [agency.id])
    whole = next((one for one in cells if one.measure == "overall"), None)
    if whole is None:
        raise NotFound
    texts = texts_by_key(read_content(release.round.version.content))
    return json_answer(
        {
            **_about(release),
            **index_row(whole, agency.code, release.snapshot),
            "dimensions": [_part(one, texts) for one in cells if one.measure == "dimension"],
            "items": [_part(one, texts) for one in cells if one.measure == "item"],
            "months": [_part(one, texts) for one in cells if one.measure == "month"],
            "channels": [_part(one, texts) for one in cells if one.measure == "channel"],
            "with_left_out": next(
                (_part(one, texts) for one in cells if one.measure == "left_out"), None
            ),
        }
    )


def _part(cell: IndexCell, texts: dict[tuple[str, str], str]) -> dict[str, Any]:
    kept = ("n", "n_valid", "n_eff", "low", "high", "withheld")
    text = texts.get((cell.measure, cell.key), cell.key)
    share = None if cell.withheld else cell.share
    return {
        "key": cell.key,
        "text": text,
        "index": share,
        **{name: getattr(cell, name) for name in kept},
    }
