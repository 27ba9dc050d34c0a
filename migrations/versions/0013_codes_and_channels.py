"""one-time codes, dossier counts, exclusions, keys of other systems, office networks, public records

Answers with a code come from no QR place, so a cluster names its agency and perhaps a place.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0013'
down_revision = '0012'

_NO_ORDER = {'sqlite_with_rowid': False}
_APPEND_ONLY = (
    'response_class',
    'supersession',
    'dossier_count',
    'exclusion_act',
    'excluded_response',
    'public_record',
)
_TABLES = (
    'code_batch',
    'one_time_code',
    'code_use',
    'answer_link',
    'response_class',
    'supersession',
    'dossier_count',
    'exclusion_act',
    'excluded_response',
    'api_key',
    'agency_network',
    'public_record',
)


def _foreign(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{target}.id'], name=op.f(f'fk_{table}_{column}_{target}')
    )


def _create_codes() -> None:
    op.create_table(
        'code_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('issue_day', sa.Date(), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=False),
        sa.Column('delivery', sa.String(length=10), nullable=False),
        sa.Column('code_count', sa.Integer(), nullable=False),
        sa.Column('root', sa.LargeBinary(length=32), nullable=False),
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('printed_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('withdrawn_reason', sa.Text(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.CheckConstraint('code_count > 0', name=op.f('ck_code_batch_some_codes')),
        sa.CheckConstraint('expires_on >= issue_day', name=op.f('ck_code_batch_period')),
        _foreign('round_id', 'code_batch', 'survey_round'),
        _foreign('agency_id', 'code_batch', 'agency'),
        _foreign('made_by_id', 'code_batch', 'staff'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_code_batch')),
    )
    op.create_index(op.f('ix_code_batch_round_id'), 'code_batch', ['round_id'])
    op.create_index(op.f('ix_code_batch_agency_id'), 'code_batch', ['agency_id'])
    op.create_table(
        'one_time_code',
        sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=True),
        sa.Column('is_handed', sa.Boolean(), nullable=False),
        sa.Column('field_key', sa.String(length=40), nullable=False),
        sa.Column('is_late', sa.Boolean(), nullable=True),
        sa.Column('filing_mode', sa.String(length=10), nullable=False),
        sa.Column('resolving_agency_id', sa.Integer(), nullable=True),
        sa.Column('handed_on', sa.Date(), nullable=True),
        sa.Column('handed', sa.LargeBinary(), nullable=True),
        _foreign('batch_id', 'one_time_code', 'code_batch'),
        _foreign('resolving_agency_id', 'one_time_code', 'agency'),
        sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_one_time_code')),
        **_NO_ORDER,
    )
    op.create_index(op.f('ix_one_time_code_batch_id'), 'one_time_code', ['batch_id'])
    op.create_table(
        'code_use',
        sa.Column('code_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('is_settled', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_code_use')),
        **_NO_ORDER,
    )


def _create_rows_of_responses() -> None:
    op.create_table(
        'answer_link',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('response_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('round_id', 'response_id', name=op.f('pk_answer_link')),
        **_NO_ORDER,
    )
    op.create_table(
        'response_class',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('response_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('class_key', sa.String(length=80), nullable=False),
        sa.Column('resolving_agency_id', sa.Integer(), nullable=True),
        _foreign('resolving_agency_id', 'response_class', 'agency'),
        sa.PrimaryKeyConstraint('round_id', 'response_id', name=op.f('pk_response_class')),
        **_NO_ORDER,
    )
    op.create_table(
        'supersession',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('old_response_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('new_response_id', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('round_id', 'old_response_id', name=op.f('pk_supersession')),
        sa.UniqueConstraint(
            'round_id', 'new_response_id', name=op.f('uq_supersession_round_id_new_response_id')
        ),
        **_NO_ORDER,
    )


def _create_counts() -> None:
    op.create_table(
        'dossier_count',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('field_key', sa.String(length=40), nullable=False),
        sa.Column('is_late', sa.Boolean(), nullable=False),
        sa.Column('filing_mode', sa.String(length=10), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('dossier_count', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(length=10), nullable=False),
        sa.Column('received_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('received_from', sa.String(length=120), nullable=False),
        sa.CheckConstraint('dossier_count >= 0', name=op.f('ck_dossier_count_not_negative')),
        _foreign('agency_id', 'dossier_count', 'agency'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_count')),
        sa.UniqueConstraint(
            'agency_id',
            'day',
            'field_key',
            'is_late',
            'filing_mode',
            'revision',
            name=op.f('uq_dossier_count_agency_id_day_field_key_is_late_filing_mode_revision'),
        ),
    )
    op.create_index(op.f('ix_dossier_count_agency_id'), 'dossier_count', ['agency_id'])
    op.create_index(op.f('ix_dossier_count_day'), 'dossier_count', ['day'])


def _create_exclusions() -> None:
    op.create_table(
        'exclusion_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=10), nullable=False),
        sa.Column('restores_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('response_count', sa.Integer(), nullable=False),
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.Column('decided_at', UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(act = 'restore') = (restores_id IS NOT NULL)",
            name=op.f('ck_exclusion_act_restores_one'),
        ),
        _foreign('round_id', 'exclusion_act', 'survey_round'),
        _foreign('agency_id', 'exclusion_act', 'agency'),
        _foreign('case_id', 'exclusion_act', 'review_case'),
        _foreign('restores_id', 'exclusion_act', 'exclusion_act'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion_act')),
        sa.UniqueConstraint('restores_id', name=op.f('uq_exclusion_act_restores_id')),
    )
    for column in ('round_id', 'agency_id', 'case_id'):
        op.create_index(op.f(f'ix_exclusion_act_{column}'), 'exclusion_act', [column])
    op.create_table(
        'excluded_response',
        sa.Column('act_id', sa.Integer(), nullable=False),
        sa.Column('response_id', sa.BigInteger(), autoincrement=False, nullable=False),
        _foreign('act_id', 'excluded_response', 'exclusion_act'),
        sa.PrimaryKeyConstraint('act_id', 'response_id', name=op.f('pk_excluded_response')),
        **_NO_ORDER,
    )


def _create_keys_and_networks() -> None:
    op.create_table(
        'api_key',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=True),
        sa.Column('scope', sa.String(length=20), nullable=False),
        sa.Column('key_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=False),
        sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('revoked_at', UtcDateTime(timezone=True), nullable=True),
        _foreign('agency_id', 'api_key', 'agency'),
        _foreign('made_by_id', 'api_key', 'staff'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
        sa.UniqueConstraint('key_hash', name=op.f('uq_api_key_key_hash')),
    )
    op.create_index(op.f('ix_api_key_agency_id'), 'api_key', ['agency_id'])
    op.create_table(
        'agency_network',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('agency_id', sa.Integer(), nullable=False),
        sa.Column('network', sa.String(length=50), nullable=False),
        sa.Column('added_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('added_by_id', sa.Integer(), nullable=True),
        _foreign('agency_id', 'agency_network', 'agency'),
        _foreign('added_by_id', 'agency_network', 'staff'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agency_network')),
        sa.UniqueConstraint(
            'agency_id', 'network', name=op.f('uq_agency_network_agency_id_network')
        ),
    )
    op.create_index(op.f('ix_agency_network_agency_id'), 'agency_network', ['agency_id'])


def _create_public_records() -> None:
    op.create_table(
        'public_record',
        sa.Column('commitment', sa.LargeBinary(length=32), nullable=False),
        sa.Column('type', sa.String(length=30), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('record', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('commitment', name=op.f('pk_public_record')),
        **_NO_ORDER,
    )
    op.create_index(op.f('ix_public_record_type'), 'public_record', ['type'])
    op.create_index(op.f('ix_public_record_day'), 'public_record', ['day'])


def _alter_clusters() -> None:
    """Every cluster there is belongs to a place, which tells its agency."""
    with op.batch_alter_table('visit_cluster', table_kwargs=_NO_ORDER) as batch:
        batch.add_column(sa.Column('agency_id', sa.Integer(), nullable=True))
    op.execute(
        'UPDATE visit_cluster SET agency_id ='
        ' (SELECT agency_id FROM qr_place WHERE qr_place.id = visit_cluster.place_id)'
    )
    with op.batch_alter_table('visit_cluster', table_kwargs=_NO_ORDER) as batch:
        batch.alter_column('agency_id', existing_type=sa.Integer(), nullable=False)
        batch.alter_column('place_id', existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key(
            op.f('fk_visit_cluster_agency_id_agency'), 'agency', ['agency_id'], ['id']
        )
    op.create_index(
        'uq_visit_cluster_office',
        'visit_cluster',
        ['agency_id', 'channel', 'day'],
        unique=True,
        sqlite_where=sa.text('place_id IS NULL'),
        postgresql_where=sa.text('place_id IS NULL'),
    )


def upgrade() -> None:
    _create_codes()
    _create_rows_of_responses()
    _create_counts()
    _create_exclusions()
    _create_keys_and_networks()
    _create_public_records()
    _alter_clusters()
    for table in _APPEND_ONLY:
        for statement in forbid_changes(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index('uq_visit_cluster_office', table_name='visit_cluster')
    op.execute('DELETE FROM visit_cluster WHERE place_id IS NULL')
    with op.batch_alter_table('visit_cluster', table_kwargs=_NO_ORDER) as batch:
        batch.drop_constraint(op.f('fk_visit_cluster_agency_id_agency'), type_='foreignkey')
        batch.drop_column('agency_id')
        batch.alter_column('place_id', existing_type=sa.Integer(), nullable=False)
    for table in reversed(_TABLES):
        op.drop_table(table)
