"""published questionnaires frozen by triggers

The model refused changes of a published version already; whatever else writes to the database is refused now
too. Translations, which live in the same document, may still be added.
"""

from alembic import op

from surveys.frozen_versions import freeze_published, thaw_published

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    for statement in freeze_published(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in thaw_published(op.get_bind().dialect.name):
        op.execute(statement)
