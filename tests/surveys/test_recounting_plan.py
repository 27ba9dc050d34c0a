"""How the rows of a recount are found: a scan within a scan takes minutes at 70,000 responses."""

from typing import Any

import pytest
from sqlalchemy import text

from surveys.queries.recounting import numbered_responses


def test_numbers_are_read_once_and_not_once_for_each_response(db: Any) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL joins by hashing, whichever table comes first")
    asked = numbered_responses(1, [202607, 202608]).compile(
        db.engine, compile_kwargs={"literal_binds": True}
    )
    plan = [row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert [one for one in plan[1:] if one.startswith("SCAN")] == []
