"""sealed comment words

While a comment is hidden its words stand sealed in a column of their own, so that no list, search or export
can show them by mistake.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.add_column('comment_text', sa.Column('sealed', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column('comment_text', 'sealed')
