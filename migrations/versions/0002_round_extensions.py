"""extensions of rounds with their reasons; which worker holds a job; no truncation of responses"""

import sqlalchemy as sa
from alembic import op

import base.db
from base.append_only import forbid_truncation

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "round_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("old_closes_at", base.db.UtcDateTime(), nullable=False),
        sa.Column("new_closes_at", base.db.UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_at", base.db.UtcDateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "new_closes_at > old_closes_at", name=op.f("ck_round_extension_longer")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["survey_round.id"], name=op.f("fk_round_extension_round_id_survey_round")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_round_extension_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_extension")),
    )
    op.create_index(op.f("ix_round_extension_round_id"), "round_extension", ["round_id"])
    with op.batch_alter_table("job_run") as batch:
        batch.add_column(sa.Column("started_at", base.db.UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("touched_at", base.db.UtcDateTime(), nullable=True))
        batch.add_column(
            sa.Column("worker", sa.String(length=80), server_default="", nullable=False)
        )
        batch.add_column(
            sa.Column("attempt_count", sa.Integer(), server_default="0", nullable=False)
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(forbid_truncation("response_default"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER response_default_no_truncate ON response_default")
    with op.batch_alter_table("job_run") as batch:
        for column in ("attempt_count", "worker", "touched_at", "started_at"):
            batch.drop_column(column)
    op.drop_index(op.f("ix_round_extension_round_id"), "round_extension")
    op.drop_table("round_extension")
