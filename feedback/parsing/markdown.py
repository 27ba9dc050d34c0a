"""Marks of Markdown and HTML that converters leave in a text: taken out, for they are no words."""

import re

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUP = re.compile(r"<sup>\s*(.*?)\s*</sup>|\[\^(\d+)\]:?", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sub|p|span|center|font|div)(?:\s[^<>]*)?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_EMPHASIS = re.compile(
    r"(\*{1,3}|(?<!\w)_{1,3}(?!_))(?=[\w“\"'«(\[])((?:(?!\1).)+?)(?<![\s(])\1(?![\w_])"
)
_ESCAPE = re.compile(r"\\([-.#*_\[\]()+!|>])")
_RULE = re.compile(r"[-_=*~—–─]{3,}|[-_*](?:\s[-_*]){2,}")
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}
_INVISIBLE = re.compile(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)")
_QUOTE = re.compile(r"^\s{0,3}>(?:\s|$)")
_STARS = re.compile(r"\*{2,3}")


def superscript(text: str) -> str:
    """«1» → «¹»; what has no raised form stays as it is."""
    return text.translate(_SUPERSCRIPTS)


def is_rule(text: str) -> bool:
    """A line drawn with signs («-----», «***»), which prints no word."""
    return bool(_RULE.fullmatch(text.strip()))


def plain_line(raw: str) -> tuple[str, int, bool]:
    """The printed words of a line, how many of its leading characters are bold, whether it is a heading."""
    raw = _INVISIBLE.sub("", raw)
    raw = _QUOTE.sub("", raw)
    found = _HEADING.match(raw)
    text = found[2] if found else raw
    text = _SUP.sub(lambda sup: superscript(sup[1] if sup[1] is not None else sup[2]), text)
    text = BREAK.sub(" ", _TAG.sub("", text))
    for entity, sign in _ENTITIES.items():
        text = text.replace(entity, sign)
    text, bold_to = _without_emphasis(text.strip())
    return _ESCAPE.sub(r"\1", text).strip(), bold_to, bool(found)


def _without_emphasis(text: str) -> tuple[str, int]:
    bold_to = 0
    for _ in range(3):  # bold inside italic inside bold
        found = _EMPHASIS.search(text)
        if found is None:
            break
        if found.start() == 0 and len(found[1]) >= 2:
            bold_to = max(bold_to, len(found[2]))
        text = _EMPHASIS.sub(r"\2", text)
    if text.startswith(("**", "__")) or text.endswith(("**", "__")):
        bold_to = max(bold_to, len(text.strip("*_ ")))
        text = _STARS.sub("", text).strip()
    return text, bold_to
