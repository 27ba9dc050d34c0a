"""Fills an office's own .docx: placeholders are found over any split of runs; its styles stay as they are."""

import copy
import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from base.documents.blocks import Chart, Table
from base.documents.docx import picture_xml, table_xml
from base.documents.docx_parts import DOCUMENT_HEAD, DOCUMENT_TAIL
from base.documents.form import DocumentForm
from base.documents.pictures import draw
from evaluation.documents.placeholders import CHART, TABLE, Filling
from evaluation.rules.document_templates import PLACEHOLDER

NO_FIGURES = "Không có số liệu."
_MM_A_TWIP = 25.4 / 1440


def fill_template(content: bytes, filling: Filling, form: DocumentForm) -> bytes:
    """`content` was checked before; a placeholder that the report has nothing for becomes empty words."""
    document = Document(io.BytesIO(content))
    for part in [document.part, *story_parts(document)]:
        for paragraph in list(part.element.iter(qn("w:p"))):
            _fill(paragraph, part, filling, form)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def story_parts(document: Any) -> list[Any]:
    """Headers, footers and notes: whatever else of the file holds paragraphs."""
    found: dict[str, Any] = {}
    for relation in document.part.rels.values():
        if not relation.is_external and hasattr(relation.target_part, "element"):
            part = relation.target_part
            if any(True for _one in part.element.iter(qn("w:p"))):
                found[str(part.partname)] = part
    return [found[name] for name in sorted(found)]


def paragraph_words(document: Any) -> list[str]:
    """The words of every paragraph that has any, as a reader sees them."""
    words = []
    for part in [document.part, *story_parts(document)]:
        for paragraph in part.element.iter(qn("w:p")):
            text = "".join(one.text or "" for one in _own_texts(paragraph))
            if text.strip():
                words.append(text)
    return words


def _own_texts(paragraph: Any) -> list[Any]:
    """Its w:t in order; those of a paragraph inside it (a text box) are that one's."""
    return [one for one in paragraph.iter(qn("w:t")) if _paragraph_of(one) is paragraph]


def _paragraph_of(element: Any) -> Any:
    while element is not None and element.tag != qn("w:p"):
        element = element.getparent()
    return element


def _fill(paragraph: Any, part: Any, filling: Filling, form: DocumentForm) -> None:
    texts = _own_texts(paragraph)
    whole = "".join(one.text or "" for one in texts)
    found = PLACEHOLDER.search(whole)
    if found is None:
        return
    name = found.group(1).lower()
    is_alone = not PLACEHOLDER.sub("", whole, count=1).strip()
    if name.startswith(f"{TABLE}."):
        _put_table(paragraph, filling.tables.get(name.split(".", 1)[1]), form)
    elif name.startswith(f"{CHART}."):
        _put_chart(paragraph, part, filling.charts.get(name.split(".", 1)[1]), form)
    elif is_alone:
        _put_lines(paragraph, filling.lines.get(name, ()))
    else:
        _replace_inside(texts, filling)


def _replace_inside(texts: list[Any], filling: Filling) -> None:
    """From the last to the first, so that places before stay right."""
    whole = "".join(one.text or "" for one in texts)
    for found in reversed(list(PLACEHOLDER.finditer(whole))):
        words = " ".join(filling.lines.get(found.group(1).lower(), ()))
        _replace_span(texts, found.start(), found.end(), words)


def _replace_span(texts: list[Any], start: int, end: int, words: str) -> None:
    """The words go where the span begins, in that run's face; the rest of it is taken out."""
    at = 0
    for one in texts:
        text = one.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            is_first = at <= start
            one.text = text[:first] + (words if is_first else "") + text[last:]
            one.set(qn("xml:space"), "preserve")
        at += len(text)


def _put_lines(paragraph: Any, lines: tuple[str, ...]) -> None:
    """A paragraph for each line, all like the one that held the placeholder."""
    copies = [copy.deepcopy(paragraph) for _line in lines[1:]]
    _set_words(paragraph, lines[0] if lines else "")
    last = paragraph
    for one, line in zip(copies, lines[1:], strict=True):
        _set_words(one, line)
        last.addnext(one)
        last = one


def _set_words(paragraph: Any, words: str) -> None:
    texts = _own_texts(paragraph)
    for number, one in enumerate(texts):
        one.text = words if number == 0 else ""
        one.set(qn("xml:space"), "preserve")


def _put_table(paragraph: Any, table: Table | None, form: DocumentForm) -> None:
    if table is None:
        _set_words(paragraph, NO_FIGURES)
        return
    text = DOCUMENT_HEAD + table_xml(table, _width_mm(paragraph)) + DOCUMENT_TAIL
    element = next(parse_xml(text.encode()).iter(qn("w:tbl")))
    for one in element.iter(qn("w:p")):
        _dress(one, form)
    paragraph.addprevious(element)
    _set_words(paragraph, table.note)


def _dress(paragraph: Any, form: DocumentForm) -> None:
    """What the styles of our own files say, said at the paragraph: the template has not got them."""
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = style.get(qn("w:val"))
    centred = name in ("DauBang", "OSo")
    properties = paragraph.find(qn("w:pPr"))
    properties.remove(style)
    spacing = f'<w:spacing {nsdecls("w")} w:before="20" w:after="20"/>'
    properties.append(parse_xml(spacing))
    properties.append(
        parse_xml(f'<w:jc {nsdecls("w")} w:val="{"center" if centred else "left"}"/>')
    )
    size = round(form.points["table"] * 2)
    for run in paragraph.iter(qn("w:r")):
        is_bold = name == "DauBang" or run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
        for old in run.findall(qn("w:rPr")):
            run.remove(old)
        bold = "<w:b/>" if is_bold else ""
        marks = f'<w:rPr {nsdecls("w")}>{bold}<w:sz w:val="{size}"/></w:rPr>'
        run.insert(0, parse_xml(marks))


def _put_chart(paragraph: Any, part: Any, chart: Chart | None, form: DocumentForm) -> None:
    if chart is None:
        _set_words(paragraph, NO_FIGURES)
        return
    picture = draw(chart, form.font)
    relation, _image = part.get_or_add_image(io.BytesIO(picture.png))
    number = sum(1 for _one in part.element.iter(qn("wp:docPr"))) + 900
    run = (
        f"{DOCUMENT_HEAD}<w:p>{picture_xml(chart, picture, number, relation)}</w:p>{DOCUMENT_TAIL}"
    )
    _set_words(paragraph, "")
    paragraph.append(next(parse_xml(run.encode()).iter(qn("w:r"))))


def _width_mm(paragraph: Any) -> float:
    """Between the margins of the section it stands in: the next one that ends behind it."""
    settings = next(_following_sections(paragraph), None)
    size = settings.find(qn("w:pgSz")) if settings is not None else None
    margins = settings.find(qn("w:pgMar")) if settings is not None else None
    if size is None or margins is None:
        return 160.0
    sides = [int(margins.get(qn(f"w:{one}")) or 0) for one in ("left", "right")]
    return (int(size.get(qn("w:w")) or 0) - sum(sides)) * _MM_A_TWIP


def _following_sections(paragraph: Any) -> Iterator[Any]:
    found = paragraph.xpath("(.//w:sectPr | following::w:sectPr)")
    return iter(found)
