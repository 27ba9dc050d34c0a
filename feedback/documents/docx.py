"""The disposition table as DOCX after NĐ 30/2020, as one stream of XML: ten thousand rows in seconds."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape

from feedback.documents import docx_parts as parts
from feedback.documents.heading import date_line
from feedback.documents.table import Column, Paragraph, TableDocument, cell

Told = Callable[[int], None]
# What XML 1.0 cannot hold; it cannot get here through a form, but imported text may bring it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TABLE_MM = 247  # A4 lying, 297 mm less 30 and 20


def write_docx(document: TableDocument, told: Told = lambda _done: None) -> bytes:
    """The whole file; `told` hears of the rows written."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in parts.fixed_parts(clean(document.title)).items():
            archive.writestr(_entry(name), content)
        with archive.open(_entry("word/document.xml"), "w") as stream:
            for piece in _body(document, told):
                stream.write(piece.encode("utf-8"))
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """One date for all: the same table gives the same bytes."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def clean(text: str) -> str:
    return escape(_FORBIDDEN.sub("", text))


def _body(document: TableDocument, told: Told) -> Iterator[str]:
    yield parts.DOCUMENT_HEAD
    yield _head(document)
    yield _title(document)
    for text in document.opening:
        yield paragraph(text, "VanBan")
    yield parts.FIRST_SECTION
    yield from _table(document, told)
    yield paragraph(document.closing, "VanBan")
    yield _foot(document)
    yield parts.LAST_SECTION
    yield parts.DOCUMENT_TAIL


def paragraph(text: str, style: str, run: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{run}'
        f'<w:t xml:space="preserve">{clean(text)}</w:t></w:r></w:p>'
    )


def _head(document: TableDocument) -> str:
    """Two columns without lines: the office on the left, the country on the right."""
    issuer = document.issuer
    left = "".join(paragraph(line, "CoQuanTren") for line in issuer.above)
    left += "".join(paragraph(line, "CoQuan") for line in issuer.own)
    left += parts.short_line(max(len(line) for line in issuer.own), 68)
    left += paragraph("Số:        /", "SoKyHieu")
    right = paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QuocHieu")
    right += paragraph("Độc lập - Tự do - Hạnh phúc", "TieuNgu") + parts.MOTTO_LINE
    right += paragraph(date_line(issuer.place, document.dated_on), "NgayThang")
    return parts.two_columns(left, right, (68, 92))


def _title(document: TableDocument) -> str:
    text = paragraph(document.trial, "ChayThu") if document.trial else ""
    text += paragraph(document.title.upper(), "TenLoai")
    text += paragraph(document.subject, "TrichYeu")
    return text + parts.short_line(min(len(document.subject), 60), 160, is_lower=True)


def _table(document: TableDocument, told: Told) -> Iterator[str]:
    widths = [round(one.width * _TABLE_MM * parts.TWIPS_A_MM) for one in document.columns]
    yield parts.table_start(widths)
    yield _header_row(document.columns, widths)
    for done, row in enumerate(document.rows, start=1):
        cells = [
            _cell(cell(row, column, document.columns, document.words), column, width)
            for column, width in zip(document.columns, widths, strict=True)
        ]
        yield f"<w:tr>{''.join(cells)}</w:tr>"
        told(done)
    if not document.rows:
        yield _empty_row(widths)
    yield "</w:tbl>"


def _header_row(columns: tuple[Column, ...], widths: list[int]) -> str:
    cells = "".join(
        parts.cell_start(width) + paragraph(one.label, "DauBang") + "</w:tc>"
        for one, width in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _empty_row(widths: list[int]) -> str:
    span = f'<w:tc><w:tcPr><w:gridSpan w:val="{len(widths)}"/></w:tcPr>'
    return f"<w:tr>{span}{paragraph('Không có ý kiến nào.', 'OBang')}</w:tc></w:tr>"


def _cell(paragraphs: list[Paragraph], column: Column, width: int) -> str:
    style = "OSo" if column.role == "number" else "OBang"
    text = "".join(paragraph(one.text, style, _run(one)) for one in paragraphs)
    return parts.cell_start(width) + (text or paragraph("", style)) + "</w:tc>"


def _run(one: Paragraph) -> str:
    if not (one.is_strong or one.is_soft):
        return ""
    return f"<w:rPr>{'<w:b/>' if one.is_strong else ''}{'<w:i/>' if one.is_soft else ''}</w:rPr>"


def _foot(document: TableDocument) -> str:
    """Recipients on the left, who signs on the right, kept on one page."""
    left = paragraph("Nơi nhận:", "NoiNhan")
    for line in ("- Cổng thông tin điện tử (để công khai);", "- Lưu: VT."):
        left += paragraph(line, "NoiNhanDong")
    right = "".join(paragraph(line, "ChucVu") for line in document.issuer.signer)
    right += paragraph("", "ChucVu") * 4
    return paragraph("", "GiuaTrang") + parts.two_columns(left, right, (147, 100), keep=True)
