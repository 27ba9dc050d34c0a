"""paper forms: batches, forms, keyings, scans, samples keyed anew, corrections"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0017'
down_revision = '0016'

_APPEND_ONLY = ('paper_keying', 'paper_sample', 'paper_recheck', 'paper_correction')
_TABLES = (
    'paper_batch',
    'paper_form',
    'paper_keying',
    'paper_scan',
    'paper_sample',
    'paper_recheck',
    'paper_correction',
)


def _create_batches() -> None:
    op.create_table(
        'paper_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('questionnaire_version_id', sa.Integer(), nullable=False),
        sa.Column('serial_from', sa.Integer(), nullable=False),
        sa.Column('form_count', sa.Integer(), nullable=False),
        sa.Column('paper', sa.String(length=4), nullable=False),
        sa.Column('second_language', sa.String(length=8), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('filled_count', sa.Integer(), nullable=True),
        sa.Column('spoiled_count', sa.Integer(), nullable=True),
        sa.Column('blank_count', sa.Integer(), nullable=True),
        sa.Column('collected_on', sa.Date(), nullable=True),
        sa.Column('handed_over_by', sa.String(length=200), nullable=False),
        sa.Column('witness_id', sa.Integer(), nullable=True),
        sa.Column('declared_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('declared_by_id', sa.Integer(), nullable=True),
        sa.Column('first_clerk_id', sa.Integer(), nullable=True),
        sa.Column('second_clerk_id', sa.Integer(), nullable=True),
        sa.Column('difference_count', sa.Integer(), nullable=True),
        sa.Column('closed_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('closing_reason', sa.Text(), nullable=False),
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint('first_clerk_id <> second_clerk_id', name=op.f('ck_paper_batch_two_clerks')),
        sa.CheckConstraint('form_count > 0', name=op.f('ck_paper_batch_some_forms')),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_paper_batch_agency_id_agency')),
        sa.ForeignKeyConstraint(['closed_by_id'], ['staff.id'], name=op.f('fk_paper_batch_closed_by_id_staff')),
        sa.ForeignKeyConstraint(['declared_by_id'], ['staff.id'], name=op.f('fk_paper_batch_declared_by_id_staff')),
        sa.ForeignKeyConstraint(['first_clerk_id'], ['staff.id'], name=op.f('fk_paper_batch_first_clerk_id_staff')),
        sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_paper_batch_made_by_id_staff')),
        sa.ForeignKeyConstraint(['questionnaire_version_id'], ['questionnaire_version.id'], name=op.f('fk_paper_batch_questionnaire_version_id_questionnaire_version')),
        sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_paper_batch_round_id_survey_round')),
        sa.ForeignKeyConstraint(['second_clerk_id'], ['staff.id'], name=op.f('fk_paper_batch_second_clerk_id_staff')),
        sa.ForeignKeyConstraint(['witness_id'], ['staff.id'], name=op.f('fk_paper_batch_witness_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batch')),
        sa.UniqueConstraint('serial_from', name=op.f('uq_paper_batch_serial_from'))
    )
    op.create_index(op.f('ix_paper_batch_agency_id'), 'paper_batch', ['agency_id'])
    op.create_index(op.f('ix_paper_batch_first_clerk_id'), 'paper_batch', ['first_clerk_id'])
    op.create_index(op.f('ix_paper_batch_round_id'), 'paper_batch', ['round_id'])
    op.create_index(op.f('ix_paper_batch_second_clerk_id'), 'paper_batch', ['second_clerk_id'])
    op.create_table(
        'paper_form',
        sa.Column('serial', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('outcome', sa.String(length=8), nullable=False),
        sa.Column('answers', sa.LargeBinary(), nullable=False),
        sa.Column('words', sa.JSON(), nullable=False),
        sa.Column('scan_hash', sa.LargeBinary(length=32), nullable=True),
        sa.Column('response_id', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_form_batch_id_paper_batch')),
        sa.PrimaryKeyConstraint('serial', name=op.f('pk_paper_form'))
    )
    op.create_index(op.f('ix_paper_form_batch_id'), 'paper_form', ['batch_id'])


def _create_what_was_read() -> None:
    op.create_table(
        'paper_keying',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('pass_number', sa.SmallInteger(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.String(length=8), nullable=False),
        sa.Column('answers', sa.LargeBinary(), nullable=False),
        sa.Column('seconds_steps', sa.SmallInteger(), nullable=False),
        sa.Column('keyed_on', sa.Date(), nullable=False),
        sa.Column('page_key', sa.String(length=40), nullable=False),
        sa.CheckConstraint('pass_number BETWEEN 1 AND 3', name=op.f('ck_paper_keying_pass')),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_keying_batch_id_paper_batch')),
        sa.ForeignKeyConstraint(['serial'], ['paper_form.serial'], name=op.f('fk_paper_keying_serial_paper_form')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_paper_keying_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_keying')),
        sa.UniqueConstraint('page_key', name=op.f('uq_paper_keying_page_key')),
        sa.UniqueConstraint('serial', 'pass_number', 'revision', name=op.f('uq_paper_keying_serial_pass_number_revision'))
    )
    op.create_index(op.f('ix_paper_keying_batch_id'), 'paper_keying', ['batch_id'])
    op.create_table(
        'paper_scan',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('media', sa.String(length=40), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('content_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('uploaded_on', sa.Date(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_scan_batch_id_paper_batch')),
        sa.ForeignKeyConstraint(['serial'], ['paper_form.serial'], name=op.f('fk_paper_scan_serial_paper_form')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_paper_scan_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_scan')),
        sa.UniqueConstraint('serial', 'content_hash', name=op.f('uq_paper_scan_serial_content_hash'))
    )
    op.create_index(op.f('ix_paper_scan_batch_id'), 'paper_scan', ['batch_id'])


def _create_what_was_checked() -> None:
    op.create_table(
        'paper_sample',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('serials', sa.JSON(), nullable=False),
        sa.Column('drawn_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('drawn_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_sample_batch_id_paper_batch')),
        sa.ForeignKeyConstraint(['drawn_by_id'], ['staff.id'], name=op.f('fk_paper_sample_drawn_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_sample'))
    )
    op.create_index(op.f('ix_paper_sample_batch_id'), 'paper_sample', ['batch_id'])
    op.create_table(
        'paper_recheck',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sample_id', sa.Integer(), nullable=False),
        sa.Column('serial', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.String(length=8), nullable=False),
        sa.Column('answers', sa.LargeBinary(), nullable=False),
        sa.Column('is_same', sa.Boolean(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['sample_id'], ['paper_sample.id'], name=op.f('fk_paper_recheck_sample_id_paper_sample')),
        sa.ForeignKeyConstraint(['serial'], ['paper_form.serial'], name=op.f('fk_paper_recheck_serial_paper_form')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_paper_recheck_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_recheck')),
        sa.UniqueConstraint('sample_id', 'serial', name=op.f('uq_paper_recheck_sample_id_serial'))
    )
    op.create_index(op.f('ix_paper_recheck_sample_id'), 'paper_recheck', ['sample_id'])
    op.create_table(
        'paper_correction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_correction_batch_id_paper_batch')),
        sa.ForeignKeyConstraint(['made_by_id'], ['staff.id'], name=op.f('fk_paper_correction_made_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_correction'))
    )
    op.create_index(op.f('ix_paper_correction_batch_id'), 'paper_correction', ['batch_id'])


def upgrade() -> None:
    _create_batches()
    _create_what_was_read()
    _create_what_was_checked()
    for table in _APPEND_ONLY:
        for statement in forbid_changes(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
