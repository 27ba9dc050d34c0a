"""The XML that every DOCX after NĐ 30/2020 shares: package, page settings, page number, tables, lines.

Lines below the office's name and the title are borders of paragraphs, never dashes.
"""

import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from base.documents.docx_styles import KEEP, styles_part
from base.documents.form import A4_MM, DocumentForm

TWIPS_A_MM = 1440 / 25.4
_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_W = f'xmlns:w="{_NAMESPACES["w"]}"'
_ALL = " ".join(f'xmlns:{name}="{address}"' for name, address in _NAMESPACES.items())
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_REL = _NAMESPACES["r"]
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What XML 1.0 cannot hold; it cannot get here through a form, but imported text may bring it.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

DOCUMENT_HEAD = f"{XML}<w:document {_ALL}><w:body>"
DOCUMENT_TAIL = "</w:body></w:document>"


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_A_MM)


def clean(text: str) -> str:
    return escape(FORBIDDEN.sub("", text))


def entry(name: str) -> zipfile.ZipInfo:
    """One date for all: the same content gives the same bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def paragraph(text: str, style: str, run: str = "", is_kept: bool = False) -> str:
    """`is_kept`: whole, and on one page with what follows."""
    kept = KEEP if is_kept else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}</w:pPr><w:r>{run}'
        f'<w:t xml:space="preserve">{clean(text)}</w:t></w:r></w:p>'
    )


def section(
    form: DocumentForm, is_lying: bool = False, is_first: bool = False, restarts: bool = False
) -> str:
    """Page settings; `is_first`: its first page shows no number; `restarts`: it counts from 1."""
    width, height = (A4_MM[1], A4_MM[0]) if is_lying else A4_MM
    turned = ' w:orient="landscape"' if is_lying else ""
    margins = form.margins
    marks = '<w:pgNumType w:start="1"/>' if restarts else ""
    marks += "<w:titlePg/>" if is_first else ""
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:bottom="{twips(margins.bottom)}" '
        f'w:left="{twips(margins.left)}" w:right="{twips(margins.right)}" '
        f'w:header="{twips(margins.top / 2)}" w:footer="{twips(margins.bottom / 2)}" w:gutter="0"/>'
        f"{marks}</w:sectPr>"
    )


def section_end(settings: str) -> str:
    """The paragraph that ends a section before the last one."""
    return f'<w:p><w:pPr><w:pStyle w:val="GiuaTrang"/>{settings}</w:pPr></w:p>'


def line(aside_mm: float) -> str:
    """An empty paragraph of one point whose upper border is the line; indents make it short."""
    aside = twips(aside_mm)
    return (
        '<w:p><w:pPr><w:pStyle w:val="DuongKe"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" '
        f'w:color="000000"/></w:pBdr><w:ind w:left="{aside}" w:right="{aside}"/></w:pPr></w:p>'
    )


def short_line(letters: int, column_mm: float, is_lower: bool = False) -> str:
    """A line of a third to a half of the text above it, which has so many letters, in the middle."""
    letter_mm = 2.3 if is_lower else 3.2
    length = min(max(letters * letter_mm * 0.42, 14), column_mm * 0.5)
    return line((column_mm - length) / 2)


def two_columns(left: str, right: str, widths: tuple[float, float], keep: bool = False) -> str:
    """A table without lines; `keep` keeps its only row on one page."""
    first, second = twips(widths[0]), twips(widths[1])
    row = "<w:trPr><w:cantSplit/></w:trPr>" if keep else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{first + second}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{first}"/><w:gridCol w:w="{second}"/></w:tblGrid>'
        f"<w:tr>{row}{cell_start(first)}{left}</w:tc>{cell_start(second)}{right}</w:tc></w:tr></w:tbl>"
    )


def table_start(widths: list[int]) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{edges}"
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        f'<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def cell_start(width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'


def fixed_parts(title: str, form: DocumentForm, pictures: int = 0) -> dict[str, str]:
    """Every part of the package but the text and the pictures; `title` is escaped already.

    Pictures are word/media/1.png …, by the relations rIdPicture1 …
    """
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": (
            f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": (
            f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
        ),
        "word/_rels/document.xml.rels": _relations(pictures),
        "word/styles.xml": styles_part(form),
        "word/header1.xml": (
            f'{XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="SoTrang"/></w:pPr>'
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
        ),
    }


def _relations(pictures: int) -> str:
    listed = {"rId1": ("styles", "styles.xml"), "rId2": ("header", "header1.xml")}
    for number in range(1, pictures + 1):
        listed[f"rIdPicture{number}"] = ("image", f"media/{number}.png")
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_REL}/{kind}" Target="{target}"/>'
        for name, (kind, target) in listed.items()
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _content_types() -> str:
    overrides: Mapping[str, str] = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/header1.xml": f"{_TYPE}.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    lines = "".join(f'<Override PartName="{a}" ContentType="{b}"/>' for a, b in overrides.items())
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )
