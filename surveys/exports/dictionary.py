"""What the columns of an export mean: the questionnaire's texts, levels, rules of the file, method."""

import json
from collections.abc import Sequence
from typing import Any

from base.clock import local
from base.spreadsheets import CellValue, write_csv
from surveys.exports.columns import CHOICE, FIXED_COLUMNS, FIXED_VALUES, ExportColumn
from surveys.exports.plan import ExportPlan

HEADER = ("cot", "y_nghia", "nhom", "tinh_vao_chi_so", "gia_tri", "nhan_gia_tri")

_NOTES = (
    "Mỗi dòng là một phiếu. Thứ tự các dòng được xáo ngẫu nhiên mỗi lần xuất và không có ý nghĩa.",
    "Tệp không có mã phiếu, nơi đặt mã, ngày giờ, thời gian trả lời: không lần được từ dòng về người.",
    "Ô trống: người trả lời bỏ qua câu đó hoặc câu đó không được hỏi.",
    "Mức 9 là «Không có ý kiến»: không tính vào tử số lẫn mẫu số của chỉ số.",
    "Lời góp ý nằm riêng trong y-kien.csv, đã xáo thứ tự, không kèm các mức của cùng phiếu. Tên cơ quan "
    "và tháng để trống nếu cơ quan có dưới 10 phiếu trong đợt hoặc trong một tháng của đợt.",
    "Phiếu bản thử (source=test) không bao giờ được xuất.",
    "Không chia sẻ tệp này ra ngoài cơ quan chủ trì; số liệu công khai ở trang Dữ liệu mở (/du-lieu).",
)


def value_rows(column: ExportColumn) -> list[tuple[str, str]]:
    """(value as it stands in the file, what it means)."""
    if column.name in FIXED_VALUES:
        return list(FIXED_VALUES[column.name].items())
    if column.kind == CHOICE:
        return list(zip(column.keys, column.values.values(), strict=True))
    return [(str(number), text) for number, text in column.values.items()]


def dictionary_rows(columns: Sequence[ExportColumn]) -> list[tuple[CellValue, ...]]:
    """One row per column and value; the column's own texts stand in its first row."""
    rows: list[tuple[CellValue, ...]] = []
    for column in (*FIXED_COLUMNS, *columns):
        values = value_rows(column) or [("", "")]
        counts = "có" if column.counts_in_index else ""
        for number, (value, meaning) in enumerate(values):
            first = (column.label, column.section, counts) if number == 0 else ("", "", "")
            rows.append((column.name, *first, value, meaning))
    return rows


def dictionary_csv(columns: Sequence[ExportColumn]) -> bytes:
    return write_csv(HEADER, dictionary_rows(columns))


def dictionary_json(plan: ExportPlan, is_demo: bool) -> bytes:
    """The same for programs, with the round, the method and the whole questionnaires."""
    survey_round = plan.survey_round
    document: dict[str, Any] = {
        "round": {
            "id": survey_round.id,
            "name": survey_round.name,
            "opens_on": local(survey_round.opens_at).date().isoformat(),
            "closes_on": local(survey_round.closes_at).date().isoformat(),
            "state": survey_round.state,
        },
        "exported_on": plan.made_on,
        "is_made_up": is_demo,
        "response_count": plan.response_count,
        "method": {"version": plan.method_version, "page": "/phuong-phap"},
        "notes": _NOTES,
        "columns": [_column_json(one) for one in (*FIXED_COLUMNS, *plan.columns)],
        "questionnaires": plan.questionnaires,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _column_json(column: ExportColumn) -> dict[str, Any]:
    described = {
        "name": column.name,
        "kind": column.kind,
        "label": column.label,
        "section": column.section,
        "question": column.question_key,
        "option": column.option_key,
        "counts_in_index": column.counts_in_index,
        "values": dict(value_rows(column)),
    }
    return {key: value for key, value in described.items() if value not in ("", {}, False)}


def read_me(plan: ExportPlan, is_demo: bool) -> bytes:
    """Plain text for the person who opens the archive."""
    survey_round = plan.survey_round
    opens, closes = local(survey_round.opens_at), local(survey_round.closes_at)
    lines = [
        survey_round.name,
        f"Từ {opens:%d/%m/%Y} đến {closes:%d/%m/%Y} · {plan.response_count} phiếu · xuất {plan.made_on}",
        "DỮ LIỆU GIẢ LẬP: không phải ý kiến của người thật." if is_demo else "",
        f"Phiên bản cách tính: {plan.method_version or 'chưa công bố'} (/phuong-phap)",
        "",
        f"phieu.{plan.format}: các phiếu",
        "y-kien.csv: lời góp ý",
        "tu-dien.csv, tu-dien.json: ý nghĩa các cột",
        "",
        *(f"- {note}" for note in _NOTES),
    ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
