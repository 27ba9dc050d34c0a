"""tables without order

On SQLite a table has a hidden row number that counts up, which would tell in which order people answered
(design: no row order). Tables of responses are kept in the order of their random keys instead, which also
halves what one response writes. PostgreSQL has no such number. The traces of four days need no index.
"""

from alembic import op

from base.append_only import forbid_changes

revision = '0006'
down_revision = '0005'

_TABLES = ('pending_leaf', 'response', 'response_number', 'response_text', 'response_trace')


def _rebuild(with_rowid: bool) -> None:
    if op.get_bind().dialect.name != 'sqlite':
        return
    for table in _TABLES:
        with op.batch_alter_table(
            table, recreate='always', table_kwargs={'sqlite_with_rowid': with_rowid}
        ):
            pass
    for statement in forbid_changes('response', 'sqlite'):
        op.execute(statement)


def upgrade() -> None:
    with op.batch_alter_table('response_trace', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_response_trace_day'))
    _rebuild(with_rowid=False)


def downgrade() -> None:
    _rebuild(with_rowid=True)
    with op.batch_alter_table('response_trace', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_response_trace_day'), ['day'], unique=False)
