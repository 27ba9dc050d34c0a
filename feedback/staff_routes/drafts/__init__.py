"""Drafts for staff: bring a file, review its tree, freeze it, compare it with the version before."""

from feedback.staff_routes.drafts import (
    comparison,
    freezing,
    lists,
    parts,
    review,
    upload,
)
from feedback.staff_routes.drafts.blueprint import drafts_staff

__all__ = ["comparison", "drafts_staff", "freezing", "lists", "parts", "review", "upload"]
