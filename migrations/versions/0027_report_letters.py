"""reminders of self-reports, each once"""

import sqlalchemy as sa
from alembic import op

from base.db import UtcDateTime

revision = '0027'
down_revision = '0026'


def upgrade() -> None:
    op.create_table('self_report_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('on_date', sa.Date(), nullable=False),
    sa.Column('claimed_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('sent_at', UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_self_report_letter_staff_id_staff')),
    sa.ForeignKeyConstraint(['year_id'], ['evaluation_year.id'], name=op.f('fk_self_report_letter_year_id_evaluation_year')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_report_letter')),
    sa.UniqueConstraint('staff_id', 'on_date', name=op.f('uq_self_report_letter_staff_id_on_date')),
    sa.UniqueConstraint('year_id', 'staff_id', 'topic', name=op.f('uq_self_report_letter_year_id_staff_id_topic'))
    )


def downgrade() -> None:
    op.drop_table('self_report_letter')
