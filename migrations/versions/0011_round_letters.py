"""Letters about a round that go out once; when a line of the proof of publication was written down."""

import sqlalchemy as sa
from alembic import op

import base.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", base.db.UtcDateTime(), nullable=False),
        sa.Column("sent_at", base.db.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["comment_round.id"], name=op.f("fk_round_letter_round_id_comment_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_letter")),
        sa.UniqueConstraint(
            "topic", "recipient", "round_id", name=op.f("uq_round_letter_topic_recipient_round_id")
        ),
    )
    op.create_index(op.f("ix_round_letter_round_id"), "round_letter", ["round_id"])
    # Added in place: making the table anew would lose the triggers that let it only grow.
    op.add_column(
        "publication_act", sa.Column("recorded_at", base.db.UtcDateTime(), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("publication_act", "recorded_at")
    op.drop_index(op.f("ix_round_letter_round_id"), table_name="round_letter")
    op.drop_table("round_letter")
