"""Codes that people type: 31 letters and digits without look-alikes, and a check character.

The check is the position-weighted sum modulo 31 (31 is prime and larger than any length used here),
so every single mistake and every swap of two characters is caught.
"""

import secrets
from itertools import count
from operator import mul

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = str.maketrans("", "", " -.\u00a0\u2013\u2014\t\n\r")


class CodeMistyped(ValueError):
    """The text is no code of ours: a wrong length, a foreign character or a failing check."""


def check_character(body: str) -> str:
    return ALPHABET[sum(map(mul, count(1), map(_VALUE.__getitem__, body))) % 31]


def with_check(body: str) -> str:
    """The body followed by its check character."""
    return body + check_character(body)


def random_code(length: int) -> str:
    """A random code of `length` characters plus its check character."""
    return with_check("".join(secrets.choice(ALPHABET) for _ in range(length)))


def code_from_bytes(digest: bytes, length: int) -> str:
    """A code of `length` characters (plus check) drawn from a digest of at least 16 bytes."""
    number = int.from_bytes(digest[:16], "big")
    characters = []
    for _ in range(length):
        number, value = divmod(number, 31)
        characters.append(ALPHABET[value])
    return with_check("".join(characters))


def read_code(typed: str, length: int) -> str:
    """The canonical code (body + check) from what a person typed; raises CodeMistyped."""
    code = typed.translate(_SEPARATORS).upper()
    if len(code) != length + 1 or not _VALUE.keys() >= set(code):
        raise CodeMistyped(typed)
    if check_character(code[:-1]) != code[-1]:
        raise CodeMistyped(typed)
    return code


def grouped(code: str, size: int = 4) -> str:
    """The code in groups for reading aloud: K7M4-9QWE-2XHTC; a lone last character joins its group."""
    groups = [code[start : start + size] for start in range(0, len(code), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return "-".join(groups)
