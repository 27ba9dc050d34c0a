"""One published snapshot as a table, and what its columns mean."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from base.spreadsheets import CellValue
from base.words import N_
from surveys.index_pages.words import CHANNELS, NOTES, REASONS
from surveys.models import IndexCell
from surveys.queries.indices import Release

COLUMNS = {
    "scope": N_("agency: một cơ quan; province: toàn tỉnh"),
    "measure": N_(
        "overall: chung; dimension: nhóm câu hỏi; item: câu hỏi; month: tháng; channel: kênh; "
        "left_out: chung, nếu tính cả phiếu để ngoài theo quyết định của vụ việc"
    ),
    "agency_code": N_("mã cơ quan; trống: toàn tỉnh"),
    "agency_name": N_("tên cơ quan"),
    "agency_kind": N_("loại cơ quan; hạng tính trong cùng loại"),
    "key": N_("khóa của nhóm, câu hỏi, tháng (yyyymm) hay kênh"),
    "text": N_("lời của nhóm hay câu hỏi"),
    "n": N_("số phiếu; trống: chưa công bố"),
    "n_valid": N_("số phiếu có câu trả lời từ 1 đến 5"),
    "n_eff": N_("cỡ mẫu hiệu dụng: p(1-p)/V, không quá n"),
    "share": N_("p: tỷ lệ mức 4 và 5 trong các câu trả lời có mức, từ 0 đến 1, chưa làm tròn"),
    "variance": N_("V: phương sai của p, theo cụm nơi × ngày"),
    "df": N_("bậc tự do của V: số cụm trừ số tầng"),
    "low": N_("cận dưới khoảng tin cậy 95 phần trăm Korn–Graubard, tính lại được từ p, V, df, n"),
    "high": N_("cận trên"),
    "mean_score": N_("điểm trung bình các mức 1–5"),
    "withheld": N_("lý do chưa công bố; trống: có công bố"),
    "notes": N_("điều phải nói kèm con số"),
    "is_usable": N_("đủ điều kiện dùng để đánh giá"),
    "rank_low": N_("hạng cao nhất có thể, trong các cơ quan cùng loại"),
    "rank_high": N_("hạng thấp nhất có thể"),
    "against_province": N_("so với toàn tỉnh: higher, lower, not_distinguishable"),
    "channel_mix": N_("số phiếu theo kênh"),
    "levels": N_("số câu trả lời mức 1, 2, 3, 4, 5, chưa gia quyền"),
    "issued_count": N_("số mã đánh giá đã phát"),
    "response_rate": N_("tỷ lệ trả lời: phiếu dùng mã chia cho mã đã phát, làm tròn đến phần trăm"),
    "dossier_count": N_("số hồ sơ đã giải quyết; trọng số của cơ quan trong số toàn tỉnh"),
    "resolved_count": N_("trong n: số phiếu về hồ sơ nơi khác tiếp nhận mà cơ quan này giải quyết"),
}
_STORED = tuple(name for name in COLUMNS if hasattr(IndexCell, name))


@dataclass(frozen=True)
class SnapshotTable:
    """`rows` hold the COLUMNS in order; `about` is what is true of all of them."""

    about: dict[str, Any]
    rows: list[dict[str, Any]]

    def flat_rows(self) -> Iterable[list[CellValue]]:
        """For CSV and XLSX: lists and mixes as words."""
        for row in self.rows:
            yield [_flat(row[name]) for name in COLUMNS]


def snapshot_table(
    release: Release,
    cells: Sequence[tuple[IndexCell, Agency | None]],
    texts: dict[tuple[str, str], str],
) -> SnapshotTable:
    return SnapshotTable(about(release), [_row(cell, agency, texts) for cell, agency in cells])


def about(release: Release) -> dict[str, Any]:
    snapshot = release.snapshot
    at = snapshot.published_at
    return {
        "snapshot": snapshot.id,
        "state": snapshot.state,
        "round": release.round.id,
        "round_name": release.round.name,
        "period": release.period.name if release.period else "",
        "sample": snapshot.sample,
        "method_version": snapshot.method_version,
        "settings": snapshot.settings,
        "published_at": at.isoformat() if at else "",
        "supersedes": snapshot.supersedes_id,
        "reason": snapshot.reason,
        "content_hash": snapshot.content_hash,
    }


def _row(
    cell: IndexCell, agency: Agency | None, texts: dict[tuple[str, str], str]
) -> dict[str, Any]:
    row = dict.fromkeys(COLUMNS)
    row |= {name: getattr(cell, name) for name in _STORED}
    row["agency_code"] = agency.code if agency else None
    row["agency_name"] = agency.name if agency else None
    row["agency_kind"] = agency.kind if agency else None
    row["text"] = texts.get((cell.measure, cell.key))
    return row


def _flat(value: Any) -> CellValue:
    if isinstance(value, dict):
        return " ".join(f"{key}={count}" for key, count in sorted(value.items())) or None
    if isinstance(value, list):
        return " ".join(str(one) for one in value) or None
    if isinstance(value, bool):
        return int(value)
    flat: CellValue = value
    return flat


def words() -> dict[str, dict[str, str]]:
    """The codes in the table and what they say."""
    return {"withheld": dict(REASONS), "notes": dict(NOTES), "channel_mix": dict(CHANNELS)}


def as_json(table: SnapshotTable) -> bytes:
    document = {**table.about, "columns": COLUMNS, "words": words(), "cells": table.rows}
    return json.dumps(document, ensure_ascii=False).encode()
