"""Posters of places, and the trial scan that never counts; joins the pages of QR places."""

import io
from dataclasses import replace

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.agencies import get_agency_by_id
from base.clock import now
from base.codes import grouped
from base.db import db
from base.jobs import send_job
from base.permissions import Permission, requires
from surveys.actions.posters import Wish, draw_one, order_posters
from surveys.answer_pages import render_answer_page
from surveys.forms.places import PosterForm
from surveys.prepared_pages import SLOT, prepare
from surveys.queries.offers import find_offer
from surveys.queries.places import get_place
from surveys.quick_pages import view_of
from surveys.ready_pages import app_settings, language_for, page_about, shelf
from surveys.shelf import OpenPage
from surveys.staff_routes.places import places_staff, scope


@places_staff.get("/<int:place_id>/ap-phich")
@requires(Permission.PLACES_READ)
def poster(place_id: int) -> ResponseReturnValue:
    """The poster of one place as PDF, drawn at once."""
    place = get_place(place_id, scope())
    form = PosterForm(request.args, meta={"csrf": False})
    if not form.validate():
        return redirect(url_for(".place_page", place_id=place_id))
    wish = Wish(form.paper.data, form.second_language.data, place_id=place_id)
    name = f"ap-phich-{form.paper.data}-{grouped(place.code)}.pdf"
    content = io.BytesIO(draw_one(scope(), wish))
    return send_file(content, mimetype="application/pdf", as_attachment=True, download_name=name)


@places_staff.post("/ap-phich")
@requires(Permission.PLACES_READ)
def posters_of_agency() -> ResponseReturnValue:
    """All posters of one agency, in the background."""
    agency_id = request.form.get("agency_id", default=0, type=int)
    agency = get_agency_by_id(agency_id, scope())
    form = PosterForm()
    if not form.validate_on_submit():
        flash(_("Xin chọn khổ giấy rồi in lại."), "error")
        return redirect(url_for(".place_list", q=agency.name))
    wish = Wish(form.paper.data, form.second_language.data, agency_id=agency.id)
    run = order_posters(current_viewer(), wish, agency.name)
    db.session.commit()
    send_job(run.id)
    return redirect(url_for("jobs_staff.job_page", run_id=run.id))


@places_staff.get("/<int:place_id>/xem-thu")
@requires(Permission.PLACES_READ)
def trial(place_id: int) -> ResponseReturnValue:
    """The residents' page of this place; what is sent from it is marked as a test and never counts."""
    place = get_place(place_id, scope())
    instant = now()
    offer = find_offer(place.code)
    survey_round = offer.round_at(instant) if offer else None
    if offer is None or survey_round is None:
        return render_template("surveys/staff/place_no_round.html", place=place), 409
    content = shelf().content(survey_round)
    language = language_for(request.args.get("lang"), content)
    page = page_about(offer, content, language, "test", SLOT)
    page = replace(page, action=url_for("answers.submit", place=place.code, lang=language))
    prepared = prepare(render_answer_page(page))
    ready = OpenPage(prepared, offer, survey_round, False, language)
    body, headers = view_of(ready, app_settings(), instant, gzip=False, is_test=True)
    return Response(body, headers=headers)
