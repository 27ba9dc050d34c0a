"""Short writes share a commit, and one that fails takes nobody with it."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from base.commits import commit_together
from base.db import db, reading


@pytest.fixture
def notes(app: Flask) -> Any:
    """A table to write into, gone with the test's database."""
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (words VARCHAR(40) PRIMARY KEY)"))

    def stored() -> list[str]:
        with reading(), db.engine.connect() as connection:
            return list(connection.scalars(text("SELECT words FROM note ORDER BY words")))

    return stored


def write(words: str) -> Any:
    def work(cursor: Any) -> str:
        mark = "?" if db.engine.dialect.name == "sqlite" else "%s"
        cursor.execute(f"INSERT INTO note VALUES ({mark})", (words,))
        return words

    return work


def all_at_once(app: Flask, works: list[Any]) -> list[Any]:
    outcomes: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(at: int) -> None:
        with app.app_context():
            start.wait()
            try:
                outcomes[at] = commit_together(works[at])
            except Exception as error:
                outcomes[at] = type(error).__name__

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_everybody_hears_of_the_own_work_and_all_of_it_is_stored(app: Flask, notes: Any) -> None:
    words = [f"phiếu {number:02}" for number in range(24)]
    assert all_at_once(app, [write(one) for one in words]) == words
    assert notes() == words


def test_one_that_fails_takes_nobody_with_it(app: Flask, notes: Any) -> None:
    def fail(cursor: Any) -> None:
        if db.engine.dialect.name == "sqlite":
            write("half")(cursor)
        raise ValueError

    works = [write("một"), fail, write("hai"), write("hai"), fail, write("ba")]
    outcomes = all_at_once(app, works)
    assert sorted(str(one) for one in outcomes) == sorted(
        ["một", "ValueError", "hai", "IntegrityError", "ValueError", "ba"]
    )
    assert notes() == ["ba", "hai", "một"]
