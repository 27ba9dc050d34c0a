"""Codes that people type."""

import itertools

import pytest

from base.codes import ALPHABET, CodeMistyped, grouped, random_code, read_code


def test_every_single_mistake_is_caught() -> None:
    code = random_code(10)
    for place, wrong in itertools.product(range(11), ALPHABET):
        if code[place] != wrong:
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + wrong + code[place + 1 :], 10)


def test_every_swap_of_two_characters_is_caught() -> None:
    code = random_code(12)
    for one, other in itertools.combinations(range(13), 2):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        if code[one] != code[other]:
            with pytest.raises(CodeMistyped):
                read_code("".join(swapped), 12)


def test_a_code_is_read_in_small_letters_groups_and_blanks() -> None:
    code = random_code(12)
    assert read_code(f" {grouped(code).lower()} ", 12) == code


def test_a_lone_last_character_joins_its_group() -> None:
    assert grouped("K7M49QWE2XHTC") == "K7M4-9QWE-2XHTC"
