"""The disposition table as a document: its title, its opening, its columns and the words of every cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.documents.form import DocumentForm
from base.documents.heading import Issuer
from base.words import fold
from feedback.reports.results import Row, day_text
from feedback.rules.dispositions import MERGED
from feedback.words import AUTHOR_KINDS, CHANNELS, STANCE_WORDS

# What a column of the legal setting holds, by words in its heading (without diacritics).
_ROLES = (
    ("number", ("stt", "so thu tu")),
    ("who", ("chu the", "nguoi gop y", "co quan, to chuc")),
    ("answer", ("tiep thu", "giai trinh")),
    ("said", ("noi dung", "y kien")),
    ("place", ("dieu", "khoan", "nhom van de")),
)
RECIPIENTS = ("- Cổng thông tin điện tử (để công khai);", "- Lưu: VT.")
_WIDTHS = {"number": 5, "place": 13, "who": 14, "said": 34, "answer": 34, "": 10}


@dataclass(frozen=True)
class Column:
    """`role`: number | place | who | said | answer | "" (an empty column of the office's own)."""

    label: str
    role: str
    width: float  # share of the table, all together 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a cell or of the text; `is_strong` bold, `is_soft` italic."""

    text: str
    is_strong: bool = False
    is_soft: bool = False


@dataclass(frozen=True)
class TableDocument:
    """Everything DOCX and PDF print. `trial`: printed on top of what is not published yet."""

    title: str
    subject: str
    issuer: Issuer
    dated_on: date | None
    opening: tuple[str, ...]
    closing: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    words: Mapping[str, str]
    form: DocumentForm
    trial: str = ""


def document_title(round_kind: str) -> str:
    if round_kind == "legal":
        return "Bản tổng hợp, tiếp thu, giải trình ý kiến góp ý"
    return "Bản tổng hợp và giải trình ý kiến"


def read_columns(labels: Sequence[str]) -> tuple[Column, ...]:
    """Columns in the order of the legal setting."""
    roles = [_role(label) for label in labels]
    whole = sum(_WIDTHS[role] for role in roles)
    return tuple(
        Column(label, role, _WIDTHS[role] / whole)
        for label, role in zip(labels, roles, strict=True)
    )


def _role(label: str) -> str:
    folded = fold(label)
    for role, words in _ROLES:
        if any(word in folded for word in words):
            return role
    return ""


def cell(
    row: Row, column: Column, columns: Sequence[Column], words: Mapping[str, str]
) -> list[Paragraph]:
    """The paragraphs of one cell; without a column of its own the provision stands before the comment."""
    if column.role == "number":
        return [Paragraph(str(row.number))]
    if column.role == "place":
        return [Paragraph(row.place)]
    if column.role == "who":
        return who(row)
    if column.role == "said":
        has_place = any(one.role == "place" for one in columns)
        return ([] if has_place else [Paragraph(row.place, is_strong=True)]) + said(row)
    return answered(row, words) if column.role == "answer" else [Paragraph("")]


def who(row: Row) -> list[Paragraph]:
    """Kinds and counts; names only of those who agreed to it."""
    paragraphs = [Paragraph(name) for name in row.names]
    if row.count == 1:
        if not row.names:
            paragraphs.append(Paragraph(AUTHOR_KINDS[row.comment.author_kind]))
    else:
        people = f"{row.count} người cùng ý kiến"
        organisations = row.kinds.get("organisation", 0)
        if organisations:
            people = f"{row.count} ý kiến giống nhau, trong đó {organisations} của tổ chức"
        paragraphs.insert(0, Paragraph(people, is_strong=True))
    ways = [CHANNELS[one] for one in row.channels if one != "web"]
    if ways:
        paragraphs.append(Paragraph(f"({', '.join(ways)})", is_soft=True))
    return paragraphs


def said(row: Row) -> list[Paragraph]:
    """The comment's words, or its stub."""
    head = STANCE_WORDS[row.comment.stance]
    if row.follows:
        head = f"{head} (bổ sung ý kiến số {row.follows})"
    paragraphs = [Paragraph(f"{head}.", is_soft=True)]
    if not row.comment.is_shown:
        return [*paragraphs, Paragraph(stub(row), is_soft=True)]
    paragraphs += [Paragraph(line) for line in row.comment.text.splitlines() if line.strip()]
    if row.comment.wording.strip():
        paragraphs.append(Paragraph("Đề nghị viết:", is_soft=True))
        paragraphs += [Paragraph(line) for line in row.comment.wording.splitlines() if line.strip()]
    return paragraphs


def stub(row: Row) -> str:
    """What stands where words are not shown: nothing vanishes without a trace."""
    comment = row.comment
    day = f" ngày {day_text(comment.since_on)}" if comment.since_on else ""
    rule = f" theo quy tắc số {comment.rule}" if comment.rule else " theo quy định"
    return {
        "withdrawn": f"[Người góp ý đã rút ý kiến này{day}.]",
        "erased": f"[Lời của ý kiến này đã được xóa{rule}{day}.]",
        "hidden": f"[Ý kiến bị ẩn{rule}{day}.]",
    }.get(comment.visibility, "[Ý kiến đang chờ xem xét việc hiển thị.]")


def answered(row: Row, words: Mapping[str, str]) -> list[Paragraph]:
    """The kind, the reason, and the wording that results."""
    answer = row.answer
    head = words.get(answer.kind, answer.kind)
    if answer.kind == MERGED and row.merged_into:
        head = f"{head}: xem ý kiến số {row.merged_into}"
    paragraphs = [Paragraph(f"{head}.", is_strong=True)]
    paragraphs += [Paragraph(line) for line in answer.reason.splitlines() if line.strip()]
    if answer.after.strip():
        paragraphs.append(Paragraph("Lời văn sau chỉnh lý:", is_soft=True))
        paragraphs += [Paragraph(line) for line in answer.after.splitlines() if line.strip()]
    return paragraphs


def opening_paragraphs(
    legal_basis: str,
    agency: str,
    subject: str,
    period: tuple[date, date],
    figures: Mapping[str, Any],
    words: Mapping[str, str],
) -> tuple[str, ...]:
    """The legal basis, who was asked when, how many answered, what became of it."""
    first, last = period
    basis = f"Thực hiện {_as_clause(legal_basis)}, " if legal_basis.strip() else ""
    asked = (
        f"{basis}{agency} đã tổ chức lấy ý kiến đối với {subject} từ ngày {day_text(first)} "
        f"đến hết ngày {day_text(last)}."
    )
    return (asked[:1].upper() + asked[1:], _arrived(figures), _became(figures, words))


def closing_paragraph(title: str, subject: str) -> str:
    return f"Trên đây là {_lower(title)} {subject}./."


def _as_clause(text: str) -> str:
    flat = " ".join(text.split()).rstrip(".;,")
    for head in ("Căn cứ ", "căn cứ ", "Thực hiện ", "thực hiện "):
        flat = flat.removeprefix(head)
    return flat


def _arrived(figures: Mapping[str, Any]) -> str:
    if not figures["received"]:
        return "Không nhận được ý kiến nào."
    kinds = _listed(figures["author_kinds"], AUTHOR_KINDS)
    ways = _listed(figures["channels"], CHANNELS)
    text = f"Tổng số ý kiến nhận được: {_number(figures['received'])} ý kiến"
    text += f"; theo chủ thể: {kinds}; theo hình thức: {ways}."
    if figures["withdrawn"]:
        text += f" Có {_number(figures['withdrawn'])} ý kiến đã được rút hoặc xóa theo quy định."
    return text


def _became(figures: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not figures["kinds"]:
        return "Chi tiết tại bảng dưới đây."
    counted = _listed(figures["kinds"], words)
    return f"Kết quả xử lý: {counted}. Chi tiết tại bảng dưới đây."


def _listed(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    parts = [f"{_lower(words.get(key, key))} {_number(count)}" for key, count in counts.items()]
    return ", ".join(parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
