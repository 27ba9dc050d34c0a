"""Staff look after comments: officers propose to hide, the inspector decides and reads what is hidden."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import feedback.case_kinds  # noqa: F401 - registers the kinds of cases
from agencies.access import current_viewer
from agencies.queries.cases import get_case
from agencies.queries.staff import staff_names
from base.db import db
from base.forms import Form
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import NotFound
from base.words import N_, fold
from feedback.actions.moderation import decide_hiding, propose_hiding, read_sealed, show_held
from feedback.actions.second_looks import (
    ERASURE_KIND,
    LOOK_KIND,
    ask_erasure,
    comment_id_of,
)
from feedback.comment_stubs import stub_of
from feedback.forms.moderation import DecisionForm, ErasureForm, HidingForm, ShowForm
from feedback.models import Comment, CommentRound
from feedback.queries import moderation as queries
from feedback.queries.comment_rounds import get_round
from feedback.queries.comments import get_standing, get_text, place_of
from feedback.rules.internal_rounds import may_read_internal
from feedback.rules.moderation import ACT_WORDS, ROLE_WORDS, VISIBILITY_TONES, VISIBILITY_WORDS
from feedback.words import CHANNEL_WORDS, STANCE_WORDS

moderation_staff = Blueprint("moderation_staff", __name__, url_prefix="/can-bo")
_COMMENT = "/kiem-duyet/y-kien/<int(max=9223372036854775807):comment_id>"
_MOST_WAITING = 200


@moderation_staff.get("/y-kien-bi-an")
@requires(Permission.COMMENTS_REVIEW)
def review_list() -> ResponseReturnValue:
    """For the second person: what waits, what is hidden."""
    paging = page_of(request.args.get("page"), queries.count_by_visibility("hidden"))
    return render_template(
        "feedback/staff/review_list.html",
        waiting=queries.list_proposed(_MOST_WAITING),
        hidden=queries.list_by_visibility("hidden", paging.size, paging.offset),
        paging=paging,
        links=paging.links(lambda n: url_for(".review_list", page=n)),
        stub_of=stub_of,
        look_kind=LOOK_KIND,
    )


@moderation_staff.get("/kiem-duyet/<int:round_id>")
@requires(Permission.COMMENTS_MODERATE)
def round_comments(round_id: int) -> ResponseReturnValue:
    scope = current_viewer().agency_scope(Permission.COMMENTS_MODERATE)
    comment_round = get_round(round_id, scope)
    state, words = request.args.get("state", ""), request.args.get("q", "")
    counted = queries.count_round(round_id, state, fold(words))
    paging = page_of(request.args.get("page"), counted)
    return render_template(
        "feedback/staff/round_comments.html",
        comment_round=comment_round,
        rows=queries.list_round(round_id, state, fold(words), paging.size, paging.offset),
        paging=paging,
        links=paging.links(
            lambda n: url_for(".round_comments", round_id=round_id, page=n, state=state, q=words)
        ),
        state=state,
        words=words,
        visibility_words=VISIBILITY_WORDS,
        tones=VISIBILITY_TONES,
        stances=STANCE_WORDS,
    )


def _comment(comment_id: int, permission: Permission) -> tuple[Comment, CommentRound]:
    """One of an internal round is there for its agency's staff and the second person alone."""
    viewer = current_viewer()
    comment, comment_round = queries.get_comment(comment_id, viewer.agency_scope(permission))
    if not (viewer.may(Permission.COMMENTS_REVIEW) or may_read_internal(viewer, comment_round)):
        raise NotFound
    return comment, comment_round


@moderation_staff.get(_COMMENT)
@requires(Permission.FEEDBACK_READ)
def comment_page(comment_id: int) -> ResponseReturnValue:
    return _page(*_comment(comment_id, Permission.FEEDBACK_READ))


@moderation_staff.post(f"{_COMMENT}/de-nghi-an")
@requires(Permission.COMMENTS_MODERATE)
def propose(comment_id: int) -> ResponseReturnValue:
    comment, comment_round = _comment(comment_id, Permission.COMMENTS_MODERATE)
    form = HidingForm()
    if not form.validate_on_submit():
        return _page(comment, comment_round, hiding_form=form), 422
    propose_hiding(
        current_viewer(),
        comment,
        comment_round,
        int(form.rule.data),
        form.reason.data,
        form.speaks.data,
    )
    db.session.commit()
    flash(_("Đã đề nghị. Thanh tra, là người thứ hai, sẽ quyết định."), "success")
    return redirect(url_for(".comment_page", comment_id=comment_id))


@moderation_staff.post(f"{_COMMENT}/cho-hien")
@requires(Permission.COMMENTS_MODERATE)
def show(comment_id: int) -> ResponseReturnValue:
    comment, comment_round = _comment(comment_id, Permission.COMMENTS_MODERATE)
    form = ShowForm()
    if not form.validate_on_submit():
        return _page(comment, comment_round, show_form=form), 422
    reason = form.show_reason.data
    show_held(current_viewer(), comment, comment_round, reason, "agency_officer")
    db.session.commit()
    flash(_("Ý kiến đã hiện công khai."), "success")
    return redirect(url_for(".comment_page", comment_id=comment_id))


