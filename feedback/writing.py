"""A page on which a comment is written: what it is about, as plain values, and the form that came from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agencies.queries.agencies import agencies_by_id
from base.clock import now
from base.nonces import NonceInvalid
from base.posted import PostedForm
from base.settings import Settings
from base.words import N_
from feedback.actions.comments import Submission
from feedback.models import CommentRound, DraftVersion, Provision
from feedback.nonces import CommentNonce, new_nonce, read_nonce
from feedback.queries.comments import find_change, get_place, get_provision_by_id, get_version
from feedback.rules.comment_rounds import check_accepts
from feedback.rules.comments import Asked, Given, read_comment
from feedback.rules.provision_names import provision_name
from feedback.rules.provision_text import Part, proposable_wording


@dataclass(frozen=True)
class WritePage:
    """`path` and `place` are empty for the whole draft. `is_trial`: nothing sent from it is kept.

    `change`: what became of the provision in a newer version than the page's; "" when it is the newest.
    """

    round_id: int
    round_title: str
    slug: str
    agency_name: str
    version_id: int
    version_number: int
    provision_id: int
    path: str
    place: str
    parts: Sequence[Part]
    questions: Mapping[str, str]
    opens_at: datetime
    closes_at: datetime
    source: str
    is_trial: bool
    is_internal: bool
    change: str

    @property
    def asked(self) -> Asked:
        wording = proposable_wording(self.parts) if self.path else ""
        return Asked(wording, tuple(self.questions))


def page_about(
    comment_round: CommentRound, version: DraftVersion, provision: Provision | None, is_trial: bool
) -> WritePage:
    agency = agencies_by_id([comment_round.agency_id])[comment_round.agency_id]
    place = get_place(provision) if provision else None
    chain = [(part.type, part.number, part.title) for part in place.trail] if place else []
    return WritePage(
        round_id=comment_round.id,
        round_title=comment_round.title,
        slug=comment_round.slug,
        agency_name=agency.name,
        version_id=version.id,
        version_number=version.number,
        provision_id=provision.id if provision else 0,
        path=provision.path if provision else "",
        place=provision_name(chain) if chain else "",
        parts=place.parts if place else (),
        questions={one["key"]: one["text"] for one in comment_round.questions},
        opens_at=comment_round.opens_at,
        closes_at=comment_round.closes_at,
        source="demo" if comment_round.source == "demo" else "live",
        is_trial=is_trial,
        is_internal=comment_round.is_internal,
        change=_change(comment_round, version, provision),
    )


def _change(comment_round: CommentRound, version: DraftVersion, provision: Provision | None) -> str:
    if version.id == comment_round.version_id:
        return ""
    found = find_change(provision.id, comment_round.version_id) if provision else None
    return found or "new_version"


# What is told when a newer version came while somebody was writing.
CHANGE_WORDS = {
    "removed": N_(
        "Trong lúc ông/bà viết, cơ quan đã đưa bản mới và bỏ phần này. Ý kiến vẫn được nhận và ghi "
        "cho bản số %(number)s mà ông/bà đã đọc."
    ),
    "other": N_(
        "Trong lúc ông/bà viết, cơ quan đã đưa bản mới. Ý kiến vẫn được nhận và ghi cho bản số "
        "%(number)s mà ông/bà đã đọc."
    ),
}


@dataclass(frozen=True)
class Written:
    """A form that came in, read."""

    page: WritePage
    nonce: CommentNonce
    posted: PostedForm
    given: Given
    instant: datetime

    @property
    def is_late(self) -> bool:
        return self.instant >= self.page.closes_at

    def submission(self, language: str, *, is_held: bool) -> Submission:
        return Submission(
            nonce=self.nonce,
            given=self.given,
            source=self.page.source,
            language=language,
            is_late=self.is_late,
            is_held=is_held,
        )


def read_written(
    comment_round: CommentRound, posted: PostedForm, settings: Settings, is_trial: bool
) -> Written:
    """Raises NonceInvalid, or RoundClosed when it came too late for when its page was opened."""
    nonce, instant = read_nonce(posted.token, settings.secrets), now()
    if nonce.round_id != comment_round.id:
        raise NonceInvalid
    version = get_version(nonce.version_id)
    provision = get_provision_by_id(nonce.provision_id) if nonce.provision_id else None
    page = page_about(comment_round, version, provision, is_trial)
    check_accepts(page.opens_at, page.closes_at, nonce.opened_at, instant)
    return Written(page, nonce, posted, read_comment(page.asked, posted.fields), instant)


def fresh_nonce(page: WritePage) -> CommentNonce:
    return new_nonce(page.round_id, page.version_id, page.provision_id, now())
