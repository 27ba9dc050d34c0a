"""A form that came in, read against what its page's nonce says; the response it becomes; its storing."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from werkzeug import Request

from agencies.rules.networks import is_within
from base.abuse import browser_family, counters_in, network_of
from base.clock import local, today
from base.commits import commit_together
from base.db import COLLISION
from base.nonces import NonceInvalid, PageIdentity
from base.posted import PostedForm
from surveys.actions.coded_responses import check_not_taken, prepare_anew, prepare_coded
from surveys.actions.responses import (
    Prepared,
    Submission,
    find_content_mark,
    prepare_response,
    remember_cluster,
    submit_response,
)
from surveys.nonces import PLACE, RESPONSE, PageNonce, new_nonce, read_nonce
from surveys.questionnaire_content import Content
from surveys.quick_pages import Headers
from surveys.ready_pages import (
    AnyOffer,
    app_settings,
    has_thanks_page,
    language_for,
    shelf,
    thanks_headers,
    thanks_page,
)
from surveys.rules.anew import AnewOffer, last_day_anew
from surveys.rules.answers import Given
from surveys.rules.code_offers import CodeOffer
from surveys.rules.labels import read_labels
from surveys.rules.offers import Offer, OfferedRound, is_late


class OtherContent(Exception):
    """This page view was sent before with other answers; nothing was stored now."""


@dataclass(frozen=True)
class Visit:
    """What the request tells besides the form. Nothing of it is ever stored: the address is looked at

    to see whether it is the office's own; network and family, which are coarse, where answers are ranked.
    """

    wanted_language: str | None
    takes_gzip: bool
    is_staff: bool
    address: str | None
    agent: str | None

    @property
    def network(self) -> str:
        return network_of(self.address)

    @property
    def family(self) -> str:
        return browser_family(self.agent)


def visit_of(request: Request, *, is_staff: bool) -> Visit:
    return Visit(
        wanted_language=request.args.get("lang") if request.query_string else None,
        takes_gzip="gzip" in request.headers.get("Accept-Encoding", ""),
        is_staff=is_staff,
        address=request.remote_addr,
        agent=request.headers.get("User-Agent"),
    )


@dataclass(frozen=True)
class Sending:
    """A form that came in: what was opened where, and what was filled in."""

    offer: AnyOffer
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
    if nonce.opened != PLACE or nonce.place_id != offer.place_id:
        raise NonceInvalid
    survey_round = offer.round_of_page(nonce.round_id, nonce.opened_at, instant)
    if nonce.version_id != survey_round.version_id:
        raise NonceInvalid
    return sending_of(offer, survey_round, nonce, posted, instant, visit)


def fresh_sending(
    offer: Offer,
    survey_round: OfferedRound,
    posted: PostedForm,
    instant: datetime,
    visit: Visit,
) -> Sending:
    """The same form as if its page had been opened just now."""
    nonce = new_nonce(offer.place_id, survey_round.id, survey_round.version_id, instant)
    return sending_of(offer, survey_round, nonce, posted, instant, visit)


def sending_of(
    offer: AnyOffer,
    survey_round: OfferedRound,
    nonce: PageNonce,
    posted: PostedForm,
    instant: datetime,
    visit: Visit,
) -> Sending:
    content = shelf().content(survey_round)
    language = language_for(visit.wanted_language, content)
    mode = "kiosk" if nonce.is_kiosk else "anew" if nonce.opened == RESPONSE else "live"
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
        is_late=sending.nonce.opened == PLACE and is_late(sending.survey_round, sending.instant),
        cap_rank=_rank(sending),
        at_desk=is_at_desk(sending),
        labels=read_labels(sending.posted.fields, sending.posted.token),
    )


def is_at_desk(sending: Sending) -> bool:
    """Whether it came from the office's own network; the channel kiosk says so anyway.

    A code stays of the channel code at a kiosk too, and asking for a kiosk's page clears no mark.
    """
    if sending.mode == "kiosk" and sending.nonce.opened == PLACE:
        return False
    return is_within(sending.visit.address, sending.offer.office_networks)


def _rank(sending: Sending) -> int:
    """The how-manieth answer of this visitor at a place today; 0 for tests, which are not counted."""
    if sending.mode == "test" or sending.nonce.opened != PLACE:
        return 0
    settings = app_settings()
    return counters_in(settings.tmpfs_dir, settings.instance_dir).rank_today(
        today().isoformat(),
        sending.offer.agency_id,
        sending.visit.network,
        sending.visit.family,
        sending.nonce.random,
    )


def prepare(sending: Sending, given: Given) -> Prepared:
    """Everything the response will leave. Raises DayKeyGone when it is too late to answer anew."""
    submission, settings = submission_of(sending, given), app_settings()
    offer, instant = sending.offer, sending.instant
    if sending.mode == "test":  # a member of staff who looks never spends a resident's code
        return prepare_response(submission, settings, instant)
    if isinstance(offer, CodeOffer):
        return prepare_coded(submission, offer, settings, instant)
    if isinstance(offer, AnewOffer):
        return prepare_anew(submission, offer, settings, instant)
    return prepare_response(submission, settings, instant)


def store(prepared: Prepared) -> PageIdentity:
    """Stores the response once and returns its number and key after the commit.

    Raises OtherContent; CodeSpent or AnsweredAnew when somebody else was first; or what
    DATABASE_UNAVAILABLE lists.
    """
    earlier = _commit_once(prepared)
    if earlier not in (None, prepared.values["content_hash"]):
        raise OtherContent
    return prepared.identity


def find_earlier(prepared: Prepared) -> PageIdentity | None:
    """The number and key of this very page if it was sent before; raises OtherContent."""
    earlier = find_content_mark(prepared)
    if earlier not in (None, prepared.values["content_hash"]):
        raise OtherContent
    return prepared.identity if earlier else None


def _commit_once(prepared: Prepared) -> bytes | None:
    """Commits the response; or, if its page was sent before, returns what it contained then.

    It collides too when the first two responses of a place's day meet; then it is sent once more.
    Raises CodeSpent or AnsweredAnew when the code, or the earlier response, was taken by another page.
    """
    dialect = app_settings().dialect
    submit = partial(submit_response, prepared=prepared, dialect=dialect)
    for last_try in (False, False, True):
        try:
            remember_cluster(prepared, commit_together(submit))
            return None
        except COLLISION:
            earlier = find_content_mark(prepared)
            if earlier is not None:
                return earlier
            check_not_taken(prepared)
            if last_try:
                raise
    return None


def thanks_view(sending: Sending, identity: PageIdentity) -> tuple[bytes, Headers]:
    """The page with number and key, and its headers."""
    page, values = thanks_page(
        sending.offer, sending.content, sending.language, sending.mode, identity, last_day(sending)
    )
    headers = thanks_headers(sending.language)
    if not sending.visit.takes_gzip:
        return page.plain(values), headers
    return page.gzipped(values), [*headers, ("Content-Encoding", "gzip")]


def is_thanks_ready(sending: Sending) -> bool:
    return has_thanks_page(sending.offer, sending.language, sending.mode, last_day(sending))


def last_day(sending: Sending) -> date | None:
    """The last day on which the response may be answered anew; None when it may not."""
    offer, day = sending.offer, local(sending.instant).date()
    if isinstance(offer, Offer) or sending.mode == "test":
        return None
    if isinstance(offer, AnewOffer):
        day = offer.first_day or day
    return last_day_anew(day, shelf().reanswer_days(sending.instant))
