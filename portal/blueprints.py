"""Every blueprint of the site, in one list."""

from flask import Flask
from flask_wtf import CSRFProtect

from agencies.agency_panels import register_agency_panel
from agencies.api import agencies_api
from agencies.movables import register_movable
from agencies.routes.agencies import agencies
from agencies.routes.invitations import invitations
from agencies.setting_uses import register_setting_uses
from agencies.staff_routes.accounts import accounts_staff
from agencies.staff_routes.api_keys import api_keys_staff
from agencies.staff_routes.audit import audit_staff
from agencies.staff_routes.cases import cases_staff
from agencies.staff_routes.grants import grants_staff
from agencies.staff_routes.jobs import jobs_staff
from agencies.staff_routes.networks import networks_staff
from agencies.staff_routes.own_account import own_account_staff
from agencies.staff_routes.reorganising import agencies_staff  # with the pages of the register
from agencies.staff_routes.settings import legal_staff  # with the list and the calendar
from agencies.staff_routes.staff_import import staff_import_staff
from agencies.transactions import register_transactions
from evaluation.queries.setting_uses import uses_in_results
from evaluation.routes.calendars import calendars
from evaluation.routes.open_data import open_data_bundle
from evaluation.routes.results import year_results
from evaluation.staff_routes.areas import province_board  # with the map of communes
from evaluation.staff_routes.document_templates import documents_staff  # with the pages of reports
from evaluation.staff_routes.head_sheet import year_results_staff  # with all its pages
from evaluation.staff_routes.reporting import self_reports_staff  # with all its pages
from evaluation.staff_routes.scorecards import scorecards_staff
from evaluation.staff_routes.targets import targets_staff
from evaluation.staff_routes.years import years_staff
from feedback.api import feedback_api
from feedback.queries.setting_uses import uses_in_decisions, uses_in_rounds
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
from portal.trust import trust
from surveys.agency_panel import places_panel
from surveys.api import surveys_api
from surveys.codes_api import codes_api
from surveys.dossiers_api import dossiers_api
from surveys.movables import MOVABLES
from surveys.queries.dossiers import sum_counts
from surveys.queries.setting_uses import uses_in_snapshots
from surveys.routes.checks import answers  # with the answering pages, whose blueprint it shares
from surveys.routes.indices import indices
from surveys.routes.open_data import open_data_files
from surveys.routes.rounds import rounds
from surveys.routes.texts import texts
from surveys.staff_routes.audit_samples import samples_staff
from surveys.staff_routes.codes import codes_staff
from surveys.staff_routes.collection import collection
from surveys.staff_routes.detection import detection_staff
from surveys.staff_routes.dossiers import counts_staff
from surveys.staff_routes.indices import indices_staff
from surveys.staff_routes.paper import paper_keying, paper_staff
from surveys.staff_routes.posters import places_staff  # with the pages of places
from surveys.staff_routes.questionnaires import questionnaires_staff
from surveys.staff_routes.round_parts import rounds_staff  # with the pages of rounds
from surveys.staff_routes.texts import texts_staff
from surveys.staff_routes.transfer import transfer_staff

# In this order: where two could answer an address, the first does.
BLUEPRINTS = (
    portal,
    trust,
    health,
    living,
    agencies,
    agencies_staff,
    networks_staff,
    portal_api,
    agencies_api,
    surveys_api,
    open_data_files,
    jobs_staff,
    answers,
    comments,
    entered_comments,
    moderation_staff,
    portal_staff,
    own_account_staff,
    accounts_staff,
    grants_staff,
    staff_import_staff,
    invitations,
    cases_staff,
    legal_staff,
    audit_staff,
    questionnaires_staff,
    transfer_staff,
    counts_staff,
    dossiers_api,
    drafts_staff,
    rounds,
    rounds_staff,
    comment_rounds_staff,
    internal_rounds,
    round_notices,
    places_staff,
    indices,
    indices_staff,
    texts,
    texts_staff,
    collection,
    paper_staff,
    paper_keying,
    comment_rounds,
    feedback_api,
    widgets,
    comment_results,
    ledger_pages,
    ledger_api,
    board_staff,
    results_staff,
    detection_staff,
    samples_staff,
    api_keys_staff,
    codes_api,
    codes_staff,
    targets_staff,
    years_staff,
    self_reports_staff,
    calendars,
    documents_staff,
    scorecards_staff,
    year_results_staff,
    year_results,
    open_data_bundle,
    province_board,
)
# Residents' pages take no cookie: the page's nonce stands guard. A cosignature vouches for itself;
# other systems show the key they were given, which no browser sends by itself.
WITHOUT_CSRF = (answers, comments, round_notices, ledger_api, codes_api, dossiers_api)


def register_blueprints(app: Flask, csrf: CSRFProtect) -> None:
    register_agency_panel(places_panel)
    register_transactions(sum_counts)
    for movable in MOVABLES:
        register_movable(movable)
    for uses in (uses_in_snapshots, uses_in_rounds, uses_in_decisions, uses_in_results):
        register_setting_uses(uses)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in WITHOUT_CSRF:
        csrf.exempt(blueprint)
