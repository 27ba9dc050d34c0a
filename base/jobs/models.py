"""The table of long works: what was asked for, how far it is, who carries it out."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from base.clock import now
from base.db import Base, UtcDateTime


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


ACTIVE = (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


class JobRun(Base):
    """`message` is a Vietnamese message id; `result_path` lies below INSTANCE_DIR/results.

    `worker` names the process at work; it refreshes `touched_at` while it lives. `attempt_count`
    tells two workers apart that both believe to hold the job.
    """

    __tablename__ = "job_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default=JobState.QUEUED, index=True)
    done_count: Mapped[int] = mapped_column(Integer, default=0)
    total_count: Mapped[int] = mapped_column(Integer, default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    result_path: Mapped[str | None] = mapped_column(String(300))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    queued_at: Mapped[Any] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    touched_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    finished_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)
    worker: Mapped[str] = mapped_column(String(80), default="", server_default="")
    attempt_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE
