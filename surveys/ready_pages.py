"""Pages of an offer as they lie ready on the shelf: the form, and the thanks after it."""

from dataclasses import replace
from datetime import date

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
from surveys.rules.anew import AnewOffer
from surveys.rules.code_offers import CodeOffer
from surveys.rules.offers import Offer, OfferedRound
from surveys.shelf import OpenPage, Shelf

AnyOffer = Offer | CodeOffer | AnewOffer


def shelf() -> Shelf:
    found: Shelf = current_app.extensions["answer_shelf"]
    return found


def app_settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def language_for(wanted: str | None, content: Content) -> str:
    """The language asked for if the questionnaire has it, else Vietnamese."""
    return wanted if wanted and wanted in offered_languages(content) else "vi"


def page_about(
    offer: AnyOffer, content: Content, language: str, mode: str, nonce: str
) -> AnswerPage:
    address, send, kiosk_address = _addresses(offer)
    return AnswerPage(
        content=content,
        agency_names=offer.agency_names,
        place_name=offer.place_name,
        language=language,
        nonce=nonce,
        mode=mode,
        address=address,
        action=send if language == "vi" else f"{send}?lang={language}",
        kiosk_address=kiosk_address,
        is_demo=offer.is_demo,
        asks_work=isinstance(offer, Offer),
    )


def _addresses(offer: AnyOffer) -> tuple[str, str, str]:
    """(of the page, where its form goes, where a kiosk goes back to)."""
    if isinstance(offer, Offer):
        page = url_for("answers.answer", place=offer.place_code)
        return page, f"{page}/gui", f"{page}?kiosk=1"
    if isinstance(offer, CodeOffer):
        typing = url_for("answers.type_code")
        return f"{typing}/{offer.text}", f"{typing}/{offer.text}/gui", f"{typing}?kiosk=1"
    page = url_for("answers.type_key")
    return page, f"{page}/gui", page


def open_page(offer: Offer, survey_round: OfferedRound, wanted: str | None, mode: str) -> OpenPage:
    """The empty form of a round at a place, with a slot for the nonce."""
    content = shelf().content(survey_round)
    language = language_for(wanted, content)
    page = _form_page((offer.place_code,), offer, survey_round, content, language, mode)
    return OpenPage(page, offer, survey_round, mode == "kiosk", language)


def open_code_page(offer: CodeOffer, wanted: str | None, mode: str) -> tuple[PreparedPage, str]:
    """(the empty form, its language); the code stands in every slot but the last, which is the nonce's."""
    survey_round = offer.survey_round
    content = shelf().content(survey_round)
    language = language_for(wanted, content)
    return _form_page((), offer, survey_round, content, language, mode), language


def _form_page(
    about: tuple[object, ...],
    offer: Offer | CodeOffer,
    survey_round: OfferedRound,
    content: Content,
    language: str,
    mode: str,
) -> PreparedPage:
    def make() -> PreparedPage:
        shown = replace(offer, text=SLOT) if isinstance(offer, CodeOffer) else offer
        return prepare(render_answer_page(page_about(shown, content, language, mode, SLOT)))

    return shelf().page(_form_key(about, offer, survey_round, language, mode), make)


def _form_key(
    about: tuple[object, ...],
    offer: Offer | CodeOffer,
    survey_round: OfferedRound,
    language: str,
    mode: str,
) -> tuple[object, ...]:
    version = (survey_round.version_id, survey_round.version_revision)
    return ("form", about, _names(offer), *version, language, mode)


def is_code_page_ready(offer: CodeOffer) -> bool:
    """Whether its Vietnamese form lies ready, so that nothing has to be rendered."""
    return shelf().has_page(_form_key((), offer, offer.survey_round, "vi", "live"))


def _thanks_key(
    offer: AnyOffer, language: str, mode: str, last_day: date | None
) -> tuple[object, ...]:
    place = offer.place_code if isinstance(offer, Offer) else None
    return ("thanks", place, _names(offer), language, mode, last_day)


def has_thanks_page(
    offer: AnyOffer, language: str, mode: str, last_day: date | None = None
) -> bool:
    """Whether it lies ready, so that giving thanks needs no rendering."""
    return shelf().has_page(_thanks_key(offer, language, mode, last_day))


def thanks_page(
    offer: AnyOffer,
    content: Content,
    language: str,
    mode: str,
    identity: PageIdentity,
    last_day: date | None = None,
) -> tuple[PreparedPage, list[bytes]]:
    """(the page, number and key for its slots); until `last_day` it may be answered anew."""

    def make() -> PreparedPage:
        page = page_about(offer, content, language, mode, "")
        urls = {
            "check": f"{url_for('answers.check')}/{SLOT}",
            "results": _results_url(),
            "again": page.kiosk_address,
            "anew": url_for("answers.type_key", lang=language if language != "vi" else None),
        }
        return prepare(render_thanks_page(page, SLOT, SLOT, urls, last_day))

    page = shelf().page(_thanks_key(offer, language, mode, last_day), make)
    number, key = grouped(identity.number).encode(), grouped(identity.key, 6).encode()
    values = [number, key] if mode == "kiosk" else [number, key, identity.number.encode()]
    return page, values


def _names(offer: AnyOffer) -> tuple[object, ...]:
    """Everything that its pages show besides the questions."""
    return (offer.place_name, *offer.agency_names.values(), offer.is_demo)


def _results_url() -> str:
    published = "indices.index_list"
    return url_for(published) if published in current_app.view_functions else "/"


def thanks_headers(language: str) -> Headers:
    """`no-store`: number and key are shown once, and not to the next person at a shared phone."""
    headers = page_headers(app_settings(), language)
    return [(name, "no-store" if name == "Cache-Control" else value) for name, value in headers]
