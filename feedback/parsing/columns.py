"""Things printed side by side at the head and the end of a document: read one column after the other."""

import re
from collections.abc import Sequence

_PLACES_THINGS = re.compile(
    r"Nơi nhận|C[ỘO]NG H[ÒO][AÀ] X[ÃA] H[ỘO]I|Độc lập\s*[-–]|(?:^|\t)[\s*_]*(?:TM|KT|TL|TUQ)\s*\."
)


def side_by_side(rows: Sequence[str]) -> list[str]:
    """The lines of rows «left <tab> right», the left column first; [] where they are a table.

    A vertical tab parts the lines inside a cell.
    """
    if not any(_PLACES_THINGS.search(row) for row in rows):
        return []
    cells = [[cell.strip() for cell in row.split("\t")] for row in rows]
    width = max(len(row) for row in cells)
    columns = [row[column] for column in range(width) for row in cells if column < len(row)]
    return [line.strip() for cell in columns for line in cell.split("\v") if line.strip()]
