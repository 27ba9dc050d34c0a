"""A little work that a page's script does before sending: cheap for a person, dear for a million.

The puzzle is the page's own token, so every page has its own and nothing is stored for it: find a number
such that SHA-256 of "<token>:<number>" begins with PUZZLE_BITS zero bits (about 33,000 tries, under a
second on a cheap phone). Without script nothing is asked; see feedback.rules.holding.
"""

import hashlib

PUZZLE_BITS = 15
_LONGEST = 12


def is_solved(token: str, number: str) -> bool:
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST):
        return False
    digest = hashlib.sha256(f"{token}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - PUZZLE_BITS) == 0
