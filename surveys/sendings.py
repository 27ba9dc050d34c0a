"""A form that came in, read against what its page's nonce says; the response it becomes; its storing."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from werkzeug import Request

from agencies.rules.networks import is_within
from base.abuse import browser_family, counters_in, network_of
from base.clock import today
from base.commits import commit_together
from base.db import COLLISION
from base.nonces import NonceInvalid, PageIdentity
from base.posted import PostedForm
from surveys.actions.responses import (
    Prepared,
    Submission,
    find_content_mark,
    prepare_response,
    remember_cluster,
    submit_response,
)
from surveys.nonces import PageNonce, new_nonce, read_nonce
from surveys.questionnaire_content import Content
from surveys.quick_pages import Headers
from surveys.ready_pages import app_settings, language_for, shelf, thanks_headers, thanks_page
from surveys.rules.answers import Given
from surveys.rules.labels import read_labels
from surveys.rules.offers import Offer, OfferedRound, is_late


class OtherContent(Exception):
    """This page view was sent before with other answers; nothing was stored now."""


@dataclass(frozen=True)
class Visit:
    """What the request tells besides the form. Network and family are coarse; nothing is ever stored,

    and the address itself is looked at only to see whether it is the office's own.
    """

    wanted_language: str | None
    network: str
    family: str
    takes_gzip: bool
    is_staff: bool
    address: str | None = None


def visit_of(request: Request, *, is_staff: bool) -> Visit:
    return Visit(
        wanted_language=request.args.get("lang"),
        network=network_of(request.remote_addr),
        family=browser_family(request.headers.get("User-Agent")),
        takes_gzip="gzip" in request.headers.get("Accept-Encoding", ""),
        is_staff=is_staff,
        address=request.remote_addr,
    )


@dataclass(frozen=True)
class Sending:
    """A form that came in: what was opened where, and what was filled in."""

    offer: Offer
    survey_round: OfferedRound
    content: Content
    nonce: PageNonce
    posted: PostedForm
    instant: datetime
    visit: Visit
    language: str
    mode: str


def read_sending(offer: Offer, posted: PostedForm, instant: datetime, visit: Visit) -> Sending:
    """Raises NonceInvalid, or RuleBroken when the place or the round takes nothing any more."""
    nonce = read_nonce(posted.token, app_settings().secrets)
    if nonce.place_id != offer.place_id:
        raise NonceInvalid
    survey_round = offer.round_of_page(nonce.round_id, nonce.opened_at, instant)
    if nonce.version_id != survey_round.version_id:
        raise NonceInvalid
    return _sending(offer, survey_round, nonce, posted, instant, visit)


def fresh_sending(
    offer: Offer,
    survey_round: OfferedRound,
    posted: PostedForm,
    instant: datetime,
    visit: Visit,
) -> Sending:
    """The same form as if its page had been opened just now."""
    nonce = new_nonce(offer.place_id, survey_round.id, survey_round.version_id, instant)
    return _sending(offer, survey_round, nonce, posted, instant, visit)


def _sending(
    offer: Offer,
    survey_round: OfferedRound,
    nonce: PageNonce,
    posted: PostedForm,
    instant: datetime,
    visit: Visit,
) -> Sending:
    content = shelf().content(survey_round)
    language = language_for(visit.wanted_language, content)
    mode = "kiosk" if nonce.is_kiosk else "live"
    if nonce.is_test or visit.is_staff:
        mode = "test"
    return Sending(offer, survey_round, content, nonce, posted, instant, visit, language, mode)


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
        at_desk=is_at_desk(sending),
        labels=read_labels(sending.posted.fields, sending.posted.token),
    )


def is_at_desk(sending: Sending) -> bool:
    """Whether it came from the office's own network; a kiosk stands there anyway."""
    if sending.mode == "kiosk":
        return False
    return is_within(sending.visit.address, sending.offer.office_networks)


def _rank(sending: Sending) -> int:
    """The how-manieth answer of this visitor here today; 0 for a test, which is not counted."""
    if sending.mode == "test":
        return 0
    settings = app_settings()
    return counters_in(settings.tmpfs_dir, settings.instance_dir).rank_today(
        today().isoformat(),
        sending.offer.agency_id,
        sending.visit.network,
        sending.visit.family,
        sending.nonce.random,
    )


def store(sending: Sending, given: Given) -> PageIdentity:
    """Stores the response once and returns its number and key after the commit.

    Raises OtherContent, or what DATABASE_UNAVAILABLE lists.
    """
    prepared = prepare_response(submission_of(sending, given), app_settings(), sending.instant)
    earlier = _commit_once(prepared)
    if earlier not in (None, prepared.values["content_hash"]):
        raise OtherContent
    return prepared.identity


def _commit_once(prepared: Prepared) -> bytes | None:
    """Commits the response; or, if its page was sent before, returns what it contained then.

    It collides too when the first two responses of a place's day meet; then it is sent once more.
    """
    dialect = app_settings().dialect
    submit = partial(submit_response, prepared=prepared, dialect=dialect)
    try:
        cluster_id = commit_together(submit)
    except COLLISION:
        earlier = find_content_mark(prepared)
        if earlier is not None:
            return earlier
        cluster_id = commit_together(submit)
    remember_cluster(prepared, cluster_id)
    return None


def thanks_view(sending: Sending, identity: PageIdentity) -> tuple[bytes, Headers]:
    """The page with number and key, and its headers."""
    zipped, plain = thanks_page(
        sending.offer, sending.content, sending.language, sending.mode, identity
    )
    headers = thanks_headers(sending.language)
    if not sending.visit.takes_gzip:
        return plain, headers
    return zipped, [*headers, ("Content-Encoding", "gzip")]
