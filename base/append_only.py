"""Tables that only grow: triggers that refuse UPDATE and DELETE, for both databases.

Migrations call `forbid_changes` after creating such a table, and again whenever one is re-created.
"""

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""

_POSTGRES = """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()"""

_POSTGRES_TRUNCATE = """CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""


def forbid_changes(table: str, dialect: str) -> list[str]:
    """The statements that make `table` append-only on `dialect` (sqlite | postgresql)."""
    if dialect == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb, VERB=verb.upper())
            for verb in ("update", "delete")
        ]
    return [
        _POSTGRES_FUNCTION,
        _POSTGRES.format(table=table),
        _POSTGRES_TRUNCATE.format(table=table),
    ]


def forbid_truncation(table: str) -> str:
    """For a partition: row triggers come from its parent, the one against TRUNCATE does not."""
    return _POSTGRES_TRUNCATE.format(table=table)
