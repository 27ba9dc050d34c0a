"""Contact details are opened only here and only for their own row."""

import pytest
from flask import Flask

from base.sealed import SealBroken, address_mark, open_values, seal_values
from base.settings import Secrets

VALUES = {"name": "Lê Thị Hoa", "email": "hoa@example.vn"}


@pytest.fixture
def keys(app: Flask) -> Secrets:
    secrets: Secrets = app.extensions["settings"].secrets
    return secrets


def test_what_was_sealed_comes_back_for_its_own_row(keys: Secrets) -> None:
    sealed = seal_values(VALUES, "comment_author 7", keys)
    assert open_values(sealed, "comment_author 7", keys) == VALUES
    assert b"hoa" not in sealed


def test_what_was_moved_to_another_row_does_not_open(keys: Secrets) -> None:
    sealed = seal_values(VALUES, "comment_author 7", keys)
    with pytest.raises(SealBroken):
        open_values(sealed, "comment_author 8", keys)


def test_the_same_address_has_the_same_mark_in_one_round_only(keys: Secrets) -> None:
    first = address_mark("Hoa@example.vn ", "round 1", keys)
    assert first == address_mark("hoa@example.vn", "round 1", keys)
    assert first != address_mark("hoa@example.vn", "round 2", keys)
