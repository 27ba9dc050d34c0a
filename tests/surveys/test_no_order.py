"""Who holds a copy of the database cannot tell in which order people answered."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from ledger.models import PendingLeaf
from surveys.models import ClusterTally, Response, ResponseNumber, ResponseText, ResponseTrace
from surveys.models import VisitCluster as Cluster

TABLES = [
    model.__tablename__
    for model in (
        Response,
        ResponseNumber,
        ResponseText,
        ResponseTrace,
        Cluster,
        ClusterTally,
        PendingLeaf,
    )
]


@pytest.mark.parametrize("table", TABLES)
def test_no_table_of_answers_numbers_its_rows_as_they_come(db: Any, table: str) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite hides row numbers in its tables")
    with pytest.raises(OperationalError, match="no such column"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))


def test_what_is_forgotten_is_overwritten(db: Any) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL clears dead rows by VACUUM")
    assert db.session.scalar(text("PRAGMA secure_delete")) == 1
