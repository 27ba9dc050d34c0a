"""Scorecards for the department: list, one card, its head and sections, versions, preview, putting in use."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.clock import today
from base.db import db
from base.forms import Form
from base.permissions import Permission, requires
from base.rules import ChangedMeanwhile, NotFound, RuleBroken
from evaluation.actions.scorecards import (
    CardHead,
    bring_shipped,
    change_head,
    change_section,
    copy_scorecard,
    put_in_use,
)
from evaluation.forms.scorecards import (
    CardActForm,
    CardForm,
    SectionForm,
    make_card_form,
    make_section_form,
)
from evaluation.models import Criterion, EvaluationYear, Scorecard
from evaluation.queries.results import find_result
from evaluation.queries.scorecards import (
    get_scorecard,
    list_scorecards,
    target_titles,
    target_units,
    years_scored_with,
)
from evaluation.queries.years import find_year, list_years
from evaluation.reports.scoring import Computed, score_year
from evaluation.rules.conversions import read_number
from evaluation.rules.scorecards import check_editable
from evaluation.score_pages import card as view
from evaluation.score_pages.access import unseen_agencies
from evaluation.score_pages.listing import filter_choices, listing_of, summary_of
from evaluation.score_pages.preview import preview_result, preview_rows
from evaluation.score_pages.words import CARD_STATES

scorecards_staff = Blueprint("scorecards_staff", __name__, url_prefix="/can-bo/bang-cham-diem")
NEW_SECTION = "moi"


@scorecards_staff.get("")
@requires(Permission.EVALUATION_EDIT)
def card_list() -> ResponseReturnValue:
    return render_template(
        "evaluation/staff/scorecards.html",
        cards=list_scorecards(),
        states=CARD_STATES,
        form=Form(),
    )


@scorecards_staff.post("/de-xuat")
@requires(Permission.EVALUATION_EDIT)
def bring_in() -> ResponseReturnValue:
    """The shipped proposal as a draft."""
    if not Form().validate_on_submit():
        return redirect(url_for(".card_list"))
    card = bring_shipped(current_viewer().staff_id)
    db.session.commit()
    flash(
        _("Đã lấy bảng đề xuất làm bản đang soạn. Xin xem từng tiêu chí trước khi dùng."), "success"
    )
    return redirect(url_for(".card_page", scorecard_id=card.id))


@scorecards_staff.get("/<int:scorecard_id>")
@requires(Permission.EVALUATION_EDIT)
def card_page(scorecard_id: int) -> ResponseReturnValue:
    card = get_scorecard(scorecard_id)
    titles = target_titles()
    return render_template(
        "evaluation/staff/scorecard.html",
        card=card,
        state=CARD_STATES[card.state],  # type: ignore[index]
        groups=view.group_rows(card),
        classes=view.class_rows(card),
        sections=view.section_views(card, titles, target_units()),
        problems=view.problem_texts(card, titles) if card.state == "draft" else [],
        years=years_scored_with(card.id),
        form=CardActForm(data={"revision": str(card.revision)}),
    )


@scorecards_staff.route("/<int:scorecard_id>/chung", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT)
def edit_head(scorecard_id: int) -> ResponseReturnValue:
    card = get_scorecard(scorecard_id)
    check_editable(card.state)
    form = make_card_form(card)
    if not form.validate_on_submit():
        return _head_page(card, form), 422 if request.method == "POST" else 200
    head = CardHead(
        form.title.data,
        form.citation.data or "",
        read_number(form.total_points.data) or 0.0,
        form.group_values(),
        form.class_values(),
    )
    try:
        change_head(current_viewer(), card, head, form.seen_revision)
    except RuleBroken as broken:
        _keep(form, broken, scorecard_id)
        return _head_page(get_scorecard(scorecard_id), form), 409
    db.session.commit()
    flash(_("Đã lưu bảng chấm điểm."), "success")
    return redirect(url_for(".card_page", scorecard_id=card.id))


def _keep(form: CardForm | SectionForm, broken: RuleBroken, scorecard_id: int) -> None:
    """What was typed stays. After somebody else's change, saving again replaces theirs: the page says so."""
    db.session.rollback()
    note_broken_rule(broken)
    form.form_errors.append(_(type(broken).sentence) % broken.values)
    if isinstance(broken, ChangedMeanwhile):
        card = get_scorecard(scorecard_id)
        db.session.refresh(card)
        form.revision.data = str(card.revision)
        form.form_errors.append(
            _("Những gì ông/bà gõ còn nguyên dưới đây. Bấm Lưu lần nữa là thay bản của người kia.")
        )


