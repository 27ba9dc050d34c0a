"""Taking single responses out: asked for by the round's owner, noted in the audit trail, then a job."""

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.jobs import JobRun, start_job
from surveys.models import SurveyRound
from surveys.queries.exports import count_exported
from surveys.queries.rounds import targets_of
from surveys.rules.transfer import check_fits, check_may_export

EXPORT_JOB = "export_responses"


def ask_for_export(
    actor: Viewer, survey_round: SurveyRound, export_format: str, title: str
) -> JobRun:
    """The stored wish; the caller commits, then sends the job."""
    check_may_export(
        survey_round.state,
        survey_round.owner_agency_id,
        targets_of(survey_round.id),
        actor.agency_id,
    )
    count = count_exported(survey_round.id)
    check_fits(export_format, count)
    record_act(
        "responses.export",
        staff_id=actor.staff_id,
        subject=survey_round,
        agency_id=survey_round.owner_agency_id,
        after={"format": export_format, "responses": count, "round_state": survey_round.state},
    )
    arguments = {"round_id": survey_round.id, "export_format": export_format}
    return start_job(EXPORT_JOB, title, arguments, actor.staff_id)
