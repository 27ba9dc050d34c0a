"""What a person does with a long work: stop it."""

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.jobs import JobRun, ask_to_stop


def stop_job(actor: Viewer, run: JobRun) -> bool:
    """False when it had ended before."""
    if not ask_to_stop(run.id):
        return False
    record_act(
        "job.stop",
        staff_id=actor.staff_id,
        subject=run,
        after={"kind": run.kind, "title": run.title},
    )
    return True
