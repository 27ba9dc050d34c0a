"""What the keys in published cells stand for."""

from surveys.questionnaire_content import Content


def texts_by_key(content: Content) -> dict[tuple[str, str], str]:
    """(measure, key) → the Vietnamese text of the dimension or item."""
    dimensions = {("dimension", one.key): one.texts["vi"] for one in content.sections}
    return dimensions | {("item", one.key): one.texts["vi"] for one in content.questions}