def _head_page(card: Scorecard, form: CardForm) -> str:
    return render_template("evaluation/staff/scorecard_head.html", card=card, form=form)


@scorecards_staff.route("/<int:scorecard_id>/phan/<part>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT)
def edit_section(scorecard_id: int, part: str) -> ResponseReturnValue:
    """`part`: the section's place in the card from 0 on, or «moi» for a new one."""
    card = get_scorecard(scorecard_id)
    check_editable(card.state)
    name, criteria = _section(card, part)
    form = make_section_form(card, name, criteria)
    if not form.validate_on_submit():
        return _section_page(card, form, part), 422 if request.method == "POST" else 200
    try:
        change_section(current_viewer(), card, name, form.values(), form.seen_revision)
    except RuleBroken as broken:
        _keep(form, broken, scorecard_id)
        return _section_page(get_scorecard(scorecard_id), form, part), 409
    db.session.commit()
    flash(_("Đã lưu phần này."), "success")
    return redirect(url_for(".card_page", scorecard_id=card.id))


def _section(card: Scorecard, part: str) -> tuple[str, list[Criterion]]:
    if part == NEW_SECTION:
        return "", []
    sections = view.sections_of(card)
    if not part.isdecimal() or int(part) >= len(sections):
        raise NotFound(part)
    return sections[int(part)]


def _section_page(card: Scorecard, form: SectionForm, part: str) -> str:
    return render_template(
        "evaluation/staff/scorecard_section.html",
        card=card,
        form=form,
        is_new=part == NEW_SECTION,
        targets=target_titles(),
    )


@scorecards_staff.post("/<int:scorecard_id>/sao-chep")
@requires(Permission.EVALUATION_EDIT)
def copy(scorecard_id: int) -> ResponseReturnValue:
    card = get_scorecard(scorecard_id)
    if not CardActForm().validate_on_submit():
        return redirect(url_for(".card_page", scorecard_id=card.id))
    copied = copy_scorecard(current_viewer(), card)
    db.session.commit()
    flash(_("Đây là bản đang soạn; bản đang dùng vẫn giữ nguyên."), "success")
    return redirect(url_for(".card_page", scorecard_id=copied.id))


@scorecards_staff.post("/<int:scorecard_id>/dua-vao-dung")
@requires(Permission.EVALUATION_EDIT)
def use(scorecard_id: int) -> ResponseReturnValue:
    card, form = get_scorecard(scorecard_id), CardActForm()
    if form.validate_on_submit():
        put_in_use(current_viewer(), card, form.seen_revision)
        db.session.commit()
        flash(
            _("Đã đưa vào dùng. Từ nay bảng này không sửa được; muốn đổi thì sao chép."), "success"
        )
    return redirect(url_for(".card_page", scorecard_id=card.id))


@scorecards_staff.get("/<int:scorecard_id>/xem-thu")
@requires(Permission.EVALUATION_EDIT)
def preview(scorecard_id: int) -> ResponseReturnValue:
    """The points that the agencies would have on a year's data; stores nothing."""
    card = get_scorecard(scorecard_id)
    years = list_years()
    wanted = request.args.get("nam", "")
    year = find_year(int(wanted)) if wanted.isdecimal() else next(iter(years), None)
    computed = score_year(card, year, today()) if year else None
    return render_template(
        "evaluation/staff/scorecard_preview.html",
        card=card,
        year=year,
        years=[{"value": str(one.year), "label": str(one.year)} for one in years],
        has_index=bool(computed and computed.snapshot),
        problems=view.problem_texts(card, target_titles()),
        **(_preview_list(card, year, computed) if year and computed else {}),
    )


def _preview_list(card: Scorecard, year: EvaluationYear, computed: Computed) -> dict[str, Any]:
    """A page of the agencies asked for; the own body only once the year's newest result was signed."""
    result, newest = preview_result(card, year, computed), find_result(year.id, None)
    unseen = unseen_agencies(current_viewer(), newest.state if newest else None)
    every = frozenset(one.id for one in computed.agencies)
    address = partial(url_for, ".preview", scorecard_id=card.id, nam=year.year)
    listing = listing_of(result, request.args, every - unseen)
    return {
        "listing": listing,
        "rows": preview_rows(result, listing.agencies, computed),
        "summary": summary_of(result, address, every - unseen),
        "choices": filter_choices(result),
        "pager_links": listing.pager(address),
        "hides_own": bool(every & unseen),
    }
