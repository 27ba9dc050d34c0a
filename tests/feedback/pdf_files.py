"""PDF files for tests, set by typst as an office would: justified, first lines set in, pages numbered."""

import re

import typst

_PAGE = """#set page(paper: "a4", margin: (left: 3cm, right: 2cm, y: 2cm), height: %(height)scm,
  numbering: "1", number-align: top + center, footer: align(right)[#text(size: 9pt)[Dự thảo lần 2]])
#set text(font: "Be Vietnam Pro", size: 12pt, lang: "vi")
#set par(justify: true, first-line-indent: (amount: %(indent)scm, all: true), spacing: %(spacing)sem)
"""


def markup(text: str) -> str:
    escaped = re.sub(r"([\\#$*_`<>@~=\-+/\[\]\"'])", r"\\\1", text)
    return re.sub(r"^(\d+)\.", r"\1\\.", escaped)


def pdf_of(
    lines: list[str], height: float = 29.7, indent: float = 1.27, spacing: float = 1.2
) -> bytes:
    """A line in capitals is centred and bold; a line that starts with # is markup already."""
    out = [_PAGE % {"height": height, "indent": indent, "spacing": spacing}]
    for line in lines:
        shown = line[1:] if line.startswith("#") else markup(line)
        capital = line.isupper() and not re.match(r"[IVX]+\.", line)
        out.append(f"#align(center)[*{shown}*]" if capital else shown)
    return typst.compile("\n\n".join(out).encode())
