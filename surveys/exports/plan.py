"""One export, decided before the first row is read: round, format, columns, what its words may carry."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from base.clock import local, now
from scoring.withholding import Thresholds
from surveys.exports.columns import ExportColumn, question_columns
from surveys.exports.rows import Registry, contents_of
from surveys.models import SurveyRound
from surveys.queries import exports as queries
from surveys.queries.rounds import get_round
from surveys.rules.transfer import check_fits


@dataclass(frozen=True)
class ExportPlan:
    """`marked` says of each agency with how much its free words may be labelled: the agency, the month."""

    survey_round: SurveyRound
    format: str
    response_count: int
    columns: tuple[ExportColumn, ...]
    registry: Registry
    marked: Mapping[int, tuple[bool, bool]]
    method_version: str
    made_on: str

    @property
    def questionnaires(self) -> list[dict[str, Any]]:
        """The documents that were answered, as they are stored."""
        return [
            {"version": one.number, "hash": one.content_hash, "content": one.content}
            for one in self.registry.versions.values()
        ]


def plan_export(round_id: int, export_format: str) -> ExportPlan:
    """Raises FormatTooSmall when the format cannot hold the round's responses."""
    survey_round = get_round(round_id)
    groups = queries.census(round_id)
    count = sum(one.responses for one in groups)
    check_fits(export_format, count)
    used = {one.questionnaire_version_id for one in groups}
    versions = queries.list_versions({survey_round.questionnaire_version_id, *used})
    return ExportPlan(
        survey_round=survey_round,
        format=export_format,
        response_count=count,
        columns=question_columns(contents_of(versions)),
        registry=Registry(queries.agency_names(), {one.id: one for one in versions}),
        marked=_marked(groups),
        method_version=queries.published_method_version(round_id),
        made_on=local(now()).date().isoformat(),
    )


def _marked(groups: Sequence[queries.Group]) -> dict[int, tuple[bool, bool]]:
    """One small month hides all months of its agency: else it would be the one without a label."""
    by_month: dict[int, Counter[int]] = defaultdict(Counter)
    for one in groups:
        by_month[one.agency_id][one.month] += one.responses
    least = Thresholds().counts_from
    return {
        agency_id: (months.total() >= least, min(months.values()) >= least)
        for agency_id, months in by_month.items()
    }
