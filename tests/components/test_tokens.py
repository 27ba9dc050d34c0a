"""The colours: contrast computed as WCAG says, not guessed; and nobody names a colour of their own."""

import re

import pytest

from base.paths import PROJECT_DIR

CSS = PROJECT_DIR / "static" / "css"
COLOURS = dict(
    re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", (CSS / "tokens.css").read_text("utf-8"))
)
TEXT, MARK = 4.5, 3.0
PAIRS = [
    ("ink", "mist", TEXT),
    ("soft", "mist", TEXT),
    ("soft", "paper", TEXT),
    ("brand", "mist", TEXT),
    ("paper", "brand", TEXT),
    ("paper", "brand-deep", TEXT),
    ("brand-deep", "brand-tint", TEXT),
    ("ink", "brand-tint", TEXT),
    ("warm", "mist", TEXT),
    ("paper", "warm", TEXT),
    ("warm-deep", "warm-tint", TEXT),
    ("amber-deep", "amber-tint", TEXT),
    ("edge", "paper", MARK),
    ("edge", "mist", MARK),
    ("mark", "paper", MARK),
    ("focus", "brand", MARK),
    ("focus-ink", "mist", MARK),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("front", "behind", "least"), PAIRS)
def test_what_is_read_or_pressed_stands_out_from_what_is_behind(
    front: str, behind: str, least: float
) -> None:
    assert contrast(COLOURS[front], COLOURS[behind]) >= least


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)


def test_a_residents_page_has_the_colours_of_the_site() -> None:
    """resident.css stands alone, so its few tokens are written again: the same ones."""
    sheet = (CSS / "resident.css").read_text("utf-8")
    again = dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", sheet))
    names = {"deep": "brand-deep", "tint": "brand-tint"}
    assert {names.get(k, k): v for k, v in again.items()} == {
        names.get(k, k): COLOURS[names.get(k, k)] for k in again
    }


def test_every_token_that_is_used_exists() -> None:
    defined = set(re.findall(r"--([a-z0-9-]+):", (CSS / "tokens.css").read_text("utf-8")))
    for sheet in ("base", "forms", "components", "charts", "print"):
        used = set(re.findall(r"var\(--([a-z0-9-]+)\)", (CSS / f"{sheet}.css").read_text("utf-8")))
        assert used <= defined, sheet
