"""Where clerks key: their tasks, and one page a form. Blind: nothing of the other pass is ever read."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from base.clock import now
from base.forms import Form
from base.nonces import NonceInvalid
from base.permissions import Permission, requires
from base.rules import RuleBroken
from surveys.actions.paper.keying import key_form
from surveys.paper_pages import KeyingPage, new_page_token, read_page_token
from surveys.paper_views import keying_view, typed_fields
from surveys.queries.paper.batches import content_of
from surveys.queries.paper.keyings import (
    Task,
    find_by_page,
    find_keying,
    get_task,
    last_keyed,
    list_tasks,
)
from surveys.questionnaire_content import Content
from surveys.rules.paper.custody import NotYourForms
from surveys.rules.paper.keyed import read_typed
from surveys.rules.paper.serials import read_serial, serial_text
from surveys.staff_routes.paper.blueprint import app_settings, done, paper_keying, told


class KeyedBefore(RuleBroken):
    sentence = (
        "Tờ %(serial)s ông/bà đã nhập rồi. Xin xem lại số phiếu; nếu đúng là muốn sửa tờ này, "
        "xin đánh dấu «Nhập lại tờ này» rồi ghi."
    )


@paper_keying.get("")
@requires(Permission.PAPER_KEY)
def task_list() -> ResponseReturnValue:
    tasks = list_tasks(current_viewer().staff_id or 0)
    return render_template("surveys/staff/paper_tasks.html", tasks=tasks)


@paper_keying.route("/<int:batch_id>", methods=["GET", "POST"])
@requires(Permission.PAPER_KEY)
def key_forms(batch_id: int) -> ResponseReturnValue:
    """An empty form page; posting keys one form and leads to the next empty page."""
    task = get_task(batch_id, current_viewer().staff_id)
    content = content_of(task.batch)
    if not Form().validate_on_submit():
        return _page(task, content), 422 if request.method == "POST" else 200
    fields, outcome = typed_fields(content, request.form), request.form.get("outcome", "")
    try:
        page = page_sent()
        serial = _serial(task, page)
        typed = read_typed(content, fields, outcome)
    except RuleBroken as broken:
        return _page(task, content, fields, errors=[told(broken)], outcome=outcome), 422
    if typed.mistakes:
        return _page(task, content, fields, typed.mistakes, outcome=outcome), 422
    key_form(current_viewer(), task.batch, page, serial, typed.keyed, typed.words)
    done(_("Đã ghi tờ %(serial)s.", serial=serial_text(serial)))
    return redirect(url_for(".key_forms", batch_id=batch_id))


def page_sent() -> KeyingPage:
    try:
        return read_page_token(request.form.get("page", ""), app_settings().secrets)
    except NonceInvalid as error:
        raise NotYourForms from error


def _serial(task: Task, page: KeyingPage) -> int:
    """A form that was keyed before takes a mark that this is meant; the same page sent again does not."""
    batch = task.batch
    serial = read_serial(request.form.get("serial", ""), batch.serial_from, batch.form_count)
    is_known = find_keying(serial, task.pass_number) is not None
    if is_known and not request.form.get("again") and find_by_page(page.key) is None:
        raise KeyedBefore(serial=serial_text(serial))
    return serial


def _page(
    task: Task,
    content: Content,
    fields: Any = None,
    mistakes: Any = None,
    errors: Any = (),
    outcome: str = "filled",
) -> str:
    staff_id = current_viewer().staff_id or 0
    keys = app_settings().secrets
    sent = request.form.get("page", "")
    fresh = new_page_token(task.batch.id, staff_id, task.pass_number, now(), keys)
    return render_template(
        "surveys/staff/paper_key.html",
        task=task,
        view=keying_view(content, fields, mistakes, outcome, errors),
        serial=request.form.get("serial", ""),
        asks_again=bool(errors) and bool(request.form.get("serial")),
        page=sent or fresh,
        recent=last_keyed(task.batch.id, task.pass_number, staff_id),
    )
