"""The first page of export and import, and asking for an export."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.db import db
from base.jobs import send_job
from base.permissions import Permission, requires
from surveys import exporting  # noqa: F401 - registers the job
from surveys.actions.exports import ask_for_export
from surveys.forms.transfer import ExportForm
from surveys.queries.exports import list_exportable_rounds
from surveys.queries.imports import list_imports
from surveys.queries.rounds import get_round
from surveys.staff_routes.transfer.blueprint import transfer_staff


@transfer_staff.get("")
@requires(Permission.RESPONSES_EXPORT)
def transfer_home() -> ResponseReturnValue:
    form = ExportForm().offer(list_exportable_rounds(current_viewer().agency_id))
    return _home(form)


def _home(form: ExportForm) -> str:
    imports = list_imports(current_viewer().agency_id)
    return render_template("surveys/staff/transfer.html", form=form, imports=imports)


@transfer_staff.post("/xuat")
@requires(Permission.RESPONSES_EXPORT)
def export() -> ResponseReturnValue:
    viewer = current_viewer()
    form = ExportForm().offer(list_exportable_rounds(viewer.agency_id))
    if not form.validate_on_submit():
        return _home(form), 422
    survey_round = get_round(int(form.round_id.data))
    title = _("Xuất phiếu: %(round)s", round=survey_round.name)
    run = ask_for_export(viewer, survey_round, form.export_format.data, title)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))
