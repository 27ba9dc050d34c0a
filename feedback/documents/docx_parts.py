"""The fixed XML of a DOCX after NĐ 30/2020: styles, page settings, page number, tables without lines.

A4, margins 20/20/30/20 mm, Times New Roman; the page number centred at the top, not on the first page.
Lines below the office's name and the title are borders of paragraphs, never dashes.
"""

TWIPS_A_MM = 1440 / 25.4
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_A_MM)


_MARGINS = (
    f'<w:pgMar w:top="{twips(20)}" w:bottom="{twips(20)}" w:left="{twips(30)}" '
    f'w:right="{twips(20)}" w:header="{twips(10)}" w:footer="{twips(10)}" w:gutter="0"/>'
)
_STANDING = f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
_LYING = f'<w:pgSz w:w="{twips(297)}" w:h="{twips(210)}" w:orient="landscape"/>'
_HEADER = '<w:headerReference w:type="default" r:id="rId2"/>'

DOCUMENT_HEAD = f"{_XML}<w:document {_W} {_R}><w:body>"
FIRST_SECTION = (
    f'<w:p><w:pPr><w:pStyle w:val="GiuaTrang"/><w:sectPr>{_HEADER}<w:type w:val="nextPage"/>'
    f"{_STANDING}{_MARGINS}<w:titlePg/></w:sectPr></w:pPr></w:p>"
)
LAST_SECTION = f'<w:sectPr>{_HEADER}<w:type w:val="nextPage"/>{_LYING}{_MARGINS}</w:sectPr>'
DOCUMENT_TAIL = "</w:body></w:document>"


def _line(left: int, right: int) -> str:
    """An empty paragraph of one point whose upper border is the line; indents make it short."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="DuongKe"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" '
        f'w:color="000000"/></w:pBdr><w:ind w:left="{left}" w:right="{right}"/></w:pPr></w:p>'
    )


# As long as «Độc lập - Tự do - Hạnh phúc» in 13 pt bold: 56 mm in a column of 92.
MOTTO_LINE = _line(twips(18), twips(18))


def short_line(letters: int, column_mm: int, is_lower: bool = False) -> str:
    """A line of a third to a half of the text above it, which has so many letters, in the middle."""
    letter_mm = 2.3 if is_lower else 3.2
    length = min(max(letters * letter_mm * 0.42, 14), column_mm * 0.5)
    aside = twips((column_mm - length) / 2)
    return _line(aside, aside)


def two_columns(left: str, right: str, widths: tuple[int, int], keep: bool = False) -> str:
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
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        f'<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )


def cell_start(width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'


def _style(name: str, points: float, align: str = "left", marks: str = "", space: str = "") -> str:
    """`marks`: run properties; `space`: further paragraph properties, in the order of the schema."""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{space}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr>{marks}<w:sz w:val="{round(points * 2)}"/></w:rPr></w:style>'
    )


_KEEP = "<w:keepNext/><w:keepLines/>"
_STYLES = "".join(
    (
        _style("QuocHieu", 12, "center", "<w:b/>"),
        _style("TieuNgu", 13, "center", "<w:b/>"),
        _style("CoQuanTren", 12, "center"),
        _style("CoQuan", 12, "center", "<w:b/>"),
        _style("SoKyHieu", 13, "center", "", '<w:spacing w:before="60"/>'),
        _style("NgayThang", 13, "center", "<w:i/>", '<w:spacing w:before="60"/>'),
        _style("ChayThu", 12, "center", "<w:b/>", '<w:spacing w:before="240"/>'),
        _style("TenLoai", 14, "center", "<w:b/>", _KEEP + '<w:spacing w:before="360"/>'),
        _style("TrichYeu", 14, "center", "<w:b/>", _KEEP),
        _style(
            "VanBan",
            14,
            "both",
            "",
            f'<w:spacing w:before="120" w:line="288" w:lineRule="auto"/>'
            f'<w:ind w:firstLine="{twips(12.7)}"/>',
        ),
        _style("DauBang", 12, "center", "<w:b/>", '<w:spacing w:before="40" w:after="40"/>'),
        _style("OBang", 12, "left", "", '<w:spacing w:before="20" w:after="20"/>'),
        _style("OSo", 12, "center", "", '<w:spacing w:before="20" w:after="20"/>'),
        _style("NoiNhan", 12, "left", "<w:b/><w:i/>", _KEEP),
        _style("NoiNhanDong", 11, "left", "", _KEEP),
        _style("ChucVu", 14, "center", "<w:b/>", _KEEP),
        _style(
            "DuongKe", 1, "center", "", '<w:spacing w:before="20" w:line="20" w:lineRule="exact"/>'
        ),
        _style("GiuaTrang", 6, "left"),
        _style("SoTrang", 14, "center"),
    )
)


def fixed_parts(title: str) -> dict[str, str]:
    """Every part of the package but the text; `title` is escaped already."""
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
            f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>'
        ),
        "docProps/core.xml": (
            f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{title}</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>"
        ),
        "word/_rels/document.xml.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_REL}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId2" Type="{_REL}/header" Target="header1.xml"/></Relationships>'
        ),
        "word/styles.xml": _styles_part(),
        "word/header1.xml": (
            f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="SoTrang"/></w:pPr>'
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
        ),
    }


def _content_types() -> str:
    overrides = (
        ("/word/document.xml", f"{_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_TYPE}.styles+xml"),
        ("/word/header1.xml", f"{_TYPE}.header+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    lines = "".join(f'<Override PartName="{a}" ContentType="{b}"/>' for a, b in overrides)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _styles_part() -> str:
    fonts = " ".join(f'w:{one}="Times New Roman"' for one in ("ascii", "hAnsi", "cs", "eastAsia"))
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        '<w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/></w:style>{_STYLES}</w:styles>'
    )
