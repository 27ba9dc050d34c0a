"""Sheets set by typst: what is particular goes in as data, never as markup, so that no name can carry any.

PDFs are tagged (PDF/UA-1) and their text can be selected; nothing is read but the template and our font.
"""

import json
from pathlib import Path
from typing import Any, Literal

import fontpkg_be_vietnam_pro
import typst


def typeset(
    template: Path,
    data: dict[str, Any],
    output_format: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> Any:
    """The file's bytes (png: one picture, or a list of them); the template reads `sys.inputs.data`."""
    options: dict[str, Any] = (
        {"pdf_standards": ["ua-1"]} if output_format == "pdf" else {"ppi": ppi}
    )
    return typst.compile(
        str(template),
        font_paths=[str(fontpkg_be_vietnam_pro.ROOT)],
        ignore_system_fonts=True,
        format=output_format,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **options,
    )
