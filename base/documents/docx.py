"""A document as DOCX after NĐ 30/2020."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from base.documents.blocks import Annex, Block, Chart, Heading, OfficeDocument, Table, Text
from base.documents.docx_frame import foot, head, title
from base.documents.docx_parts import (
    DOCUMENT_HEAD,
    DOCUMENT_TAIL,
    TWIPS_A_MM,
    cell_start,
    clean,
    entry,
    fixed_parts,
    paragraph,
    section,
    section_end,
    table_start,
)
from base.documents.form import DocumentForm
from base.documents.pictures import Picture

_EMU_A_MM = 36_000
Pictures = Mapping[str, Picture]  # chart key → its picture


def write_docx(document: OfficeDocument, form: DocumentForm, pictures: Pictures) -> bytes:
    out = io.BytesIO()
    numbers = {key: number for number, key in enumerate(pictures, start=1)}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        named = clean(f"{document.title} {document.subject}")
        for name, content in fixed_parts(named, form, len(pictures)).items():
            archive.writestr(entry(name), content)
        for key, number in numbers.items():
            archive.writestr(entry(f"word/media/{number}.png"), pictures[key].png)
        body = "".join(_Writer(form, pictures, numbers).body(document))
        archive.writestr(entry("word/document.xml"), body)
    return out.getvalue()


def table_xml(table: Table, width_mm: float) -> str:
    """Its rows alone, `width_mm` wide; the header row comes again on every page."""
    widths = [round(one.width * width_mm * TWIPS_A_MM) for one in table.columns]
    text = table_start(widths)
    cells = "".join(
        cell_start(width) + paragraph(one.label, "DauBang") + "</w:tc>"
        for one, width in zip(table.columns, widths, strict=True)
    )
    text += f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    for row in table.rows:
        run = "<w:rPr><w:b/></w:rPr>" if row.is_strong else ""
        cells = "".join(
            cell_start(width)
            + paragraph(cell, "OSo" if one.is_number else "OBang", run)
            + "</w:tc>"
            for cell, one, width in zip(row.cells, table.columns, widths, strict=True)
        )
        text += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    if not table.rows:
        span = f'<w:tc><w:tcPr><w:gridSpan w:val="{len(widths)}"/></w:tcPr>'
        text += f"<w:tr>{span}{paragraph(table.empty, 'OBang')}</w:tc></w:tr>"
    return text + "</w:tbl>"


def picture_xml(chart: Chart, picture: Picture, number: int, relation: str) -> str:
    """The run that shows a picture, with its words for who cannot see it."""
    width, height = (round(one * _EMU_A_MM) for one in (picture.width_mm, picture.height_mm))
    size = f'cx="{width}" cy="{height}"'
    words = clean(chart.alt).replace('"', "&quot;")
    name = f'id="{number}" name="Biểu đồ {number}" descr="{words}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f"<wp:docPr {name}/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{number}.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


class _Writer:
    """Writes one document; knows the number of each picture."""

    def __init__(self, form: DocumentForm, pictures: Pictures, numbers: Mapping[str, int]) -> None:
        self.form, self.pictures, self.numbers = form, pictures, numbers

    def body(self, document: OfficeDocument) -> Iterator[str]:
        form = self.form
        yield DOCUMENT_HEAD
        yield head(document.issuer, document.number, document.date_words, form)
        yield title(document.title, document.subject, document.trial, form)
        if document.to:
            yield paragraph(f"Kính gửi: {'; '.join(document.to)}.", "KinhGui")
        *blocks, last = document.blocks
        for block in blocks:
            yield self._block(block, form.width_mm)
        yield self._closing(last)
        left = round(form.width_mm * 0.5, 1)
        yield foot(document.recipients, document.signature, (left, form.width_mm - left))
        settings = section(form, is_first=True)
        for annex in document.annexes:
            yield section_end(settings)
            yield from self._annex(annex)
            settings = section(form, annex.is_lying, form.annex_restarts, form.annex_restarts)
        yield settings
        yield DOCUMENT_TAIL

    def _closing(self, block: Block) -> str:
        """What stands above the signature goes to the next page with it: nobody signs an empty page."""
        if isinstance(block, Text) and not block.is_soft:
            return paragraph(block.text, "VanBan", is_kept=True)
        return self._block(block, self.form.width_mm)

    def _annex(self, annex: Annex) -> Iterator[str]:
        yield paragraph(annex.label, "PhuLuc")
        yield paragraph(annex.title.upper(), "TenPhuLuc")
        if annex.attached:
            yield paragraph(f"({annex.attached})", "KemTheo")
        width = self.form.lying_width_mm if annex.is_lying else self.form.width_mm
        for block in annex.blocks:
            yield self._block(block, width)

    def _block(self, block: Block, width_mm: float) -> str:
        if isinstance(block, Heading):
            return paragraph(block.text, f"Muc{block.level}")
        if isinstance(block, Text):
            return paragraph(block.text, "VanBanNghieng" if block.is_soft else "VanBan")
        if isinstance(block, Table):
            caption = paragraph(block.caption, "TenBang") if block.caption else ""
            return (
                caption
                + table_xml(block, width_mm)
                + paragraph(block.note, "GhiChu" if block.note else "GiuaTrang")
            )
        return self._chart(block)

    def _chart(self, chart: Chart) -> str:
        number = self.numbers[chart.key]
        run = picture_xml(chart, self.pictures[chart.key], number, f"rIdPicture{number}")
        return (
            f'<w:p><w:pPr><w:pStyle w:val="Hinh"/></w:pPr>{run}</w:p>'
            f"{paragraph(chart.caption, 'TenHinh')}"
        )
