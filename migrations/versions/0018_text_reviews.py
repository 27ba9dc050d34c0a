"""text reviews

What a person of the province decided about free words before anybody may read them.
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    op.create_table(
        'text_review',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('response_id', sa.BigInteger(), nullable=False),
        sa.Column('question_key', sa.String(length=40), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('iso_week', sa.Integer(), nullable=False),
        sa.Column('original_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('is_province_only', sa.Boolean(), nullable=False),
        sa.Column('redacted', sa.Text(), nullable=False),
        sa.Column('shown', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.String(length=20), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_on', sa.Date(), nullable=True),
        sa.Column('published_on', sa.Date(), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_text_review_round_id_survey_round')),
        sa.ForeignKeyConstraint(['agency_id'], ['agency.id'], name=op.f('fk_text_review_agency_id_agency')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['staff.id'], name=op.f('fk_text_review_decided_by_id_staff')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_text_review')),
        sa.UniqueConstraint('round_id', 'response_id', 'question_key', name=op.f('uq_text_review_round_id_response_id_question_key')),
        sqlite_with_rowid=False,
    )
    op.create_index('ix_text_review_agency_id', 'text_review', ['agency_id', 'state'])


def downgrade() -> None:
    op.drop_table('text_review')
