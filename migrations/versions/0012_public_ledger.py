"""the public ledger

Five tables that only grow. Positions are drawn by lot within a batch, so the order of `ledger_leaf` is not
that of the answers; on SQLite none of them has a hidden row number.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0012'
down_revision = '0011'

_TABLES = ('ledger_leaf', 'ledger_node', 'ledger_checkpoint', 'ledger_cosignature', 'ledger_event')
_NO_ORDER = {'sqlite_with_rowid': False}


def upgrade() -> None:
    op.create_table(
        'ledger_leaf',
        sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('type', sa.String(length=30), nullable=False),
        sa.Column('number_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.Column('leaf_hash', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('position', name=op.f('pk_ledger_leaf')),
        sa.UniqueConstraint('number_hash', 'commitment', name=op.f('uq_ledger_leaf_number_hash_commitment')),
        **_NO_ORDER,
    )
    op.create_table(
        'ledger_node',
        sa.Column('level', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('position', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('level', 'position', name=op.f('pk_ledger_node')),
        **_NO_ORDER,
    )
    op.create_table(
        'ledger_checkpoint',
        sa.Column('size', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('root', sa.LargeBinary(length=32), nullable=False),
        sa.Column('signed_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('size', name=op.f('pk_ledger_checkpoint')),
        **_NO_ORDER,
    )
    op.create_index(op.f('ix_ledger_checkpoint_day'), 'ledger_checkpoint', ['day'])
    op.create_table(
        'ledger_cosignature',
        sa.Column('size', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('witness', sa.String(length=200), nullable=False),
        sa.Column('cosigned_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('line', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('size', 'witness', name=op.f('pk_ledger_cosignature')),
        **_NO_ORDER,
    )
    op.create_table(
        'ledger_event',
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.Column('type', sa.String(length=30), nullable=False),
        sa.Column('recorded_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('copied_size', sa.BigInteger(), nullable=False),
        sa.Column('record', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('commitment', name=op.f('pk_ledger_event')),
        sa.UniqueConstraint('copied_size', name=op.f('uq_ledger_event_copied_size')),
        **_NO_ORDER,
    )
    for table in _TABLES:
        for statement in forbid_changes(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
