"""What the auditor needs beside the opened records to count figures anew; it is signed with them."""

from collections.abc import Mapping
from typing import Any

from surveys.packing import slots
from surveys.questionnaire_content import Content


def recount_settings(
    tree_size: int, contents: Mapping[int, Content], parent_of: Mapping[int, int]
) -> dict[str, Any]:
    """`tree_size`: how many leaves the ledger had; every counted response is one of them.

    `layout`: of each questionnaire version where the items stand in the packed answers, and the items of
    each dimension; `parents`: whose figure a centre's answers are part of. Keys are text, as JSON has them.
    """
    return {
        "tree_size": tree_size,
        "layout": {str(version): _layout(content) for version, content in sorted(contents.items())},
        "parents": {str(child): parent for child, parent in sorted(parent_of.items())},
    }


def _layout(content: Content) -> dict[str, Any]:
    places = slots(content)
    items = {one.key: places[one.key][0] for one in content.index_questions}
    sections = {
        section.key: [one.key for one in section.questions if one.key in items]
        for section in content.sections
    }
    return {"items": items, "sections": {key: found for key, found in sections.items() if found}}
