"""On PostgreSQL every round keeps its responses in a partition of its own; SQLite needs none."""

from sqlalchemy import text

from base.append_only import forbid_truncation
from base.db import db


def make_partition(round_id: int) -> bool:
    """Creates `response_r<id>` unless it is there; True if it was made.

    The table is made apart and then attached: attaching does not lock out residents who are answering
    in other rounds, as CREATE … PARTITION OF would. Row triggers come with it; the one against
    TRUNCATE is set by hand.
    """
    if db.session.get_bind().dialect.name != "postgresql":
        return False
    name = f"response_r{int(round_id)}"
    if db.session.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None:
        return False
    for statement in (
        f"CREATE TABLE {name} (LIKE response INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
        f"ALTER TABLE response ATTACH PARTITION {name} FOR VALUES IN ({int(round_id)})",
        forbid_truncation(name),
    ):
        db.session.execute(text(statement))
    return True
