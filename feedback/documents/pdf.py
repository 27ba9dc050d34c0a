"""The disposition table as PDF: the same document as the DOCX, set by typst.

What is written goes in as data, never as markup. Times New Roman where the host has it, else a face of the
same measures.
"""

import json
from pathlib import Path
from typing import Any

import typst

from feedback.documents.heading import date_line
from feedback.documents.table import Paragraph, TableDocument, cell

TEMPLATE = Path(__file__).with_name("table.typ")


def write_pdf(document: TableDocument) -> bytes:
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(_data(document), ensure_ascii=False)},
    )
    return pdf


def _data(document: TableDocument) -> dict[str, Any]:
    issuer = document.issuer
    return {
        "title": document.title,
        "subject": document.subject,
        "above": list(issuer.above),
        "own": list(issuer.own),
        "date": date_line(issuer.place, document.dated_on),
        "signer": list(issuer.signer),
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
