"""Putting the findings together: overlapping ones become one, and marks take the place of the words."""

from collections.abc import Iterable, Sequence

from base.words import nfc
from surveys.rules.redaction.marks import Redaction, Span, mark
from surveys.rules.redaction.names import find_names
from surveys.rules.redaction.numbers import find_numbers


def redact(text: str, staff_names: Sequence[str] = ()) -> Redaction:
    """`staff_names`: full names of the staff of the agency that is spoken of, found in any case."""
    text = nfc(text)
    chosen = _without_overlaps([*find_numbers(text), *find_names(text, staff_names)])
    parts, end = [], 0
    for span in chosen:
        parts += [text[end : span.start], mark(span.kind)]
        end = span.end
    return Redaction("".join([*parts, text[end:]]), tuple(span.kind for span in chosen))


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The earlier of two overlapping findings gives the kind; together they cover what both cover."""
    kept: list[Span] = []
    for span in spans:
        touching = [one for one in kept if one.start < span.end and span.start < one.end]
        if touching:
            start = min(span.start, *(one.start for one in touching))
            end = max(span.end, *(one.end for one in touching))
            span = Span(start, end, touching[0].kind)
            kept = [one for one in kept if one not in touching]
        kept.append(span)
    return sorted(kept, key=lambda one: one.start)
