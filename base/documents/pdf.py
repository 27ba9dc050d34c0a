"""A document as PDF: the same blocks as the DOCX, set by typst.

What is written goes in as data, never as markup. Times New Roman where the host has it, else a face of the
same measures, else the one that typst brings along.
"""

from pathlib import Path
from typing import Any

from base.documents.blocks import Block, Heading, OfficeDocument, Table, Text
from base.documents.form import DocumentForm
from base.documents.pictures import chart_data
from base.documents.setting import form_data, frame_data, set_pdf

TEMPLATE = Path(__file__).with_name("document.typ")


def write_pdf(document: OfficeDocument, form: DocumentForm) -> bytes:
    frame = frame_data(document.issuer, document.number, document.dated_on, document.recipients)
    return set_pdf(
        TEMPLATE,
        {
            **frame,
            "signer": list(document.signature.role),
            "signer_name": document.signature.name,
            "form": form_data(form),
            "title": document.title,
            "subject": document.subject,
            "trial": document.trial,
            "to": f"Kính gửi: {'; '.join(document.to)}." if document.to else "",
            "blocks": [_block(one) for one in document.blocks],
            "annexes": [
                {
                    "label": one.label,
                    "title": one.title,
                    "attached": one.attached,
                    "lying": one.is_lying,
                    "blocks": [_block(block) for block in one.blocks],
                }
                for one in document.annexes
            ],
        },
    )


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"type": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Text):
        return {"type": "text", "text": block.text, "soft": block.is_soft}
    if isinstance(block, Table):
        return _table(block)
    return {"type": "chart", "caption": block.caption, **chart_data(block)}


def _table(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "caption": table.caption,
        "note": table.note,
        "empty": table.empty,
        "columns": [
            {"label": one.label, "width": one.width, "centred": one.is_number}
            for one in table.columns
        ],
        "rows": [{"cells": list(one.cells), "strong": one.is_strong} for one in table.rows],
    }
