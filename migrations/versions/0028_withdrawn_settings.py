"""a future version of a legal setting is withdrawn and stays on record"""

import sqlalchemy as sa
from alembic import op

from base.db import UtcDateTime

revision = '0028'
down_revision = '0027'

STANDS = sa.text('withdrawn_at IS NULL')


def upgrade() -> None:
    with op.batch_alter_table('legal_setting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('withdrawn_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_legal_setting_key_valid_from'), type_='unique')
    op.create_index('ix_legal_setting_standing', 'legal_setting', ['key', 'valid_from'], unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


def downgrade() -> None:
    op.drop_index('ix_legal_setting_standing', table_name='legal_setting')
    op.execute('DELETE FROM legal_setting WHERE withdrawn_at IS NOT NULL')
    with op.batch_alter_table('legal_setting', schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f('uq_legal_setting_key_valid_from'), ['key', 'valid_from'])
        batch_op.drop_column('withdrawn_at')
