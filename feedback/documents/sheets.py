"""The disposition table for machines and spreadsheets: XLSX, CSV, JSON; one line a comment."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from base.spreadsheets import CellValue, write_csv, write_xlsx
from feedback.documents.table import document_title, stub
from feedback.models import CommentRound
from feedback.reports.results import Row
from feedback.words import AUTHOR_KINDS, CHANNELS, STANCE_WORDS

HEADER = (
    "STT",
    "Điều, khoản",
    "Chủ thể góp ý",
    "Tên (khi người góp ý đồng ý nêu)",
    "Hình thức",
    "Ngày nhận",
    "Ý kiến",
    "Nội dung góp ý",
    "Lời văn đề nghị",
    "Bổ sung ý kiến số",
    "Nhóm ý kiến giống nhau",
    "Cách xử lý",
    "Gộp vào ý kiến số",
    "Nội dung tiếp thu, giải trình",
    "Lời văn trước",
    "Lời văn sau",
)
_WIDTHS = (6, 24, 14, 24, 16, 12, 18, 60, 40, 10, 12, 22, 10, 60, 40, 40)


def _cells(row: Row, words: Mapping[str, str]) -> list[CellValue]:
    comment, answer = row.comment, row.answer
    return [
        row.number,
        row.place,
        AUTHOR_KINDS[comment.author_kind],
        "; ".join(row.names),
        CHANNELS[comment.channel],
        comment.received_on,
        STANCE_WORDS[comment.stance],
        comment.text if comment.is_shown else stub(row),
        comment.wording if comment.is_shown else "",
        row.follows or None,
        comment.group_id,
        words.get(answer.kind, answer.kind),
        row.merged_into or None,
        answer.reason,
        answer.before,
        answer.after,
    ]


def as_csv(
    comment_round: CommentRound,
    rows: Sequence[Row],
    _figures: Mapping[str, Any],
    words: Mapping[str, str],
) -> bytes:
    return write_csv(HEADER, (_cells(row, words) for row in rows))


def as_xlsx(
    comment_round: CommentRound,
    rows: Sequence[Row],
    _figures: Mapping[str, Any],
    words: Mapping[str, str],
) -> bytes:
    cells = ([_short(cell) for cell in _cells(row, words)] for row in rows)
    return write_xlsx("Tổng hợp ý kiến", HEADER, cells, _WIDTHS)


def _short(cell: CellValue) -> CellValue:
    """A cell of a workbook holds 32,767 characters; the whole text is in the other files."""
    return f"{cell[:32_000]} …" if isinstance(cell, str) and len(cell) > 32_767 else cell


def as_json(
    comment_round: CommentRound,
    rows: Sequence[Row],
    figures: Mapping[str, Any],
    words: Mapping[str, str],
) -> bytes:
    value = {
        "title": document_title(comment_round.kind),
        "round": {"id": comment_round.id, "title": comment_round.title},
        "draft_text_hash": comment_round.version.text_hash,
        "statistics": dict(figures),
        "rows": [_object(row, words) for row in rows],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _object(row: Row, words: Mapping[str, str]) -> dict[str, Any]:
    comment, answer = row.comment, row.answer
    return {
        "number": row.number,
        "comment": str(comment.id),
        "provision": row.place,
        "author_kind": comment.author_kind,
        "name": "; ".join(row.names),
        "channel": comment.channel,
        "received_on": comment.received_on.isoformat(),
        "stance": comment.stance,
        "visibility": comment.visibility,
        "text": comment.text if comment.is_shown else "",
        "wording": comment.wording if comment.is_shown else "",
        "stub": "" if comment.is_shown else stub(row),
        "follows": row.follows or None,
        "group": comment.group_id,
        "disposition": answer.kind,
        "disposition_words": words.get(answer.kind, answer.kind),
        "merged_into": row.merged_into or None,
        "reason": answer.reason,
        "wording_before": answer.before,
        "wording_after": answer.after,
    }


WRITERS: dict[str, Callable[..., bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "json": as_json,
}
