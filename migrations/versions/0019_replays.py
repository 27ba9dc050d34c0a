"""a database may be a replay: made-up events whose exact times are kept"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'


def upgrade() -> None:
    op.add_column(
        'installation',
        sa.Column('is_replay', sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column('installation', 'is_replay')
