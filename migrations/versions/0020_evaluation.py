"""evaluation

Targets, self-reports, scorecards and the results of a year.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0020'
down_revision = '0019'

_TABLES = (
    'scorecard',
    'target_catalogue',
    'criterion',
    'target',
    'evaluation_year',
    'self_report',
    'year_target',
    'evidence_file',
    'reported_figure',
    'self_report_act',
    'year_result',
    'agency_score',
    'another_look',
    'appraised_points',
    'criterion_score',
)
_APPEND_ONLY = ('self_report_act', 'appraised_points')


def upgrade() -> None:
    op.create_table(
        'scorecard',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('citation', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('total_points', sa.Float(), nullable=False),
        sa.Column('groups', sa.JSON(), nullable=False),
        sa.Column('classes', sa.JSON(), nullable=False),
        sa.Column('in_use_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scorecard')),
        sa.UniqueConstraint('key', 'version', name=op.f('uq_scorecard_key_version'))
    )
    op.create_table(
        'target_catalogue',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('title_en', sa.String(length=300), nullable=False),
        sa.Column('citation', sa.Text(), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_target_catalogue')),
        sa.UniqueConstraint('key', name=op.f('uq_target_catalogue_key'))
    )
    op.create_table(
        'criterion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('scorecard_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('section', sa.String(length=200), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('title_en', sa.String(length=300), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('max_points', sa.Float(), nullable=False),
        sa.Column('source_kind', sa.String(length=10), nullable=False),
        sa.Column('source_key', sa.String(length=60), nullable=False),
        sa.Column('conversion', sa.JSON(), nullable=False),
        sa.Column('group_keys', sa.JSON(), nullable=False),
        sa.Column('sort', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['scorecard_id'], ['scorecard.id'], name=op.f('fk_criterion_scorecard_id_scorecard')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
        sa.UniqueConstraint('scorecard_id', 'key', name=op.f('uq_criterion_scorecard_id_key'))
    )
    op.create_index(op.f('ix_criterion_scorecard_id'), 'criterion', ['scorecard_id'])
    op.create_table(
        'target',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('catalogue_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('title_en', sa.String(length=300), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('unit', sa.String(length=10), nullable=False),
        sa.Column('goal', sa.Float(), nullable=True),
        sa.Column('bound', sa.JSON(), nullable=False),
        sa.Column('period', sa.String(length=10), nullable=False),
        sa.Column('due', sa.String(length=10), nullable=False),
        sa.Column('evidence', sa.Text(), nullable=False),
        sa.Column('citation', sa.Text(), nullable=False),
        sa.Column('confidence', sa.String(length=20), nullable=False),
        sa.Column('filled_by', sa.String(length=30), nullable=False),
        sa.Column('sort', sa.Integer(), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['catalogue_id'], ['target_catalogue.id'], name=op.f('fk_target_catalogue_id_target_catalogue')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_target')),
        sa.UniqueConstraint('key', name=op.f('uq_target_key'))
    )
    op.create_index(op.f('ix_target_catalogue_id'), 'target', ['catalogue_id'])
    op.create_table(
        'evaluation_year',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('report_by', sa.Date(), nullable=False),
        sa.Column('scorecard_id', sa.Integer(), nullable=True),
        sa.Column('opened_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('opened_by_id', sa.Integer(), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['opened_by_id'], ['staff.id'], name=op.f('fk_evaluation_year_opened_by_id_staff')),
        sa.ForeignKeyConstraint(['scorecard_id'], ['scorecard.id'], name=op.f('fk_evaluation_year_scorecard_id_scorecard')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_year')),
        sa.UniqueConstraint('year', name=op.f('uq_evaluation_year_year'))
    )
    op.create_table(
        'self_report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('year_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('submitted_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_self_report_agency_id_agency')),
        sa.ForeignKeyConstraint(['year_id'], ['evaluation_year.id'], name=op.f('fk_self_report_year_id_evaluation_year')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_self_report')),
        sa.UniqueConstraint('year_id', 'agency_id', name=op.f('uq_self_report_year_id_agency_id'))
    )
    op.create_index(op.f('ix_self_report_agency_id'), 'self_report', ['agency_id'])
    op.create_index(op.f('ix_self_report_state'), 'self_report', ['state'])
    op.create_index(op.f('ix_self_report_year_id'), 'self_report', ['year_id'])
    op.create_table(
        'year_target',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('year_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('catalogue_key', sa.String(length=40), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('title_en', sa.String(length=300), nullable=False),
        sa.Column('detail', sa.Text(), nullable=False),
        sa.Column('unit', sa.String(length=10), nullable=False),
        sa.Column('goal', sa.Float(), nullable=True),
        sa.Column('bound', sa.JSON(), nullable=False),
        sa.Column('period', sa.String(length=10), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=True),
        sa.Column('evidence', sa.Text(), nullable=False),
        sa.Column('citation', sa.Text(), nullable=False),
        sa.Column('filled_by', sa.String(length=30), nullable=False),
        sa.Column('sort', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['year_id'], ['evaluation_year.id'], name=op.f('fk_year_target_year_id_evaluation_year')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_year_target')),
        sa.UniqueConstraint('year_id', 'key', name=op.f('uq_year_target_year_id_key'))
    )
    op.create_index(op.f('ix_year_target_year_id'), 'year_target', ['year_id'])
    op.create_table(
        'evidence_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('self_report_id', sa.Integer(), nullable=False),
        sa.Column('target_key', sa.String(length=60), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('media', sa.String(length=100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('added_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        sa.Column('removed_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('removed_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['added_by_id'], ['staff.id'], name=op.f('fk_evidence_file_added_by_id_staff')),
        sa.ForeignKeyConstraint(['removed_by_id'], ['staff.id'], name=op.f('fk_evidence_file_removed_by_id_staff')),
        sa.ForeignKeyConstraint(['self_report_id'], ['self_report.id'], name=op.f('fk_evidence_file_self_report_id_self_report')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_file'))
    )
    op.create_index(op.f('ix_evidence_file_self_report_id'), 'evidence_file', ['self_report_id'])
    op.create_table(
        'reported_figure',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('self_report_id', sa.Integer(), nullable=False),
        sa.Column('target_key', sa.String(length=60), nullable=False),
        sa.Column('done_count', sa.Float(), nullable=True),
        sa.Column('all_count', sa.Float(), nullable=True),
        sa.Column('is_done', sa.Boolean(), nullable=True),
        sa.Column('done_on', sa.Date(), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('is_filled_in', sa.Boolean(), nullable=False),
        sa.Column('source', sa.JSON(), nullable=False),
        sa.CheckConstraint('all_count IS NULL OR all_count >= 0', name=op.f('ck_reported_figure_all_count')),
        sa.CheckConstraint('done_count IS NULL OR done_count >= 0', name=op.f('ck_reported_figure_done_count')),
        sa.ForeignKeyConstraint(['self_report_id'], ['self_report.id'], name=op.f('fk_reported_figure_self_report_id_self_report')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reported_figure')),
        sa.UniqueConstraint('self_report_id', 'target_key', name=op.f('uq_reported_figure_self_report_id_target_key'))
    )
    op.create_index(op.f('ix_reported_figure_self_report_id'), 'reported_figure', ['self_report_id'])
    op.create_table(
        'self_report_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('self_report_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('acted_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['self_report_id'], ['self_report.id'], name=op.f('fk_self_report_act_self_report_id_self_report')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_self_report_act_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_self_report_act'))
    )
    op.create_index(op.f('ix_self_report_act_self_report_id'), 'self_report_act', ['self_report_id'])
    op.create_table(
        'year_result',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('year_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('scorecard_id', sa.Integer(), nullable=False),
        sa.Column('snapshot_id', sa.Integer(), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('settings', sa.JSON(), nullable=False),
        sa.Column('content_hash', sa.String(length=64), nullable=False),
        sa.Column('computed_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('appraised_by_id', sa.Integer(), nullable=True),
        sa.Column('appraised_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('second_by_id', sa.Integer(), nullable=True),
        sa.Column('second_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('submitted_by_id', sa.Integer(), nullable=True),
        sa.Column('submitted_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('decision_number', sa.String(length=60), nullable=False),
        sa.Column('decided_on', sa.Date(), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('published_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f('ck_year_result_correction_has_reason')),
        sa.CheckConstraint('second_by_id IS NULL OR second_by_id <> appraised_by_id', name=op.f('ck_year_result_two_people')),
        sa.ForeignKeyConstraint(['appraised_by_id'], ['staff.id'], name=op.f('fk_year_result_appraised_by_id_staff')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_year_result_decided_by_id_staff')),
        sa.ForeignKeyConstraint(['scorecard_id'], ['scorecard.id'], name=op.f('fk_year_result_scorecard_id_scorecard')),
        sa.ForeignKeyConstraint(['second_by_id'], ['staff.id'], name=op.f('fk_year_result_second_by_id_staff')),
        sa.ForeignKeyConstraint(['snapshot_id'], ['index_snapshot.id'], name=op.f('fk_year_result_snapshot_id_index_snapshot')),
        sa.ForeignKeyConstraint(['submitted_by_id'], ['staff.id'], name=op.f('fk_year_result_submitted_by_id_staff')),
        sa.ForeignKeyConstraint(['year_id'], ['evaluation_year.id'], name=op.f('fk_year_result_year_id_evaluation_year')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_year_result')),
        sa.UniqueConstraint('year_id', 'number', name=op.f('uq_year_result_year_id_number'))
    )
    op.create_index(op.f('ix_year_result_state'), 'year_result', ['state'])
    op.create_index(op.f('ix_year_result_year_id'), 'year_result', ['year_id'])
    op.create_table(
        'agency_score',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('result_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('group_key', sa.String(length=40), nullable=False),
        sa.Column('points', sa.Float(), nullable=True),
        sa.Column('points_low', sa.Float(), nullable=True),
        sa.Column('points_high', sa.Float(), nullable=True),
        sa.Column('possible', sa.Float(), nullable=False),
        sa.Column('class_key', sa.String(length=40), nullable=False),
        sa.Column('is_near_boundary', sa.Boolean(), nullable=False),
        sa.Column('rank_low', sa.Integer(), nullable=True),
        sa.Column('rank_high', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_agency_score_agency_id_agency')),
        sa.ForeignKeyConstraint(['result_id'], ['year_result.id'], name=op.f('fk_agency_score_result_id_year_result')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agency_score')),
        sa.UniqueConstraint('result_id', 'agency_id', name=op.f('uq_agency_score_result_id_agency_id'))
    )
    op.create_index(op.f('ix_agency_score_agency_id'), 'agency_score', ['agency_id'])
    op.create_index(op.f('ix_agency_score_result_id'), 'agency_score', ['result_id'])
    op.create_table(
        'another_look',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('result_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('criterion_key', sa.String(length=60), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('filed_by_id', sa.Integer(), nullable=False),
        sa.Column('filed_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('outcome', sa.String(length=10), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('second_by_id', sa.Integer(), nullable=True),
        sa.Column('second_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint('second_by_id IS NULL OR second_by_id <> decided_by_id', name=op.f('ck_another_look_two_people')),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_another_look_agency_id_agency')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_another_look_decided_by_id_staff')),
        sa.ForeignKeyConstraint(['filed_by_id'], ['staff.id'], name=op.f('fk_another_look_filed_by_id_staff')),
        sa.ForeignKeyConstraint(['result_id'], ['year_result.id'], name=op.f('fk_another_look_result_id_year_result')),
        sa.ForeignKeyConstraint(['second_by_id'], ['staff.id'], name=op.f('fk_another_look_second_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_another_look'))
    )
    op.create_index(op.f('ix_another_look_agency_id'), 'another_look', ['agency_id'])
    op.create_index(op.f('ix_another_look_result_id'), 'another_look', ['result_id'])
    op.create_table(
        'appraised_points',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('result_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('criterion_key', sa.String(length=60), nullable=False),
        sa.Column('points', sa.Float(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('given_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_appraised_points_agency_id_agency')),
        sa.ForeignKeyConstraint(['result_id'], ['year_result.id'], name=op.f('fk_appraised_points_result_id_year_result')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_appraised_points_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appraised_points'))
    )
    op.create_index(op.f('ix_appraised_points_agency_id'), 'appraised_points', ['agency_id'])
    op.create_index(op.f('ix_appraised_points_result_id'), 'appraised_points', ['result_id'])
    op.create_table(
        'criterion_score',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_score_id', sa.Integer(), nullable=False),
        sa.Column('criterion_key', sa.String(length=60), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('figure', sa.Float(), nullable=True),
        sa.Column('figure_low', sa.Float(), nullable=True),
        sa.Column('figure_high', sa.Float(), nullable=True),
        sa.Column('points', sa.Float(), nullable=True),
        sa.Column('points_low', sa.Float(), nullable=True),
        sa.Column('points_high', sa.Float(), nullable=True),
        sa.Column('max_points', sa.Float(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('source', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['agency_score_id'], ['agency_score.id'], name=op.f('fk_criterion_score_agency_score_id_agency_score')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion_score')),
        sa.UniqueConstraint('agency_score_id', 'criterion_key', name=op.f('uq_criterion_score_agency_score_id_criterion_key'))
    )
    op.create_index(op.f('ix_criterion_score_agency_score_id'), 'criterion_score', ['agency_score_id'])
    for table in _APPEND_ONLY:
        for statement in forbid_changes(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
