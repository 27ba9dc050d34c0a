"""Forms opened with a one-time code, or with the key of a response that is answered anew."""

from datetime import datetime

from base.abuse import counters_in
from base.clock import now, today
from base.codes import read_code
from base.nonces import KEY_LENGTH, NonceInvalid, PageIdentity
from base.posted import PostedForm
from base.rules import RuleBroken
from ledger.leaves import number_hash
from surveys.codes import CODE_LENGTH, hash_code
from surveys.nonces import CODE, RESPONSE, PageNonce, new_nonce_for, read_nonce
from surveys.queries.anew import find_anew_offer, find_anew_offer_by_key
from surveys.queries.code_offers import find_known_code
from surveys.ready_pages import app_settings, shelf
from surveys.rules.anew import AnewOffer, AnewState
from surveys.rules.answers import Given
from surveys.rules.code_offers import CodeOffer, CodeState, KnownCode
from surveys.rules.guessing import Guesser
from surveys.sendings import Sending, Visit, find_earlier, prepare, sending_of, store
from surveys.shelf import read_shortly

_BEHIND = "/m/"


class CannotTake(RuleBroken):
    """`state` says why: a CodeState or an AnewState. Nothing was stored."""

    def __init__(self, state: CodeState | AnewState) -> None:
        super().__init__()
        self.state = state


def read_typed_code(typed: str) -> str:
    """The canonical code, also from the whole address as a scanner at a kiosk types it.

    Raises CodeMistyped.
    """
    text = typed.strip()
    if _BEHIND in text:
        text = text.split(_BEHIND, 1)[1].split("?")[0].split("/")[0]
    return read_code(text, CODE_LENGTH)


def find_code_offer(text: str, instant: datetime) -> CodeOffer | None:
    """What a canonical code offers; None if nobody was ever handed such a code."""
    settings = app_settings()
    code = find_known_code(hash_code(text, settings.secrets), settings.dialect)
    if code is None:
        return None
    if not code.is_spent:
        shelf().keep_opened(code, instant)
    return _offer(text, code, instant)


def find_opened_offer(text: str, instant: datetime) -> CodeOffer | None:
    """Likewise for a form that comes in: what opening its page has just found needs no second look.

    Whether somebody else has spent the code meanwhile says the statement that stores the response.
    """
    code = shelf().take_opened(hash_code(text, app_settings().secrets), instant)
    return _offer(text, code, instant) if code else find_code_offer(text, instant)


def _offer(text: str, code: KnownCode, instant: datetime) -> CodeOffer:
    return CodeOffer(text, code, shelf().batch(code.batch_id, instant))


def guesser_of(network: str, family: str) -> Guesser:
    settings = app_settings()
    counters = counters_in(settings.tmpfs_dir, settings.instance_dir)
    return Guesser(counters, today().isoformat(), network, family)


def code_nonce(
    offer: CodeOffer, instant: datetime, *, is_kiosk: bool = False, is_test: bool = False
) -> PageNonce:
    """Of one view of a code's page."""
    one = offer.survey_round
    about = (CODE, offer.code.subject, one.id, one.version_id, instant)
    return new_nonce_for(*about, is_kiosk=is_kiosk, is_test=is_test)


def anew_nonce(offer: AnewOffer, instant: datetime, *, is_test: bool = False) -> PageNonce:
    one = offer.survey_round
    about = (RESPONSE, offer.response_id, one.id, one.version_id, instant)
    return new_nonce_for(*about, is_test=is_test)


def read_coded_sending(
    offer: CodeOffer, posted: PostedForm, instant: datetime, visit: Visit
) -> Sending:
    """Raises NonceInvalid for a page that was not opened with this code."""
    nonce = read_nonce(posted.token, app_settings().secrets)
    one = offer.survey_round
    expected = (CODE, offer.code.subject, one.id, one.version_id)
    if (nonce.opened, nonce.subject, nonce.round_id, nonce.version_id) != expected:
        raise NonceInvalid
    return sending_of(offer, one, nonce, posted, instant, visit)


def store_coded(sending: Sending, given: Given, offer: CodeOffer) -> PageIdentity:
    """Raises CannotTake, or what `store` raises. The same page sent again sees its own number."""
    state = offer.state_at(sending.nonce.opened_at, sending.instant)
    prepared = prepare(sending, given)
    if state == CodeState.OPEN:
        return store(prepared)
    earlier = find_earlier(prepared)
    if earlier is None:
        raise CannotTake(state)
    return earlier


def find_offer_by_key(typed: str) -> AnewOffer | None:
    """Of the response with this key; raises CodeMistyped."""
    key_hash = number_hash(read_code(typed, KEY_LENGTH))
    return read_shortly(lambda: find_anew_offer_by_key(key_hash))


def anew_state(offer: AnewOffer, opened_at: datetime, instant: datetime) -> AnewState:
    days = shelf().reanswer_days(instant)
    return offer.state_at(opened_at, instant, days)


def read_anew_sending(posted: PostedForm, visit: Visit) -> Sending:
    """The page's nonce vouches that the key was shown when it was opened; raises NonceInvalid."""
    nonce, instant = read_nonce(posted.token, app_settings().secrets), now()
    offer = None
    if nonce.opened == RESPONSE:
        offer = read_shortly(lambda: find_anew_offer(nonce.round_id, nonce.subject))
    if offer is None or offer.survey_round.version_id != nonce.version_id:
        raise NonceInvalid
    return sending_of(offer, offer.survey_round, nonce, posted, instant, visit)


def store_anew(sending: Sending, given: Given, offer: AnewOffer) -> PageIdentity:
    """As `store_coded`; raises DayKeyGone too."""
    state = anew_state(offer, sending.nonce.opened_at, sending.instant)
    if state not in (AnewState.OPEN, AnewState.SUPERSEDED):
        raise CannotTake(state)
    prepared = prepare(sending, given)
    if state == AnewState.OPEN:
        return store(prepared)
    earlier = find_earlier(prepared)
    if earlier is None:
        raise CannotTake(state)
    return earlier
