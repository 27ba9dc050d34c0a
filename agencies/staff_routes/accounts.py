"""Accounts of staff: list, one person, invitations, switching off and on, recovery by two people."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_security import current_user

from agencies.actions import accounts, invitations
from agencies.actions.accounts import create_staff
from agencies.forms.accounts import ChangeStaffForm, GrantForm, StaffForm
from agencies.models import Staff
from agencies.queries.agencies import agencies_by_id, list_agencies
from agencies.queries.staff import (
    count_staff,
    find_last_link,
    get_invitation,
    get_staff,
    list_grants_of,
    list_open_invitations,
    list_staff,
    list_waiting_grants,
    list_waiting_recoveries,
)
from agencies.role_words import ROLE_HINTS, ROLE_WORDS
from agencies.rules.accounts import EmailTaken, EmailUnreadable
from base.clock import now, today
from base.db import db
from base.forms import Form
from base.mail import is_mail_set, send_letter
from base.paging import page_of
from base.permissions import Permission, requires

accounts_staff = Blueprint("accounts_staff", __name__, url_prefix="/can-bo/tai-khoan")


@accounts_staff.get("")
@requires(Permission.ACCOUNTS_READ)
def staff_list() -> ResponseReturnValue:
    words, role, state = (request.args.get(name, "") for name in ("q", "role", "state"))
    paging = page_of(request.args.get("page"), count_staff(words, role, state))
    return render_template(
        "agencies/staff/accounts.html",
        rows=list_staff(words, role, state, paging.size, paging.offset),
        paging=paging,
        links=paging.links(
            lambda n: url_for(".staff_list", page=n, q=words, role=role, state=state)
        ),
        waiting_grants=list_waiting_grants(),
        waiting_recoveries=list_waiting_recoveries(now()),
        words=words,
        role=role,
        state=state,
        role_words=ROLE_WORDS,
    )


@accounts_staff.get("/moi")
@requires(Permission.ACCOUNTS_EDIT)
def new_staff() -> ResponseReturnValue:
    return _new_page(StaffForm())


@accounts_staff.post("/moi")
@requires(Permission.ACCOUNTS_EDIT)
def add_staff() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    agency_id = form.agency.id if form.agency else None
    try:
        staff = create_staff(form.email.data, form.full_name.data, agency_id, by_id=current_user.id)
    except (EmailTaken, EmailUnreadable) as broken:
        form.email.errors = [_(broken.sentence) % broken.values]
        return _new_page(form), 422
    db.session.commit()
    flash(_("Đã tạo tài khoản. Tiếp theo: cấp vai trò và gửi lời mời."), "success")
    return redirect(url_for("accounts_staff.staff_page", staff_id=staff.id))


@accounts_staff.get("/<int:staff_id>")
@requires(Permission.ACCOUNTS_READ)
def staff_page(staff_id: int) -> ResponseReturnValue:
    return show_staff(get_staff(staff_id), GrantForm())


@accounts_staff.get("/<int:staff_id>/sua")
@requires(Permission.ACCOUNTS_EDIT)
def edit_staff(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    agency = agencies_by_id([staff.agency_id or 0]).get(staff.agency_id or 0)
    code = agency.code if agency else ""
    form = ChangeStaffForm(data={"full_name": staff.full_name, "agency_code": code})
    return _edit_page(staff, form)


@accounts_staff.post("/<int:staff_id>/sua")
@requires(Permission.ACCOUNTS_EDIT)
def change_staff(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    form = ChangeStaffForm()
    if not form.validate_on_submit():
        return _edit_page(staff, form), 422
    agency_id = form.agency.id if form.agency else None
    accounts.change_staff(staff, form.full_name.data, agency_id, current_user.id)
    db.session.commit()
    flash(_("Đã lưu."), "success")
    return redirect(url_for("accounts_staff.staff_page", staff_id=staff.id))


@accounts_staff.post("/<int:staff_id>/moi")
@requires(Permission.ACCOUNTS_EDIT)
def invite(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    if not Form().validate_on_submit():
        return show_staff(staff, GrantForm()), 422
    token = invitations.invite(staff, current_user)
    db.session.commit()
    return _link_page(staff, token)


@accounts_staff.post("/<int:staff_id>/khoi-phuc")
@requires(Permission.ACCOUNTS_EDIT)
def propose_recovery(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    if not Form().validate_on_submit():
        return show_staff(staff, GrantForm()), 422
    invitations.propose_recovery(staff, current_user)
    db.session.commit()
    flash(_("Đã đề nghị khôi phục. Cần một quản trị tài khoản của cơ quan khác đồng ý."), "success")
    return redirect(url_for("accounts_staff.staff_page", staff_id=staff.id))


@accounts_staff.post("/khoi-phuc/<int:invitation_id>/dong-y")
@requires(Permission.ACCOUNTS_EDIT)
def approve_recovery(invitation_id: int) -> ResponseReturnValue:
    invitation = get_invitation(invitation_id)
    staff = get_staff(invitation.staff_id)
    if not Form().validate_on_submit():
        return show_staff(staff, GrantForm()), 422
    token = invitations.approve_recovery(invitation, current_user)
    db.session.commit()
    return _link_page(staff, token)


@accounts_staff.post("/<int:staff_id>/trang-thai")
@requires(Permission.ACCOUNTS_EDIT)
def change_state(staff_id: int) -> ResponseReturnValue:
    staff = get_staff(staff_id)
    act = {
        "deactivate": accounts.deactivate_staff,
        "activate": accounts.activate_staff,
        "unlock": accounts.unlock_staff,
    }.get(request.form.get("act", ""))
    if act is None or not Form().validate_on_submit():
        return show_staff(staff, GrantForm()), 422
    act(staff, current_user.id)
    db.session.commit()
    flash(_("Đã lưu."), "success")
    return redirect(url_for("accounts_staff.staff_page", staff_id=staff.id))


def _new_page(form: StaffForm) -> str:
    return render_template(
        "agencies/staff/account_new.html", form=form, agencies=list_agencies(on=today())
    )


def _edit_page(staff: Staff, form: ChangeStaffForm) -> str:
    return render_template(
        "agencies/staff/account_edit.html",
        form=form,
        staff=staff,
        agencies=list_agencies(on=today()),
    )


@dataclass(frozen=True)
class Delivery:
    """How a link reaches its person: by mail alone, or shown once to hand over when there is no mail."""

    staff: Staff
    link: str
    was_mailed: bool


def deliver(staff: Staff, token: str) -> Delivery:
    """With a mail server set nobody but the person sees the link, even when the letter fails."""
    base = current_app.extensions["settings"].public_url
    link = f"{base}{url_for('invitations.open_invitation', token=token)}"
    if not is_mail_set():
        return Delivery(staff, link, was_mailed=False)
    subject = _("Mời vào hệ thống Ý Dân")
    sent = send_letter(staff.email, subject, "invitation", name=staff.full_name, link=link)
    return Delivery(staff, "", was_mailed=sent)


def _link_page(staff: Staff, token: str) -> str:
    """The answer to the POST: the letter went out, or without a mail server the link, shown once."""
    delivery = deliver(staff, token)
    return render_template("agencies/staff/invitation_link.html", delivery=delivery)


def show_staff(staff: Staff, grant_form: GrantForm) -> str:
    agency = agencies_by_id([staff.agency_id or 0]).get(staff.agency_id or 0)
    return render_template(
        "agencies/staff/account.html",
        staff=staff,
        agency=agency,
        grants=list_grants_of(staff.id),
        waiting=list_open_invitations(staff.id, now()),
        last_link=_last_link(staff.id),
        is_locked=staff.is_locked(),
        grant_form=grant_form,
        role_words=ROLE_WORDS,
        role_hints=ROLE_HINTS,
        agencies=list_agencies(on=today()),
    )


def _last_link(staff_id: int) -> tuple[str, str] | None:
    found = find_last_link(staff_id)
    return (format_datetime(found[0], "HH:mm dd/MM/yyyy"), found[1]) if found else None
