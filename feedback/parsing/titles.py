"""Tells a provision's title from its body: by bold type, capitals, its last sign and what follows."""

import re

from feedback.parsing.blocks import Block, is_capital
from feedback.parsing.marks import BULLETS, DIVISIONS, Mark, Style, mark_of

_LONGEST_TITLE = 60  # words; a heading of a plan can run over three lines
_LONGEST_COLON_TITLE = 15
_NO_WORDS = re.compile(r"[\W\d_]*")


def split_title(
    mark: Mark, block: Block, following: Block | None, in_article: bool
) -> tuple[str, str]:
    """What follows the number, as (title, body)."""
    rest = mark.rest
    if not rest or mark.style in BULLETS:
        return "", rest
    if mark.style in DIVISIONS:
        return rest, ""
    lead = _bold_lead(mark, block)
    if lead:
        return rest[:lead].rstrip(), rest[lead:].lstrip()
    if _is_title(mark, block, following, in_article):
        return rest, ""
    return "", rest


def _bold_lead(mark: Mark, block: Block) -> int:
    """How many characters of the rest are a bold title before a body in plain type; 0 if none."""
    before = len(block.text) - len(mark.rest)
    lead = block.bold_to - before
    if lead <= 0 or lead >= len(mark.rest):
        return 0
    title = mark.rest[:lead]
    if _NO_WORDS.fullmatch(title) or mark.rest[lead - 1 : lead + 1].isalnum():
        return 0
    return lead if title.rstrip().endswith((".", ":")) or len(title.split()) >= 2 else 0


def _is_title(mark: Mark, block: Block, following: Block | None, in_article: bool) -> bool:
    rest, words = mark.rest, len(mark.rest.split())
    if rest[0].islower() or words > 2 * _LONGEST_TITLE:
        return False
    if block.is_bold or is_capital(rest):
        return True
    if rest.endswith(":"):
        return _is_colon_title(mark, block, following, in_article)
    if rest.endswith((".", ";", ",")):
        return mark.style is Style.ROMAN and words <= _LONGEST_COLON_TITLE
    if block.heading or mark.style in (Style.DIEU, Style.ROMAN, Style.CAPITAL):
        return words <= _LONGEST_TITLE
    return words <= _LONGEST_TITLE and _leads_to_body(mark, following)


def _is_colon_title(mark: Mark, block: Block, following: Block | None, in_article: bool) -> bool:
    if block.heading:
        return True
    if in_article or mark.style is Style.DIEU:
        return False
    if following is not None and following.is_paragraph and mark_of(following) is None:
        return len(mark.rest.split()) <= _LONGEST_TITLE
    return len(mark.rest.split()) <= _LONGEST_COLON_TITLE


def _leads_to_body(mark: Mark, following: Block | None) -> bool:
    """Whether what comes next belongs below this line, so that the line heads it."""
    if following is None:
        return False
    below = mark_of(following)
    if below is None:
        return not following.is_capital
    return below.style is not mark.style and (below.value <= 1 or below.style in BULLETS)


def continues_title(block: Block) -> bool:
    """Whether an unnumbered line right after «Chương I» (or a title in capitals) is its title."""
    if not block.is_paragraph or mark_of(block):
        return False
    short = len(block.text.split()) <= 40 and not block.text.endswith((".", ";", ",", ":"))
    return block.is_capital or (short and block.text[:1].isupper())
