"""what a proposal names is frozen; outcomes of telephone calls are only added

`case_decision.scope` and `proposed_response` keep what exactly a proposal is about. An outcome of a call was a
column that could be written over; each is now a row of its own, and samples and their calls change no more.
"""

import sqlalchemy as sa
from alembic import op

from base.append_only import forbid_changes
from base.db import UtcDateTime

revision = '0021'
down_revision = '0020'

FROZEN = ('proposed_response', 'audit_sample', 'audit_call', 'audit_call_note')


def _rows(query: str) -> list[dict[str, object]]:
    """Read before a table is made anew: SQLite drops the old one, and with it what would refer to it."""
    return [dict(row) for row in op.get_bind().execute(sa.text(query)).mappings()]


def upgrade() -> None:
    op.add_column('case_decision', sa.Column('scope', sa.JSON(), server_default='{}', nullable=False))
    op.create_table(
        'proposed_response',
        sa.Column('decision_id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('response_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(['decision_id'], ['case_decision.id'], name=op.f('fk_proposed_response_decision_id_case_decision')),
        sa.ForeignKeyConstraint(['round_id'], ['survey_round.id'], name=op.f('fk_proposed_response_round_id_survey_round')),
        sa.PrimaryKeyConstraint('decision_id', 'round_id', 'response_id', name=op.f('pk_proposed_response')),
        sqlite_with_rowid=False,
    )
    noted = _rows("SELECT sample_id, position, outcome, noted_at, noted_by_id FROM audit_call WHERE outcome <> ''")
    with op.batch_alter_table('audit_call', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_audit_call_noted_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('noted_by_id')
        batch_op.drop_column('noted_at')
        batch_op.drop_column('outcome')
    op.create_table(
        'audit_call_note',
        sa.Column('sample_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('outcome', sa.String(length=15), nullable=False),
        sa.Column('noted_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('noted_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['sample_id', 'position'], ['audit_call.sample_id', 'audit_call.position'], name=op.f('fk_audit_call_note_sample_id_audit_call')),
        sa.ForeignKeyConstraint(['noted_by_id'], ['staff.id'], name=op.f('fk_audit_call_note_noted_by_id_staff')),
        sa.PrimaryKeyConstraint('sample_id', 'position', 'revision', name=op.f('pk_audit_call_note')),
    )
    for row in noted:
        op.get_bind().execute(
            sa.text(
                'INSERT INTO audit_call_note (sample_id, position, revision, outcome, noted_at, noted_by_id)'
                ' VALUES (:sample_id, :position, 1, :outcome, :noted_at, :noted_by_id)'
            ),
            row,
        )
    for table in FROZEN:
        for statement in forbid_changes(table, op.get_bind().dialect.name):
            op.execute(statement)


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for verb in ('update', 'delete'):
            op.execute(f'DROP TRIGGER {table}_no_{verb}')
    else:
        op.execute(f'DROP TRIGGER {table}_append_only ON {table}')
        op.execute(f'DROP TRIGGER {table}_no_truncate ON {table}')


def downgrade() -> None:
    for table in FROZEN:
        _allow_changes(table)
    noted = _rows(
        'SELECT sample_id, position, outcome, noted_at, noted_by_id FROM audit_call_note'
        ' ORDER BY sample_id, position, revision'
    )
    op.drop_table('audit_call_note')
    with op.batch_alter_table('audit_call', schema=None) as batch_op:
        batch_op.add_column(sa.Column('outcome', sa.String(length=15), server_default='', nullable=False))
        batch_op.add_column(sa.Column('noted_at', UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('noted_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_audit_call_noted_by_id_staff'), 'staff', ['noted_by_id'], ['id'])
    for row in noted:
        op.get_bind().execute(
            sa.text(
                'UPDATE audit_call SET outcome = :outcome, noted_at = :noted_at, noted_by_id = :noted_by_id'
                ' WHERE sample_id = :sample_id AND position = :position'
            ),
            row,
        )
    op.drop_table('proposed_response')
    op.drop_column('case_decision', 'scope')
