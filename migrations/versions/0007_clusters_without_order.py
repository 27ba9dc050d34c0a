"""clusters without order

The row numbers that SQLite hides in a table count up: in visit_cluster and cluster_tally they told on which
day a place was answered at, after the day itself had been forgotten. Both tables are kept in the order of
their keys instead. PostgreSQL has no such number.
"""

from alembic import op

revision = '0007'
down_revision = '0006'

_TABLES = ('visit_cluster', 'cluster_tally')


def _rebuild(with_rowid: bool) -> None:
    if op.get_bind().dialect.name != 'sqlite':
        return
    for table in _TABLES:
        with op.batch_alter_table(
            table, recreate='always', table_kwargs={'sqlite_with_rowid': with_rowid}
        ):
            pass


def upgrade() -> None:
    _rebuild(with_rowid=False)


def downgrade() -> None:
    _rebuild(with_rowid=True)
