"""Staff pages of questionnaires: the list, a version, its editor, its files, its translations."""

from surveys.staff_routes.questionnaires import (  # noqa: F401 - each adds its views
    editor,
    files,
    lists,
    parts,
    question,
    translations,
    versions,
)
from surveys.staff_routes.questionnaires.blueprint import questionnaires_staff

__all__ = ["questionnaires_staff"]
