"""A round beside its form: extension, new version, contact, files; joins `comment_rounds`."""

import io

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.db import db
from base.forms import Form, Revisioned
from base.periods import end_of, last_day
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, RuleBroken
from feedback.actions.attachments import add_attachment, remove_attachment
from feedback.actions.running_rounds import change_contact, extend_round, put_version
from feedback.forms.attachments import AttachmentForm
from feedback.forms.comment_rounds import ContactForm, ExtensionForm, NewVersionForm
from feedback.models import CommentRound, RoundAttachment
from feedback.queries import round_parts as parts
from feedback.reports.comment_rounds import version_words
from feedback.reports.round_words import dates_words
from feedback.staff_routes.comment_rounds import (
    comment_rounds_staff,
    round_to_change,
    round_to_look_at,
    show_round,
)


@comment_rounds_staff.route("/<int:round_id>/gia-han", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def extend(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    form = ExtensionForm(
        data={
            "closes_on": last_day(comment_round.closes_at),
            "revision": str(comment_round.revision),
        }
    )
    if form.validate_on_submit():
        closes_at = end_of(form.closes_on.data)
        try:
            extend_round(
                current_viewer(), comment_round, closes_at, form.reason.data, form.seen_revision
            )
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            day = f"{last_day(closes_at):%d/%m/%Y}"
            flash(_("Đã gia hạn đến hết ngày %(day)s.", day=day), "success")
            return redirect(url_for(".round_page", round_id=round_id))
    return _part_page("round_extend", comment_round, form)


@comment_rounds_staff.route("/<int:round_id>/ban-moi", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def new_version(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    newer = parts.list_newer_versions(comment_round.version)
    form = NewVersionForm(
        versions=[(str(one.id), version_words(one)) for one in newer],
        data={"revision": str(comment_round.revision)},
    )
    if form.validate_on_submit():
        version = next(one for one in newer if str(one.id) == form.version.data)
        try:
            put_version(current_viewer(), comment_round, version, form.seen_revision)
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            flash(_("Bản mới đã được đưa ra lấy ý kiến."), "success")
            return redirect(url_for(".round_page", round_id=round_id))
    return _part_page("round_version", comment_round, form)


@comment_rounds_staff.route("/<int:round_id>/lien-he", methods=["GET", "POST"])
@requires(Permission.FEEDBACK_EDIT)
def contact(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    form = ContactForm(obj=comment_round)
    if form.validate_on_submit():
        addresses = (form.province_address.data or "", form.agency_address.data or "")
        try:
            change_contact(
                current_viewer(), comment_round, form.contact.data, addresses, form.seen_revision
            )
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            flash(_("Đã lưu nơi liên hệ và địa chỉ đăng."), "success")
            return redirect(url_for(".round_page", round_id=round_id))
    return _part_page("round_contact", comment_round, form)


def say_broken(form: Form, broken: RuleBroken, comment_round: CommentRound) -> None:
    """Nothing was done; what was typed stays beside the sentence.

    Who was overtaken by somebody else sees the round as it is now and may send once more.
    """
    db.session.rollback()
    note_broken_rule(broken)
    form.form_errors.append(_(type(broken).sentence) % broken.values)
    if isinstance(form, Revisioned) and isinstance(broken, ChangedMeanwhile):
        form.revision.data = str(comment_round.revision)


def _part_page(template: str, comment_round: CommentRound, form: Form) -> ResponseReturnValue:
    status = 409 if form.form_errors else 422 if form.errors else 200
    page = render_template(
        f"feedback/staff/{template}.html",
        comment_round=comment_round,
        form=form,
        dates=dates_words(comment_round),
    )
    return page, status


@comment_rounds_staff.post("/<int:round_id>/tep")
@requires(Permission.FEEDBACK_EDIT)
def add_file(round_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    form = AttachmentForm()
    if form.validate_on_submit():
        upload = form.file.data
        try:
            add_attachment(current_viewer(), comment_round, upload.filename, upload.read())
        except RuleBroken as broken:
            say_broken(form, broken, comment_round)
        else:
            db.session.commit()
            flash(_("Đã thêm tệp."), "success")
            return redirect(url_for(".round_page", round_id=round_id))
    return show_round(comment_round, form), 409 if form.form_errors else 422


@comment_rounds_staff.post("/<int:round_id>/tep/<int:attachment_id>/bo")
@requires(Permission.FEEDBACK_EDIT)
def remove_file(round_id: int, attachment_id: int) -> ResponseReturnValue:
    comment_round = round_to_change(round_id)
    attachment = parts.get_attachment(round_id, attachment_id)
    form = Form()
    if form.validate_on_submit():
        remove_attachment(current_viewer(), comment_round, attachment)
        db.session.commit()
        flash(_("Đã bỏ tệp."), "success")
    return redirect(url_for(".round_page", round_id=round_id))


@comment_rounds_staff.get("/<int:round_id>/tep/<int:attachment_id>")
@requires(Permission.FEEDBACK_READ)
def read_file(round_id: int, attachment_id: int) -> ResponseReturnValue:
    return as_download(parts.get_attachment(round_to_look_at(round_id).id, attachment_id))


def as_download(attachment: RoundAttachment) -> Response:
    """Never shown in the browser: only saved, and not looked into for another kind."""
    response = send_file(
        io.BytesIO(attachment.content),
        mimetype=attachment.media,
        as_attachment=True,
        download_name=attachment.name,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
