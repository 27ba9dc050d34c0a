"""What typst needs to set a document: the frame's data, the faces, where templates may import from."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import typst

from base.documents.docx_parts import FORBIDDEN
from base.documents.faces import document_fonts
from base.documents.form import DocumentForm
from base.documents.heading import Issuer, date_line
from base.paths import PROJECT_DIR


def form_data(form: DocumentForm) -> dict[str, Any]:
    margins = form.margins
    return {
        "top": margins.top,
        "bottom": margins.bottom,
        "left": margins.left,
        "right": margins.right,
        "font": form.font,
        "points": dict(form.points),
        "first_line": form.first_line_mm,
        "gap": form.gap_pt,
        "spacing": form.line_spacing,
        "annex_restarts": form.annex_restarts,
    }


def frame_data(
    issuer: Issuer,
    number: str,
    dated_on: date | None,
    recipients: Sequence[str],
    signer_name: str = "",
) -> dict[str, Any]:
    return {
        "above": list(issuer.above),
        "own": list(issuer.own),
        "number": number,
        "date": date_line(issuer.place, dated_on),
        "recipients": list(recipients),
        "signer": list(issuer.signer),
        "signer_name": signer_name,
    }


def set_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) whose text can be selected; only files of the project are read.

    Where no face of the host knows a letter (an emoji somebody typed), PDF/UA cannot be claimed: then the
    document comes without the claim, with a box for the letter, rather than not at all.
    """
    options: dict[str, Any] = {
        "root": str(PROJECT_DIR),
        "font_paths": document_fonts(),
        "format": "pdf",
        "sys_inputs": {"data": json.dumps(_without_controls(data), ensure_ascii=False)},
    }
    try:
        pdf: bytes = typst.compile(str(template), pdf_standards=["ua-1"], **options)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        pdf = typst.compile(str(template), **options)
    return pdf


def _without_controls(value: Any) -> Any:
    """What no document can show, as in the DOCX."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {key: _without_controls(one) for key, one in value.items()}
    return [_without_controls(one) for one in value] if isinstance(value, list) else value
