"""appraisal

Who signed a year's result, what was decided on a second look, and the guards of what is final.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime
from evaluation.frozen_results import freeze_results, thaw_results

revision = '0022'
down_revision = '0021'

_APPEND_ONLY = ('result_sign', 'look_act')


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column('year_result', sa.Column('looks_until', sa.Date(), nullable=True))
    op.create_table(
        'result_sign',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('result_id', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('body_id', sa.Integer(), nullable=False),
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('signed_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['body_id'], ['agency.id'], name=op.f('fk_result_sign_body_id_agency')),
        sa.ForeignKeyConstraint(['result_id'], ['year_result.id'], name=op.f('fk_result_sign_result_id_year_result')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_result_sign_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_result_sign')),
        sa.UniqueConstraint('result_id', 'staff_id', 'content_hash', name=op.f('uq_result_sign_result_id_staff_id_content_hash'))
    )
    op.create_index(op.f('ix_result_sign_result_id'), 'result_sign', ['result_id'])
    op.create_table(
        'look_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('look_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=10), nullable=False),
        sa.Column('outcome', sa.String(length=10), nullable=False),
        sa.Column('points', sa.Float(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('acted_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['look_id'], ['another_look.id'], name=op.f('fk_look_act_look_id_another_look')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_look_act_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_look_act'))
    )
    op.create_index(op.f('ix_look_act_look_id'), 'look_act', ['look_id'])
    for table in _APPEND_ONLY:
        for statement in forbid_changes(table, dialect):
            op.execute(statement)
    for statement in freeze_results(dialect):
        op.execute(statement)


def downgrade() -> None:
    for statement in thaw_results(op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table('look_act')
    op.drop_table('result_sign')
    op.drop_column('year_result', 'looks_until')
