"""Long works: the list, one with its progress, stopping it, its result."""

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.actions.jobs import stop_job
from agencies.queries.jobs import count_jobs, get_job, list_jobs
from agencies.reports.jobs import job_report, may_fetch
from base.clock import now
from base.db import db
from base.forms import Form
from base.jobs import result_file
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import NotFound

jobs_staff = Blueprint("jobs_staff", __name__, url_prefix="/can-bo/viec")


@jobs_staff.get("")
@requires(Permission.SIGNED_IN)
def job_list() -> ResponseReturnValue:
    viewer = current_viewer()
    paging = page_of(request.args.get("page"), count_jobs(viewer))
    rows = list_jobs(viewer, paging.size, paging.offset)
    return render_template(
        "agencies/staff/jobs.html",
        rows=[(job_report(run, viewer, now()), name) for run, name in rows],
        paging=paging,
        links=paging.links(lambda number: url_for(".job_list", page=number)),
    )


@jobs_staff.get("/<int:run_id>")
@requires(Permission.SIGNED_IN)
def job_page(run_id: int) -> ResponseReturnValue:
    """While it runs the page asks again: by script, or by the refresh that stands in <noscript>."""
    viewer = current_viewer()
    run = get_job(viewer, run_id)
    page = render_template(
        "agencies/staff/job.html", job=job_report(run, viewer, now()), form=Form()
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@jobs_staff.post("/<int:run_id>/dung")
@requires(Permission.SIGNED_IN)
def stop(run_id: int) -> ResponseReturnValue:
    run = get_job(current_viewer(), run_id)
    if Form().validate_on_submit() and stop_job(current_viewer(), run):
        db.session.commit()
        flash(_("Đã yêu cầu dừng."), "success")
    else:
        flash(_("Việc này đã kết thúc trước đó."), "info")
    return redirect(url_for(".job_page", run_id=run_id))


@jobs_staff.get("/<int:run_id>/ket-qua")
@requires(Permission.SIGNED_IN)
def result(run_id: int) -> ResponseReturnValue:
    viewer = current_viewer()
    run = get_job(viewer, run_id)
    path = result_file(run) if may_fetch(run, viewer) else None
    if path is None:
        raise NotFound
    return send_file(path, as_attachment=True, download_name=path.name.split("-", 1)[-1])
