"""free words are withheld or cut by two people"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'


def upgrade() -> None:
    with op.batch_alter_table('text_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proposal', sa.String(length=10), server_default='', nullable=False))
        batch_op.add_column(sa.Column('proposed_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('proposed_on', sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_text_review_proposed_by_id_staff'), 'staff', ['proposed_by_id'], ['id'])


def downgrade() -> None:
    op.execute("UPDATE text_review SET state = 'waiting', reason = '', note = '', shown = '' WHERE state = 'proposed'")
    with op.batch_alter_table('text_review', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_text_review_proposed_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('proposed_on')
        batch_op.drop_column('proposed_by_id')
        batch_op.drop_column('proposal')