@moderation_staff.post(f"{_COMMENT}/de-nghi-xoa")
@requires(Permission.COMMENTS_MODERATE)
def erase(comment_id: int) -> ResponseReturnValue:
    comment, comment_round = _comment(comment_id, Permission.COMMENTS_MODERATE)
    form = ErasureForm()
    if not form.validate_on_submit():
        return _page(comment, comment_round, erasure_form=form), 422
    rule, reason = int(form.erase_rule.data), form.erase_reason.data
    ask_erasure(current_viewer(), comment, comment_round, rule, reason)
    db.session.commit()
    flash(_("Đã mở vụ việc. Hai người của hai cơ quan khác sẽ quyết định."), "success")
    return redirect(url_for(".comment_page", comment_id=comment_id))


@moderation_staff.post(f"{_COMMENT}/quyet-dinh")
@requires(Permission.COMMENTS_REVIEW)
def decide(comment_id: int) -> ResponseReturnValue:
    comment, comment_round = _comment(comment_id, Permission.COMMENTS_REVIEW)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(comment, comment_round, decision_form=form), 422
    decide_hiding(
        current_viewer(),
        comment,
        comment_round,
        form.decision_reason.data,
        current_app.extensions["settings"].secrets,
        is_hidden=form.answer.data == "hide",
    )
    db.session.commit()
    flash(_("Đã ghi quyết định."), "success")
    return redirect(url_for(".comment_page", comment_id=comment_id))


@moderation_staff.post(f"{_COMMENT}/ban-goc")
@requires(Permission.COMMENTS_REVIEW)
def original(comment_id: int) -> ResponseReturnValue:
    """A POST, for each reading is noted in the audit trail."""
    comment, comment_round = _comment(comment_id, Permission.COMMENTS_REVIEW)
    if not Form().validate_on_submit():
        return _page(comment, comment_round), 422
    words = _read(comment, comment_round)
    db.session.commit()
    return _page(comment, comment_round, sealed=words)


@moderation_staff.route("/kiem-duyet/vu-viec/<int:case_id>", methods=["GET", "POST"])
@requires(Permission.CASES_READ)
def case_comment(case_id: int) -> ResponseReturnValue:
    """What a case is about, for its two persons; the words are opened by a POST, which is noted."""
    case = get_case(case_id)
    if case.kind not in (LOOK_KIND, ERASURE_KIND):
        raise NotFound
    comment, comment_round = queries.get_comment(comment_id_of(case), None)
    sealed = None
    if case.state != "decided" and Form().validate_on_submit():
        sealed = _read(comment, comment_round)
        db.session.commit()
    return render_template(
        "feedback/staff/case_comment.html",
        case=case,
        look=queries.find_look_of_case(case.id),
        sealed=sealed,
        form=Form(),
        **_about(comment, comment_round),
    )


def _read(comment: Comment, comment_round: CommentRound) -> dict[str, str]:
    keys = current_app.extensions["settings"].secrets
    return read_sealed(current_viewer(), comment, comment_round, keys)


def _about(comment: Comment, comment_round: CommentRound) -> dict[str, Any]:
    standing, acts = get_standing(comment.id), queries.list_acts(comment.id)
    names = staff_names({one.staff_id for one in acts if one.staff_id})
    return {
        "comment": comment,
        "comment_round": comment_round,
        "standing": standing,
        "stub": stub_of(standing),
        "place": place_of(comment),
        "stance": STANCE_WORDS[comment.stance],
        "channel": CHANNEL_WORDS.get(comment.channel, N_("góp ý trên trang này")),
        "visibility": VISIBILITY_WORDS[standing.visibility],
        "tone": VISIBILITY_TONES[standing.visibility],
        "acts": acts,
        "act_words": ACT_WORDS,
        "role_words": ROLE_WORDS,
        "names": names,
    }


def _page(
    comment: Comment,
    comment_round: CommentRound,
    *,
    hiding_form: HidingForm | None = None,
    show_form: ShowForm | None = None,
    erasure_form: ErasureForm | None = None,
    decision_form: DecisionForm | None = None,
    sealed: dict[str, str] | None = None,
) -> str:
    viewer, agency_id = current_viewer(), comment_round.agency_id
    may_moderate = viewer.may(Permission.COMMENTS_MODERATE, agency_id)
    may_review = viewer.may(Permission.COMMENTS_REVIEW)
    about = _about(comment, comment_round)
    sees_words = may_moderate or may_review or about["standing"].visibility == "published"
    return render_template(
        "feedback/staff/comment.html",
        **about,
        words=get_text(comment.id) if sees_words else None,
        sealed=sealed,
        proposal=queries.find_proposal(comment.id),
        looks=queries.list_looks(comment.id),
        may_moderate=may_moderate,
        may_review=may_review,
        hiding_form=hiding_form or HidingForm(formdata=None),
        show_form=show_form or ShowForm(formdata=None),
        erasure_form=erasure_form or ErasureForm(formdata=None),
        decision_form=decision_form or DecisionForm(formdata=None),
        form=Form(formdata=None),
        failed=hiding_form or show_form or erasure_form or decision_form,
    )
