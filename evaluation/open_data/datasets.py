"""What may be taken away, each with its files: the list behind the DCAT catalogue and the feed of changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from base.clock import local
from evaluation.models import EvaluationYear, ResultState, YearResult
from evaluation.queries.results import list_public_results
from surveys.queries.indices import Release
from surveys.queries.published import list_public_snapshots

MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Dataset:
    """`files`: (kind, path) pairs; `from_day`…`to_day` (inclusive) is the time the figures speak of."""

    key: str
    title: str
    text: str
    page: str
    files: tuple[tuple[str, str], ...]
    published_at: datetime | None = None
    from_day: date | None = None
    to_day: date | None = None
    version: str = ""
    replaces: str = ""
    is_superseded: bool = False


def list_datasets() -> list[Dataset]:
    """Everything at once and the ledger first, then each publication, the latest first."""
    return [_bundle(), *(dataset for make in SOURCES for dataset in make())]


def list_publications() -> list[Dataset]:
    """What was published on a day: releases and corrections, the latest first."""
    dated = [one for one in list_datasets() if one.published_at]
    return sorted(dated, key=lambda one: (one.published_at, one.key), reverse=True)


def _bundle() -> Dataset:
    return Dataset(
        key="tron-bo",
        title=_("Trọn bộ để tự kiểm tra"),
        text=_(
            "Mọi số liệu đã công bố, mốc chốt sổ và bằng chứng, việc làm công khai, số mã đã phát, phiếu bị "
            "loại kèm lý do và các chương trình kiểm tra, tính lại."
        ),
        page=url_for("portal.open_data"),
        files=(("zip", url_for("open_data_bundle.bundle_file")),),
    )


def _figures() -> list[Dataset]:
    return [_release(one) for one in list_public_snapshots()]


def _release(release: Release) -> Dataset:
    snapshot, survey_round, period = release.snapshot, release.round, release.period
    title = f"{survey_round.name}, {period.name}" if period else survey_round.name
    first = period.starts_on if period else local(survey_round.opens_at).date()
    last = period.ends_on - timedelta(days=1) if period else local(survey_round.closes_at).date()
    return Dataset(
        key=f"chi-so-{snapshot.id}",
        title=title,
        text=snapshot.reason
        or _("Tỷ lệ, phương sai, bậc tự do, số phiếu và khoảng tin cậy của mọi ô đã công bố."),
        page=url_for("indices.index_list"),
        files=tuple(
            (kind, url_for(f"open_data_files.{kind}_file", snapshot_id=snapshot.id))
            for kind in ("csv", "json", "xlsx")
        ),
        published_at=snapshot.published_at,
        from_day=first,
        to_day=last,
        version=snapshot.method_version,
        replaces=f"chi-so-{snapshot.supersedes_id}" if snapshot.supersedes_id else "",
        is_superseded=snapshot.state == "superseded",
    )


def _scores() -> list[Dataset]:
    return [_year(result, year) for result, year in reversed(list_public_results())]


def _year(result: YearResult, year: EvaluationYear) -> Dataset:
    key = f"{year.year}-{result.number}"
    return Dataset(
        key=f"danh-gia-{key}",
        title=_(
            "Kết quả đánh giá năm %(year)s, bản %(number)s", year=year.year, number=result.number
        ),
        text=result.reason
        or _("Điểm, khoảng điểm, mức và khoảng hạng của từng cơ quan, với số liệu từng tiêu chí."),
        page=url_for("year_results.year_page", year=year.year),
        files=tuple(
            (kind, url_for("open_data_bundle.score_file", key=key, kind=kind))
            for kind in ("csv", "json", "xlsx")
        ),
        published_at=result.published_at,
        from_day=date(year.year, 1, 1),
        to_day=date(year.year, 12, 31),
        version=str(result.number),
        replaces=f"danh-gia-{year.year}-{result.number - 1}" if result.number > 1 else "",
        is_superseded=result.state == ResultState.SUPERSEDED,
    )


SOURCES: list[Callable[[], list[Dataset]]] = [_scores, _figures]
