"""Charts as pictures for files that cannot draw: set by typst from the drawing the PDF uses, too."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from base.documents.blocks import Chart
from base.documents.faces import document_fonts

TEMPLATE = Path(__file__).with_name("picture.typ")
WIDTH_MM = 150.0
DOTS_AN_INCH = 200.0
_ROW_MM = 8.0
_AROUND_MM = {"intervals": 11.0, "parts": 12.0}


@dataclass(frozen=True)
class Picture:
    png: bytes
    width_mm: float
    height_mm: float


def height_mm(chart: Chart) -> float:
    """The same number is told to the drawing, so that picture and place agree."""
    more = 5.0 if chart.kind == "intervals" and chart.reference is not None else 0.0
    return _AROUND_MM[chart.kind] + more + _ROW_MM * len(chart.bars)


def chart_data(chart: Chart) -> dict[str, Any]:
    """What chart.typ draws from."""
    return {
        "kind": chart.kind,
        "width": WIDTH_MM,
        "height": height_mm(chart),
        "row": _ROW_MM,
        "reference": chart.reference,
        "reference_words": chart.reference_words,
        "part_labels": list(chart.part_labels),
        "alt": chart.alt,
        "bars": [
            {
                "label": one.label,
                "words": one.words,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "parts": list(one.parts),
            }
            for one in chart.bars
        ],
    }


def draw(chart: Chart, font: str) -> Picture:
    data = json.dumps(chart_data(chart) | {"font": font}, ensure_ascii=False)
    png = typst.compile(
        str(TEMPLATE),
        format="png",
        ppi=DOTS_AN_INCH,
        font_paths=document_fonts(),
        sys_inputs={"data": data},
    )
    return Picture(png, WIDTH_MM, height_mm(chart))
