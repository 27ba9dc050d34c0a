"""The disposition table as PDF: the same document as the DOCX, set by typst.

What is written goes in as data, never as markup. Times New Roman where the host has it, else a face of the
same measures.
"""

from pathlib import Path
from typing import Any

from base.documents.docx_frame import EMPTY_NUMBER
from base.documents.setting import form_data, frame_data, set_pdf
from feedback.documents.table import RECIPIENTS, Paragraph, TableDocument, cell

TEMPLATE = Path(__file__).with_name("table.typ")


def write_pdf(document: TableDocument) -> bytes:
    return set_pdf(TEMPLATE, _data(document))


def _data(document: TableDocument) -> dict[str, Any]:
    return {
        **frame_data(document.issuer, EMPTY_NUMBER, document.dated_on, RECIPIENTS),
        "form": form_data(document.form),
        "title": document.title,
        "subject": document.subject,
        "trial": document.trial,
        "opening": list(document.opening),
        "closing": document.closing,
        "columns": [
            {"label": one.label, "width": one.width, "centred": one.role == "number"}
            for one in document.columns
        ],
        "rows": [
            [
                [_words(one) for one in cell(row, column, document.columns, document.words)]
                for column in document.columns
            ]
            for row in document.rows
        ],
    }


def _words(one: Paragraph) -> list[Any]:
    return [one.text, 1 if one.is_strong else 2 if one.is_soft else 0]
