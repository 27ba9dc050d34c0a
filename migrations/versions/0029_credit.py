"""tallies by who resolved; beside figures how many answers are about dossiers that others received

cluster_tally is made from the responses, so it is made anew by the worker, minute by minute; columnar files
that do not know who resolved are written anew before they are counted again.
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'

_COUNTS = (
    'level_1', 'level_2', 'level_3', 'level_4', 'level_5', 'none_count', 'blank_count', 'response_count',
    'seen_count',
)
_WHOLE = sa.text("question_key = '*'")


def _create_tally(by_resolver: bool) -> None:
    apart = ['resolving_agency_id'] if by_resolver else []
    keys = ['round_id', 'agency_id', 'channel', 'month', 'iso_week', 'cluster_id', 'standing', 'class_key']
    op.create_table(
        'cluster_tally',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(length=10), nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('iso_week', sa.Integer(), nullable=False),
        sa.Column('cluster_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('standing', sa.String(length=10), nullable=False),
        sa.Column('class_key', sa.String(length=80), nullable=False),
        *(sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in apart),
        sa.Column('question_key', sa.String(length=42 if by_resolver else 41), nullable=False),
        sa.Column('place_id', sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.ForeignKeyConstraint(
            ['round_id'], ['survey_round.id'], name=op.f('fk_cluster_tally_round_id_survey_round')
        ),
        sa.PrimaryKeyConstraint(*keys, *apart, 'question_key', name=op.f('pk_cluster_tally')),
        sqlite_with_rowid=False,
    )
    op.create_index(
        'ix_cluster_tally_whole',
        'cluster_tally',
        ['round_id', 'agency_id', 'place_id', 'channel', 'iso_week', 'cluster_id', 'standing',
         'response_count', 'seen_count'],
        sqlite_where=_WHOLE,
        postgresql_where=_WHOLE,
    )  # fmt: skip
    op.execute(sa.text('UPDATE tally_mark SET is_stale = :stale').bindparams(stale=True))
    op.execute(sa.text('DELETE FROM columnar_file'))


def upgrade() -> None:
    op.drop_table('cluster_tally')
    _create_tally(by_resolver=True)
    with op.batch_alter_table('index_cell') as batch:
        batch.add_column(sa.Column('resolved_count', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('index_cell') as batch:
        batch.drop_column('resolved_count')
    op.drop_table('cluster_tally')
    _create_tally(by_resolver=False)
