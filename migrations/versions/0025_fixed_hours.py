"""figures become public at fixed hours"""

import sqlalchemy as sa
from alembic import op

from base.db import UtcDateTime

revision = '0025'
down_revision = '0024'


def upgrade() -> None:
    with op.batch_alter_table('index_snapshot', schema=None) as batch_op:
        batch_op.add_column(sa.Column('release_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('release_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_index_snapshot_release_by_id_staff'), 'staff', ['release_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('index_snapshot', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_index_snapshot_release_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('release_by_id')
        batch_op.drop_column('release_at')
