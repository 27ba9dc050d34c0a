"""tallies by week, columnar files, counts that may be empty

cluster_tally is made from the responses, so it is made anew; `flask surveys recount` fills it.
"""

import sqlalchemy as sa
from alembic import op

import base.db

revision = '0003'
down_revision = '0002'

_LEVELS = ('level_1', 'level_2', 'level_3', 'level_4', 'level_5', 'none_count', 'blank_count', 'response_count')


def _create_tally(by_week: bool) -> None:
    week = [sa.Column('iso_week', sa.Integer(), nullable=False)] if by_week else []
    keys = ['round_id', 'agency_id', 'channel', 'month', *(['iso_week'] if by_week else []), 'cluster_id', 'question_key']
    op.create_table('cluster_tally',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('agency_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('month', sa.Integer(), nullable=False),
    *week,
    sa.Column('cluster_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('question_key', sa.String(length=41 if by_week else 40), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=True),
    *(sa.Column(name, sa.Integer(), nullable=False) for name in _LEVELS),
    sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_cluster_tally_round_id_survey_round')),
    sa.PrimaryKeyConstraint(*keys, name=op.f('pk_cluster_tally'))
    )


def upgrade() -> None:
    op.drop_table('cluster_tally')
    _create_tally(by_week=True)
    op.create_index(
        'ix_cluster_tally_whole', 'cluster_tally',
        ['round_id', 'agency_id', 'place_id', 'channel', 'iso_week', 'cluster_id', 'response_count'],
        unique=False,
        sqlite_where=sa.text("question_key = '*'"),
        postgresql_where=sa.text("question_key = '*'"),
    )
    op.create_index('ix_response_cluster', 'response', ['round_id', 'cluster_id', 'source'], unique=False)
    op.create_table('columnar_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('questionnaire_version_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('response_count', sa.BigInteger(), nullable=False),
    sa.Column('written_at', base.db.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['questionnaire_version_id'], ['questionnaire_version.id'], name=op.f('fk_columnar_file_questionnaire_version_id_questionnaire_version')),
    sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_columnar_file_round_id_survey_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_columnar_file'))
    )
    with op.batch_alter_table('columnar_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_columnar_file_round_id'), ['round_id'], unique=False)
    with op.batch_alter_table('index_cell', schema=None) as batch_op:
        batch_op.alter_column('n', existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column('n_valid', existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM index_cell WHERE n IS NULL OR n_valid IS NULL")
    with op.batch_alter_table('index_cell', schema=None) as batch_op:
        batch_op.alter_column('n_valid', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('n', existing_type=sa.Integer(), nullable=False)
    op.drop_table('columnar_file')
    op.drop_index('ix_response_cluster', table_name='response')
    op.drop_table('cluster_tally')
    _create_tally(by_week=False)
