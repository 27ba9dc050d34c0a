"""What tests read out of a DOCX: its XML, its words, its styles."""

import io
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def part(content: bytes, name: str = "word/document.xml") -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def words(element: ElementTree.Element) -> str:
    """As a reader sees them: a space that may not break is a space."""
    text = "".join(one.text or "" for one in element.iter(f"{W}t"))
    return text.replace("\u00a0", " ")


def paragraphs(content: bytes) -> list[str]:
    return [words(one) for one in part(content).iter(f"{W}p")]


def text_of(content: bytes) -> str:
    return "\n".join(paragraphs(content))


def rows_of(content: bytes, table: int) -> list[list[str]]:
    found = list(part(content).iter(f"{W}tbl"))[table]
    return [[words(cell) for cell in row.iter(f"{W}tc")] for row in found.iter(f"{W}tr")]


def styled(content: bytes, style: str) -> list[str]:
    """Paragraphs of this style."""
    return [
        words(one)
        for one in part(content).iter(f"{W}p")
        if (mark := one.find(f"{W}pPr/{W}pStyle")) is not None and mark.get(f"{W}val") == style
    ]


def style_sizes(content: bytes) -> dict[str, tuple[float, bool, bool]]:
    """style → (points, bold, italic)."""
    found = {}
    for one in part(content, "word/styles.xml").iter(f"{W}style"):
        size = one.find(f"{W}rPr/{W}sz")
        if size is not None:
            is_bold = one.find(f"{W}rPr/{W}b") is not None
            is_italic = one.find(f"{W}rPr/{W}i") is not None
            points = int(size.get(f"{W}val", "0")) / 2
            found[one.get(f"{W}styleId", "")] = (points, is_bold, is_italic)
    return found
