"""A QR code as a small drawing: level Q, one path, no quiet zone (the poster leaves it)."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_Q


@dataclass(frozen=True)
class QrDrawing:
    """`modules` is the number of dark or light squares along a side."""

    svg: str
    modules: int


def draw_qr(address: str) -> QrDrawing:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    size = len(matrix)
    path = "".join(_runs(row, y) for y, row in enumerate(matrix))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
    return QrDrawing(svg, size)


def _runs(row: list[bool], y: int) -> str:
    """The dark stretches of one row as rectangles of a path."""
    parts, x = [], 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
        x += 1
    return "".join(parts)
