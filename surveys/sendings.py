"""A form that came in, read against what its page's nonce says; and the response it becomes."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request

from agencies.access import current_viewer
from base.abuse import browser_family, counters_in, network_of
from base.clock import today
from surveys.actions.responses import Submission
from surveys.forms.answers import PostedForm
from surveys.nonces import NonceInvalid, PageNonce, new_nonce, read_nonce
from surveys.questionnaire_content import Content
from surveys.ready_pages import app_settings, language_for, shelf
from surveys.rules.answers import Given
from surveys.rules.offers import Offer, OfferedRound, is_late


@dataclass(frozen=True)
class Sending:
    """A form that came in: what was opened where, and what was filled in."""

    offer: Offer
    survey_round: OfferedRound
    content: Content
    nonce: PageNonce
    posted: PostedForm
    instant: datetime
    language: str
    mode: str


def is_staff_scan() -> bool:
    """Whether a signed-in staff member looks: their own scans never count (design §7)."""
    has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    return has_session and current_viewer().staff_id is not None


def read_sending(offer: Offer, posted: PostedForm, instant: datetime) -> Sending:
    """Raises NonceInvalid, or RuleBroken when the place or the round takes nothing any more."""
    nonce = read_nonce(posted.token, app_settings().secrets)
    if nonce.place_id != offer.place_id:
        raise NonceInvalid
    survey_round = offer.round_of_page(nonce.round_id, nonce.opened_at, instant)
    if nonce.version_id != survey_round.version_id:
        raise NonceInvalid
    return _sending(offer, survey_round, nonce, posted, instant)


def fresh_sending(
    offer: Offer, survey_round: OfferedRound, posted: PostedForm, instant: datetime
) -> Sending:
    """The same form as if its page had been opened just now."""
    nonce = new_nonce(offer.place_id, survey_round.id, survey_round.version_id, instant)
    return _sending(offer, survey_round, nonce, posted, instant)


def _sending(
    offer: Offer,
    survey_round: OfferedRound,
    nonce: PageNonce,
    posted: PostedForm,
    instant: datetime,
) -> Sending:
    content = shelf().content(survey_round)
    language = language_for(request.args.get("lang"), content)
    mode = "kiosk" if nonce.is_kiosk else "live"
    if nonce.is_test or is_staff_scan():
        mode = "test"
    return Sending(offer, survey_round, content, nonce, posted, instant, language, mode)


def submission_of(sending: Sending, given: Given) -> Submission:
    source = "demo" if sending.offer.is_demo else "live"
    return Submission(
        nonce=sending.nonce,
        content=sending.content,
        given=given,
        agency_id=sending.offer.agency_id,
        language=sending.language,
        source="test" if sending.mode == "test" else source,
        is_late=is_late(sending.survey_round, sending.instant),
        cap_rank=_rank(sending),
    )


def _rank(sending: Sending) -> int:
    """The how-manieth answer of this visitor here today; 0 for a test, which is not counted."""
    if sending.mode == "test":
        return 0
    settings = app_settings()
    return counters_in(settings.tmpfs_dir, settings.instance_dir).rank_today(
        today().isoformat(),
        sending.offer.agency_id,
        network_of(request.remote_addr),
        browser_family(request.headers.get("User-Agent")),
        sending.nonce.random,
    )
