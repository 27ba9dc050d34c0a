"""Rows of a release as they leave the house: the same fields in CSV and in the API, unrounded."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from base.spreadsheets import safe_text
from surveys.index_pages.listing import Pair
from surveys.models import IndexCell, IndexSnapshot

FIELDS = (
    "agency_code",
    "n",
    "n_valid",
    "n_eff",
    "index",
    "low",
    "high",
    "withheld",
    "channel_mix",
    "sample",
    "issued",
    "response_rate",
    "dossiers",
    "resolved",
    "is_usable",
    "method_version",
)


def index_row(cell: IndexCell, agency_code: str, snapshot: IndexSnapshot) -> dict[str, Any]:
    """Exactly FIELDS; shares are 0…1; what is withheld or not counted is None."""
    return {
        "agency_code": agency_code,
        "n": cell.n,
        "n_valid": cell.n_valid,
        "n_eff": cell.n_eff,
        "index": None if cell.withheld else cell.share,
        "low": cell.low,
        "high": cell.high,
        "withheld": cell.withheld,
        "channel_mix": cell.channel_mix,
        "sample": snapshot.sample,
        "issued": cell.issued_count,
        "response_rate": cell.response_rate,
        "dossiers": cell.dossier_count,
        "resolved": cell.resolved_count,
        "is_usable": cell.is_usable,
        "method_version": snapshot.method_version,
    }


def write_csv(pairs: Sequence[Pair], snapshot: IndexSnapshot) -> str:
    """With the agency's name beside its code; channels as "open_qr=120 kiosk=30"."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["agency_code", "agency_name", *FIELDS[1:]])
    for cell, agency in pairs:
        row = index_row(cell, agency.code, snapshot)
        mix = " ".join(f"{key}={count}" for key, count in sorted(cell.channel_mix.items()))
        values = {**row, "channel_mix": mix, "is_usable": int(cell.is_usable)}
        name = safe_text(agency.name)  # written by people; a spreadsheet must not run it
        writer.writerow([agency.code, name, *(values[name] for name in FIELDS[1:])])
    return out.getvalue()
