"""The readable part of a round's address, from its title."""

import re

from base.words import fold

_LONGEST = 70
_FILLER = ("du-thao-",)


def slug_of(title: str) -> str:
    """«Dự thảo Quy ước thôn Tân Hưng» → «quy-uoc-thon-tan-hung»; whole words only, never empty."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")
    for filler in _FILLER:
        slug = slug.removeprefix(filler)
    while len(slug) > _LONGEST:
        shorter = slug[: slug.rfind("-")] if "-" in slug else slug[:_LONGEST]
        slug = shorter
    return slug or "du-thao"
