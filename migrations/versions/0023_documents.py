"""documents

Reports of a half-year and a year: what staff write into them, who signs, an office's own template.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    op.create_table(
        'year_document',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('period', sa.String(length=8), nullable=False),
        sa.Column('subject', sa.String(length=30), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=True),
        sa.Column('number', sa.String(length=20), nullable=False),
        sa.Column('dated_on', sa.Date(), nullable=True),
        sa.Column('changed_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_year_document_agency_id_agency')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_year_document')),
        sa.UniqueConstraint('period', 'subject', name=op.f('uq_year_document_period_subject')),
    )
    op.create_index(op.f('ix_year_document_agency_id'), 'year_document', ['agency_id'])
    op.create_table(
        'document_office',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=30), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=True),
        sa.Column('symbol', sa.String(length=30), nullable=False),
        sa.Column('place', sa.String(length=60), nullable=False),
        sa.Column('signer_role', sa.JSON(), nullable=False),
        sa.Column('signer_name', sa.String(length=80), nullable=False),
        sa.Column('copies', sa.JSON(), nullable=False),
        sa.Column('archive', sa.String(length=60), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_document_office_agency_id_agency')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_document_office')),
        sa.UniqueConstraint('subject', name=op.f('uq_document_office_subject')),
    )
    op.create_index(op.f('ix_document_office_agency_id'), 'document_office', ['agency_id'])
    op.create_table(
        'document_template',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.String(length=30), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('added_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=False),
        sa.Column('removed_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('removed_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['added_by_id'], ['staff.id'], name=op.f('fk_document_template_added_by_id_staff')),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_document_template_agency_id_agency')),
        sa.ForeignKeyConstraint(['removed_by_id'], ['staff.id'], name=op.f('fk_document_template_removed_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_document_template')),
    )
    op.create_index(op.f('ix_document_template_agency_id'), 'document_template', ['agency_id'])
    op.create_index(op.f('ix_document_template_subject'), 'document_template', ['subject'])
    op.create_table(
        'document_text',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('document_id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=40), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=False),
        sa.Column('written_at', UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['document_id'], ['year_document.id'], name=op.f('fk_document_text_document_id_year_document')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_document_text_staff_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_document_text')),
    )
    op.create_index(op.f('ix_document_text_document_id'), 'document_text', ['document_id'])
    for statement in forbid_changes('document_text', op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for table in ('document_text', 'document_template', 'document_office', 'year_document'):
        op.drop_table(table)
