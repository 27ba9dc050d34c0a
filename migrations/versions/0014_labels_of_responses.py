"""labels of responses

How a form was filled in (surveys.rules.labels), and whether free words are for the province alone.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    op.add_column(
        'response', sa.Column('labels', sa.SmallInteger(), server_default='0', nullable=False)
    )
    op.add_column(
        'response_text',
        sa.Column('is_province_only', sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column('response_text', 'is_province_only')
    op.drop_column('response', 'labels')
