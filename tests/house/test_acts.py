"""Every act of the audit trail reads as a sentence."""

import re

from agencies.act_words import ACT_WORDS
from tests.house.test_layers import sources

_LITERAL = re.compile(r"record_act\(\s*\"([a-z_.]+)\"")


def test_every_act_in_the_code_has_its_words() -> None:
    """An act is named in agencies/act_words.py; the page of the audit trail shows the words."""
    used = {act for text in sources().values() for act in _LITERAL.findall(text)}
    assert used - set(ACT_WORDS) == set()
