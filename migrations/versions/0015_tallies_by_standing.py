"""tallies by standing and dossier class; response rates and dossiers beside figures

cluster_tally is made from the responses, so it is made anew by the worker, minute by minute.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'

_LEVELS = ('level_1', 'level_2', 'level_3', 'level_4', 'level_5', 'none_count', 'blank_count', 'response_count')
_WHOLE = sa.text("question_key = '*'")


def _create_tally(by_standing: bool) -> None:
    apart = ['standing', 'class_key'] if by_standing else []
    more = ['seen_count'] if by_standing else []
    keys = ['round_id', 'agency_id', 'channel', 'month', 'iso_week', 'cluster_id', *apart, 'question_key']
    widths = {'standing': 10, 'class_key': 80}
    op.create_table(
        'cluster_tally',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(length=10), nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('iso_week', sa.Integer(), nullable=False),
        sa.Column('cluster_id', sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(length=widths[name]), nullable=False) for name in apart),
        sa.Column('question_key', sa.String(length=41), nullable=False),
        sa.Column('place_id', sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*_LEVELS, *more)),
        sa.ForeignKeyConstraint(
            ['round_id'], ['survey_round.id'], name=op.f('fk_cluster_tally_round_id_survey_round')
        ),
        sa.PrimaryKeyConstraint(*keys, name=op.f('pk_cluster_tally')),
        sqlite_with_rowid=False,
    )
    standing = ['standing'] if by_standing else []
    op.create_index(
        'ix_cluster_tally_whole',
        'cluster_tally',
        ['round_id', 'agency_id', 'place_id', 'channel', 'iso_week', 'cluster_id', *standing, 'response_count', *more],
        sqlite_where=_WHOLE,
        postgresql_where=_WHOLE,
    )
    op.execute(sa.text('UPDATE tally_mark SET is_stale = :stale').bindparams(stale=True))


def upgrade() -> None:
    op.drop_table('cluster_tally')
    _create_tally(by_standing=True)
    with op.batch_alter_table('columnar_file') as batch:
        batch.add_column(sa.Column('seen_count', sa.BigInteger(), nullable=False, server_default='0'))
    with op.batch_alter_table('columnar_file') as batch:
        batch.alter_column('seen_count', server_default=None)
    with op.batch_alter_table('index_cell') as batch:
        batch.add_column(sa.Column('issued_count', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('response_rate', sa.Float(), nullable=True))
        batch.add_column(sa.Column('dossier_count', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('index_cell') as batch:
        batch.drop_column('dossier_count')
        batch.drop_column('response_rate')
        batch.drop_column('issued_count')
    with op.batch_alter_table('columnar_file') as batch:
        batch.drop_column('seen_count')
    op.drop_table('cluster_tally')
    _create_tally(by_standing=False)
