"""imports of earlier surveys

Which files were brought in; the table only grows.
"""

import sqlalchemy as sa
from alembic import op

import base.db
from base.append_only import forbid_changes

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    op.create_table('response_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('file_hash', sa.String(length=64), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('response_count', sa.Integer(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('imported_at', base.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_response_import_round_id_survey_round')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_response_import_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_import')),
    sa.UniqueConstraint('content_hash', name=op.f('uq_response_import_content_hash')),
    sa.UniqueConstraint('file_hash', name=op.f('uq_response_import_file_hash')),
    )
    op.create_index(op.f('ix_response_import_round_id'), 'response_import', ['round_id'])
    for statement in forbid_changes('response_import', op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('response_import')
