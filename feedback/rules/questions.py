"""The questions a round puts to the public: a key that comments refer to, and the text."""

from collections.abc import Iterable, Sequence


def with_keys(texts: Iterable[str], earlier: Sequence[dict[str, str]] = ()) -> list[dict[str, str]]:
    """[{"key", "text"}] in order; a text that was there before keeps its key, a new one gets «cau-N»."""
    known = {one["text"]: one["key"] for one in earlier}
    taken = set(known.values())
    rows: list[dict[str, str]] = []
    number = 0
    for text in dict.fromkeys(texts):
        key = known.get(text, "")
        while not key:
            number += 1
            if f"cau-{number}" not in taken:
                key = f"cau-{number}"
        taken.add(key)
        rows.append({"key": key, "text": text})
    return rows
