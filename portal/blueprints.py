"""Every blueprint of the site, in one list."""

from flask import Flask
from flask_wtf import CSRFProtect

from agencies.agency_panels import register_agency_panel
from agencies.api import agencies_api
from agencies.routes.agencies import agencies
from agencies.routes.invitations import invitations
from agencies.staff_routes.accounts import accounts_staff
from agencies.staff_routes.audit import audit_staff
from agencies.staff_routes.cases import cases_staff
from agencies.staff_routes.grants import grants_staff
from agencies.staff_routes.imports import agencies_staff
from agencies.staff_routes.jobs import jobs_staff
from agencies.staff_routes.legal import legal_staff
from agencies.staff_routes.own_account import own_account_staff
from agencies.staff_routes.staff_import import staff_import_staff
from feedback.api import feedback_api
from feedback.routes.following import comments  # with the writing pages, whose blueprint it shares
from feedback.routes.proofs import comment_rounds  # with list, reading and feeds
from feedback.routes.results import comment_results
from feedback.routes.round_notices import round_notices
from feedback.routes.widgets import widgets
from feedback.staff_routes.answers import board_staff  # with the pages of the work board
from feedback.staff_routes.coverage import comment_rounds_staff  # with the pages of rounds
from feedback.staff_routes.drafts import drafts_staff
from feedback.staff_routes.entered_comments import entered_comments
from feedback.staff_routes.internal_rounds import internal_rounds
from feedback.staff_routes.moderation import moderation_staff
from feedback.staff_routes.results import results_staff
from ledger.api import ledger_api
from ledger.routes import ledger_pages
from portal.api import portal_api
from portal.health import health
from portal.living import living
from portal.routes import portal
from portal.staff_routes import portal_staff
from surveys.agency_panel import places_panel
from surveys.api import surveys_api
from surveys.routes.checks import answers  # with the answering pages, whose blueprint it shares
from surveys.routes.indices import indices
from surveys.routes.open_data import open_data_files
from surveys.routes.rounds import rounds
from surveys.staff_routes.collection import collection
from surveys.staff_routes.indices import indices_staff
from surveys.staff_routes.posters import places_staff  # with the pages of places
from surveys.staff_routes.questionnaires import questionnaires_staff
from surveys.staff_routes.round_parts import rounds_staff  # with the pages of rounds
from surveys.staff_routes.transfer import transfer_staff


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    """Residents' pages take no cookie, so their posts are guarded by the page's nonce, not by CSRF."""
    register_agency_panel(places_panel)
    app.register_blueprint(portal)
    app.register_blueprint(health)
    app.register_blueprint(living)
    app.register_blueprint(agencies)
    app.register_blueprint(agencies_staff)
    app.register_blueprint(portal_api)
    app.register_blueprint(agencies_api)
    app.register_blueprint(surveys_api)
    app.register_blueprint(open_data_files)
    app.register_blueprint(jobs_staff)
    app.register_blueprint(answers)
    csrf.exempt(answers)
    app.register_blueprint(comments)
    csrf.exempt(comments)
    app.register_blueprint(entered_comments)
    app.register_blueprint(moderation_staff)
    app.register_blueprint(portal_staff)
    app.register_blueprint(own_account_staff)
    app.register_blueprint(accounts_staff)
    app.register_blueprint(grants_staff)
    app.register_blueprint(staff_import_staff)
    app.register_blueprint(invitations)
    app.register_blueprint(cases_staff)
    app.register_blueprint(legal_staff)
    app.register_blueprint(audit_staff)
    app.register_blueprint(questionnaires_staff)
    app.register_blueprint(transfer_staff)
    app.register_blueprint(drafts_staff)
    app.register_blueprint(rounds)
    app.register_blueprint(rounds_staff)
    app.register_blueprint(comment_rounds_staff)
    app.register_blueprint(internal_rounds)
    app.register_blueprint(round_notices)
    csrf.exempt(round_notices)
    app.register_blueprint(places_staff)
    app.register_blueprint(indices)
    app.register_blueprint(indices_staff)
    app.register_blueprint(collection)
    app.register_blueprint(comment_rounds)
    app.register_blueprint(feedback_api)
    app.register_blueprint(widgets)
    app.register_blueprint(comment_results)
    app.register_blueprint(ledger_pages)
    app.register_blueprint(ledger_api)
    csrf.exempt(ledger_api)  # a cosignature vouches for itself
    app.register_blueprint(board_staff)
    app.register_blueprint(results_staff)
