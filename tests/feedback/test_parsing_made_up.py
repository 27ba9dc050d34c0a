"""Documents of our own in the form of real ones, each beside the outline a reader would draw of it."""

from pathlib import Path

import pytest

from feedback.parsing.plain import read_text
from feedback.parsing import doubts
from feedback.provisions import ProvisionType
from tests.feedback.drafts import find, letters, sketch, tree_of

MADE_UP = Path(__file__).parent / "made_up"
NAMES = sorted(path.stem for path in MADE_UP.glob("*.txt"))


def text_of(name: str) -> str:
    return (MADE_UP / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_document_has_the_tree_drawn_beside_it(name: str) -> None:
    assert sketch(tree_of(text_of(name))) == (MADE_UP / f"{name}.outline").read_text().splitlines()
