"""Staff pages of paper forms; importing this brings all their routes."""

from surveys.staff_routes.paper import differences, inspection, keying, scans, steps
from surveys.staff_routes.paper.blueprint import paper_keying, paper_staff

__all__ = [
    "differences",
    "inspection",
    "keying",
    "paper_keying",
    "paper_staff",
    "scans",
    "steps",
]
