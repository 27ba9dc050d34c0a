"""Pages of an offer as they lie ready on the shelf: the form, and the thanks after it."""

from flask import current_app, url_for

from base.codes import grouped
from base.nonces import PageIdentity
from base.settings import Settings
from surveys.answer_pages import (
    AnswerPage,
    offered_languages,
    render_answer_page,
    render_thanks_page,
)
from surveys.prepared_pages import SLOT, PreparedPage, prepare
from surveys.questionnaire_content import Content
from surveys.quick_pages import Headers, page_headers
from surveys.rules.offers import Offer, OfferedRound
from surveys.shelf import OpenPage, Shelf


def shelf() -> Shelf:
    found: Shelf = current_app.extensions["answer_shelf"]
    return found


def app_settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def language_for(wanted: str | None, content: Content) -> str:
    """The language asked for if the questionnaire has it, else Vietnamese."""
    return wanted if wanted and wanted in offered_languages(content) else "vi"


def page_about(offer: Offer, content: Content, language: str, mode: str, nonce: str) -> AnswerPage:
    return AnswerPage(
        content=content,
        agency_names=offer.agency_names,
        place_name=offer.place_name,
        language=language,
        nonce=nonce,
        mode=mode,
        address=url_for("answers.answer", place=offer.place_code),
        action=url_for(
            "answers.submit",
            place=offer.place_code,
            lang=language if language != "vi" else None,
        ),
        is_demo=offer.is_demo,
    )


def open_page(offer: Offer, survey_round: OfferedRound, wanted: str | None, mode: str) -> OpenPage:
    """The empty form of a round at a place, with a slot for the nonce."""
    content = shelf().content(survey_round)
    language = language_for(wanted, content)
    key = ("form", _names(offer), survey_round.version_id, survey_round.version_revision)

    def make() -> PreparedPage:
        return prepare(render_answer_page(page_about(offer, content, language, mode, SLOT)))

    page = shelf().page((*key, language, mode), make)
    return OpenPage(page, offer, survey_round, mode == "kiosk", language)


def _thanks_key(offer: Offer, language: str, mode: str) -> tuple[object, ...]:
    return ("thanks", _names(offer), language, mode)


def has_thanks_page(offer: Offer, language: str, mode: str) -> bool:
    """Whether it lies ready, so that giving thanks needs no rendering."""
    return shelf().has_page(_thanks_key(offer, language, mode))


def thanks_page(
    offer: Offer, content: Content, language: str, mode: str, identity: PageIdentity
) -> tuple[bytes, bytes]:
    """The page with number and key: (gzipped, plain)."""

    def make() -> PreparedPage:
        urls = {
            "check": f"{url_for('answers.check')}/{SLOT}",
            "results": _results_url(),
            "again": url_for("answers.answer", place=offer.place_code, kiosk="1"),
        }
        page = page_about(offer, content, language, mode, "")
        return prepare(render_thanks_page(page, SLOT, SLOT, urls))

    page = shelf().page(_thanks_key(offer, language, mode), make)
    number, key = grouped(identity.number).encode(), grouped(identity.key, 6).encode()
    values = [number, key] if mode == "kiosk" else [number, key, identity.number.encode()]
    return page.gzipped(values), page.plain(values)


def _names(offer: Offer) -> tuple[object, ...]:
    """Everything of a place that its pages show."""
    names = tuple(offer.agency_names.values())
    return (offer.place_code, offer.place_name, *names, offer.is_demo)


def _results_url() -> str:
    published = "indices.index_list"
    return url_for(published) if published in current_app.view_functions else "/"


def thanks_headers(language: str) -> Headers:
    """`no-store`: number and key are shown once, and not to the next person at a shared phone."""
    headers = page_headers(app_settings(), language)
    return [(name, "no-store" if name == "Cache-Control" else value) for name, value in headers]
