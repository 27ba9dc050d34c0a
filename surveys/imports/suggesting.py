"""A guess at which column is what, shown to the officer as a preselection and never taken by itself."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from base.words import fold
from surveys.questionnaire_content import Content, Question

AGENCY_WORDS = ("ma co quan", "ma don vi", "agency_code", "co quan", "don vi", "agency")
DATE_WORDS = ("ngay", "thang", "thoi gian", "month", "date")
CHANNEL_WORDS = ("kenh", "hinh thuc", "channel")
LEAST_LIKENESS = 0.62


def by_words(header: Sequence[str], words: Sequence[str]) -> str:
    """The first column whose name holds one of the words, the earlier word first."""
    for word in words:
        for name in header:
            if word in fold(name):
                return name
    return ""


def suggest_columns(content: Content, header: Sequence[str]) -> dict[str, str]:
    """question key → column; each column once, the likeliest pair first."""
    pairs = sorted(
        (
            (_likeness(question, name), -place, question.key, name)
            for question in content.questions
            for place, name in enumerate(header)
            if name
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for likeness, _place, key, name in pairs:
        if likeness >= LEAST_LIKENESS and key not in found and name not in found.values():
            found[key] = name
    return found


def _likeness(question: Question, name: str) -> float:
    """1 for the key or the whole text; else how much of the text the column's name repeats."""
    column = fold(name)
    texts = [fold(text) for text in question.texts.values()]
    if column == fold(question.key) or column in texts:
        return 1.0
    return max(SequenceMatcher(None, column, text).ratio() for text in texts)
