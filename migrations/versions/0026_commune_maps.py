"""commune maps

Areas of the communes, as the province uploaded them; every version stays.
"""

import sqlalchemy as sa
from alembic import op

from base.db import UtcDateTime

revision = '0026'
down_revision = '0025'


def upgrade() -> None:
    op.create_table(
        'commune_map',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('code_property', sa.String(length=80), nullable=False),
        sa.Column('area_count', sa.Integer(), nullable=False),
        sa.Column('matched_count', sa.Integer(), nullable=False),
        sa.Column('drawing', sa.JSON(), nullable=False),
        sa.Column('original', sa.LargeBinary(), nullable=False),
        sa.Column('is_made_up', sa.Boolean(), nullable=False),
        sa.Column('added_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('removed_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('removed_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['added_by_id'], ['staff.id'], name=op.f('fk_commune_map_added_by_id_staff')),
        sa.ForeignKeyConstraint(['removed_by_id'], ['staff.id'], name=op.f('fk_commune_map_removed_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_commune_map')),
    )


def downgrade() -> None:
    op.drop_table('commune_map')
