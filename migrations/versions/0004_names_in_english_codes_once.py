"""English names and certainty of legal data; a phone's code counts once"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = (
    ("legal_setting", sa.Column("title_en", sa.String(300), server_default="", nullable=False)),
    ("holiday", sa.Column("name_en", sa.String(120), server_default="", nullable=False)),
    ("holiday", sa.Column("confidence", sa.String(20), server_default="K", nullable=False)),
    ("staff", sa.Column("tf_last_counter", sa.Integer(), nullable=True)),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, column._copy())


def downgrade() -> None:
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column.name)
