"""features of days and months, alarms and what they point at, samples of dossiers for telephone checks"""

import sqlalchemy as sa
from alembic import op

from base.db import UtcDateTime

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table('day_feature',
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('features', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_day_feature_agency_id_agency')),
    sa.PrimaryKeyConstraint('agency_id', 'day', 'channel', name=op.f('pk_day_feature')),
    sqlite_with_rowid=False
    )
    op.create_table('month_feature',
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('features', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_month_feature_agency_id_agency')),
    sa.PrimaryKeyConstraint('agency_id', 'month', name=op.f('pk_month_feature')),
    sqlite_with_rowid=False
    )
    op.create_table('alarm',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('detector', sa.String(length=20), nullable=False),
    sa.Column('family', sa.String(length=20), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('tier', sa.String(length=10), nullable=False),
    sa.Column('statistic', sa.Float(), nullable=False),
    sa.Column('threshold', sa.Float(), nullable=False),
    sa.Column('is_cold_start', sa.Boolean(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('raised_at', UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("tier IN ('note', 'alarm')", name=op.f('ck_alarm_tier')),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_alarm_agency_id_agency')),
    sa.ForeignKeyConstraint(['case_id'], ['review_case.id'], name=op.f('fk_alarm_case_id_review_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm')),
    sa.UniqueConstraint('agency_id', 'month', 'detector', name=op.f('uq_alarm_agency_id_month_detector'))
    )
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alarm_case_id'), ['case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alarm_month'), ['month'], unique=False)

    op.create_table('audit_sample',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('month', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_size', sa.BigInteger(), nullable=False),
    sa.Column('dossier_count', sa.Integer(), nullable=False),
    sa.Column('issued_count', sa.Integer(), nullable=False),
    sa.Column('used_count', sa.Integer(), nullable=False),
    sa.Column('drawn_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('drawn_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_audit_sample_agency_id_agency')),
    sa.ForeignKeyConstraint(['case_id'], ['review_case.id'], name=op.f('fk_audit_sample_case_id_review_case')),
    sa.ForeignKeyConstraint(['drawn_by_id'], ['staff.id'], name=op.f('fk_audit_sample_drawn_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_sample'))
    )
    with op.batch_alter_table('audit_sample', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_sample_agency_id'), ['agency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_sample_case_id'), ['case_id'], unique=False)

    op.create_table('audit_call',
    sa.Column('sample_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=15), nullable=False),
    sa.Column('noted_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['noted_by_id'], ['staff.id'], name=op.f('fk_audit_call_noted_by_id_staff')),
    sa.ForeignKeyConstraint(['sample_id'], ['audit_sample.id'], name=op.f('fk_audit_call_sample_id_audit_sample')),
    sa.PrimaryKeyConstraint('sample_id', 'position', name=op.f('pk_audit_call')),
    sa.UniqueConstraint('sample_id', 'day', 'ordinal', name=op.f('uq_audit_call_sample_id_day_ordinal'))
    )
    op.create_table('flagged_response',
    sa.Column('alarm_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['alarm_id'], ['alarm.id'], name=op.f('fk_flagged_response_alarm_id_alarm')),
    sa.PrimaryKeyConstraint('alarm_id', 'round_id', 'response_id', name=op.f('pk_flagged_response')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    op.drop_table('flagged_response')
    op.drop_table('audit_call')
    with op.batch_alter_table('audit_sample', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_sample_case_id'))
        batch_op.drop_index(batch_op.f('ix_audit_sample_agency_id'))

    op.drop_table('audit_sample')
    with op.batch_alter_table('alarm', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alarm_month'))
        batch_op.drop_index(batch_op.f('ix_alarm_case_id'))

    op.drop_table('alarm')
    op.drop_table('month_feature')
    op.drop_table('day_feature')
