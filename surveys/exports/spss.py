"""An SPSS file (.sav): variable labels, value labels, 9 as a user-missing level.

SPSS's limits: names of 64 bytes that begin with a letter, variable labels of 256 bytes, value labels of
120 bytes. Longer Vietnamese texts are cut at a whole character; the full ones are in the dictionary.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from surveys.exports.columns import FIXED_COLUMNS, LEVEL, ExportColumn
from surveys.packing import NO_OPINION

NAME_BYTES, LABEL_BYTES, VALUE_BYTES = 64, 256, 120
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}


def cut(text: str, most_bytes: int) -> str:
    """The text cut at a whole character so that its UTF-8 fits, with … where something is missing."""
    if len(text.encode()) <= most_bytes:
        return text
    return text.encode()[: most_bytes - 3].decode(errors="ignore").rstrip() + "…"


def spss_names(names: Sequence[str]) -> list[str]:
    """The same names as far as SPSS takes them; each differs from the others, case aside."""
    taken: set[str] = set()
    found = []
    for name in names:
        bare = re.sub(r"[^A-Za-z0-9_]", "_", name)
        if not bare[:1].isalpha() or bare.upper() in _RESERVED:
            bare = f"q_{bare}"
        bare = bare[:NAME_BYTES].rstrip("_") or "q"
        unique, number = bare, 2
        while unique.lower() in taken:
            ending = f"_{number}"
            unique, number = bare[: NAME_BYTES - len(ending)] + ending, number + 1
        taken.add(unique.lower())
        found.append(unique)
    return found


def write_spss(
    path: Path, frames: Iterable[pl.DataFrame], columns: Sequence[ExportColumn], title: str
) -> None:
    """Frames of numbers (`FrameMaker(as_numbers=True)`), kept together in memory, then written."""
    import pyreadstat

    every = (*FIXED_COLUMNS, *columns)
    names = spss_names([one.name for one in every])
    table = pl.concat(
        [frame.rename(dict(zip(frame.columns, names, strict=True))) for frame in frames]
    )
    named = dict(zip(names, every, strict=True))
    pyreadstat.write_sav(
        table,
        str(path),
        file_label=cut(title, 64),
        column_labels=[cut(one.label, LABEL_BYTES) for one in every],
        variable_value_labels={
            name: {number: cut(text, VALUE_BYTES) for number, text in one.values.items()}
            for name, one in named.items()
            if one.values
        },
        missing_ranges={name: [NO_OPINION] for name, one in named.items() if one.kind == LEVEL},
        variable_measure={
            name: "ordinal" if one.kind == LEVEL else "scale" if one.kind == "number" else "nominal"
            for name, one in named.items()
        },
    )
