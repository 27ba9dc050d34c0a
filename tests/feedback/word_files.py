"""Word files for tests, written as the XML Word writes, so that a test shows exactly what is in them."""

import io
import zipfile
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def run(text: str, bold: bool = False, font: str = "", raised: bool = False) -> str:
    look = ("<w:b/>" if bold else "") + (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    )
    look += '<w:vertAlign w:val="superscript"/>' if raised else ""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, number: tuple[int, int] | None = None, style: str = "") -> str:
    """`number` is (list, level); a run that is no XML is plain text."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        look += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{look}</w:pPr>{inner}</w:p>"


def table(*rows: list[str]) -> str:
    """Cells are plain text or XML (paragraphs, a nested table)."""
    out = ""
    for row in rows:
        cells = (cell if cell.startswith("<w:") else paragraph(cell) for cell in row)
        out += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl>{out}</w:tbl>"


def level(index: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(lists: dict[int, list[str]], overrides: str = "") -> str:
    """Each list by its id with its levels; a `num` of the same id uses it."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'
        for key, levels in lists.items()
    )
    nums = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in lists
    )
    return f"<w:numbering {_W}>{abstract}{nums}{overrides}</w:numbering>"


def word_file(*body: str, parts: dict[str, str] | None = None) -> bytes:
    """`parts` are further files by name; of footnotes and comments only the inner XML is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/document.xml", f"<w:document {_W}><w:body>{''.join(body)}</w:body></w:document>"
        )
        for name, text in (parts or {}).items():
            kind = name.removeprefix("word/").removesuffix(".xml")
            if kind in ("footnotes", "comments", "styles"):
                text = f"<w:{kind} {_W}>{text}</w:{kind}>"
            archive.writestr(name, text)
    return out.getvalue()
