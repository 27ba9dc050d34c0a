"""Sizes, margins and spacing of an office's document; the numbers are legal settings, none stands here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

A4_MM = (210, 297)
# Every setting a document is made with; whoever reads them hands over a value for each.
FORM_KEYS = (
    "doc.margins_mm",
    "doc.font",
    "doc.body_pt",
    "doc.page_no_pt",
    "doc.noi_nhan_pt",
    "doc.header_pt",
    "doc.title_pt",
    "doc.signature_pt",
    "doc.annex",
    "doc.table_pt",
    "doc.layout",
)


@dataclass(frozen=True)
class Margins:
    """In millimetres."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(frozen=True)
class DocumentForm:
    """`points`: element → size; `annex_restarts`: every annex counts its pages from 1."""

    margins: Margins
    font: str
    points: Mapping[str, float]
    first_line_mm: float
    gap_pt: float
    line_spacing: float
    annex_restarts: bool

    @property
    def width_mm(self) -> float:
        """Of the text on a standing page."""
        return A4_MM[0] - self.margins.left - self.margins.right

    @property
    def lying_width_mm(self) -> float:
        return A4_MM[1] - self.margins.left - self.margins.right

    @property
    def head_columns_mm(self) -> tuple[float, float]:
        """The office on the left, the country on the right, whose name must stay on one line."""
        left = round(self.width_mm * 0.425, 1)
        return left, self.width_mm - left


def read_form(values: Mapping[str, Any]) -> DocumentForm:
    """From the values of FORM_KEYS."""
    margins = values["doc.margins_mm"]
    layout, annex = values["doc.layout"], values["doc.annex"]
    points = {
        "body": values["doc.body_pt"],
        "page_number": values["doc.page_no_pt"],
        "recipients_title": values["doc.noi_nhan_pt"]["title"],
        "recipients": values["doc.noi_nhan_pt"]["list"],
        "annex_label": annex["label_pt"],
        "annex_title": annex["title_pt"],
        "table": values["doc.table_pt"]["text"],
        "caption": values["doc.table_pt"]["caption"],
        **values["doc.header_pt"],
        **values["doc.title_pt"],
        **values["doc.signature_pt"],
    }
    return DocumentForm(
        margins=Margins(*(float(margins[side]) for side in ("top", "bottom", "left", "right"))),
        font=str(values["doc.font"]),
        points={name: float(value) for name, value in points.items()},
        first_line_mm=float(layout["first_line_mm"]),
        gap_pt=float(layout["paragraph_gap_pt"]),
        line_spacing=float(layout["line_spacing"]),
        annex_restarts=bool(annex["own_page_numbers"]),
    )
