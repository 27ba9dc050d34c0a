"""Taking a comment: everything it leaves behind, in one transaction. Destroying its words."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, update

from base.clock import local
from base.db import COLLISION, db
from base.nonces import PageIdentity
from base.sealed import seal_values
from base.settings import Settings
from feedback.actions.public_records import record_standing
from feedback.leaf_records import number_marks, words_leaf
from feedback.models import (
    Comment,
    CommentAuthor,
    CommentChannel,
    CommentNumber,
    CommentStanding,
    CommentText,
    SecondLook,
    Visibility,
)
from feedback.nonces import CommentNonce, content_mark, identity_of
from feedback.queries.comments import find_content_mark
from feedback.rules.comments import Given, fingerprint, search_words
from feedback.rules.moderation import MACHINE, UNREAD_RULE
from ledger.leaves import commitment, number_hash
from ledger.models import PendingLeaf

Row = dict[str, Any]


class OtherContent(Exception):
    """This page view was sent before with other words; nothing was stored now."""


@dataclass(frozen=True)
class Submission:
    """A sound form of an open page. `received_on` empty is today; `is_held`: a person looks first."""

    nonce: CommentNonce
    given: Given
    source: str
    language: str
    is_late: bool = False
    is_held: bool = False
    channel: str = CommentChannel.WEB
    received_on: date | None = None
    follows_id: int | None = None
    entered_by_id: int | None = None

    def content(self) -> bytes:
        """What tells one sending from another."""
        said = asdict(self.given) | {"mistakes": None, "turn_count": 0, "is_trapped": False}
        more = [self.channel, str(self.received_on or ""), self.follows_id or 0]
        return json.dumps([said, more], ensure_ascii=False, sort_keys=True).encode()


def submit_comment(submission: Submission, settings: Settings, now: datetime) -> PageIdentity:
    """Stores the comment once, however often it is sent, and returns its number and key.

    Raises OtherContent, or what base.db.DATABASE_UNAVAILABLE lists. The caller commits.
    """
    identity = identity_of(submission.nonce, settings.secrets)
    mark = content_mark(submission.nonce, submission.content(), settings.secrets)
    if not _is_known(identity, mark):
        try:
            with db.session.begin_nested():
                _write(submission, identity, mark, settings, now)
        except COLLISION:  # the same page, sent twice at the same time
            if not _is_known(identity, mark):
                raise
    return identity


def _is_known(identity: PageIdentity, mark: bytes) -> bool:
    earlier = find_content_mark(number_hash(identity.number))
    if earlier not in (None, mark):
        raise OtherContent
    return earlier is not None


def _write(
    submission: Submission,
    identity: PageIdentity,
    mark: bytes,
    settings: Settings,
    now: datetime,
) -> None:
    columns = _comment_columns(submission, identity.id, now)
    given = submission.given
    numbers = {
        "number_hash": number_hash(identity.number),
        "key_hash": number_hash(identity.key),
        "content_hash": mark,
        "comment_id": identity.id,
    }
    leaf = _leaf_columns(columns, identity, mark, settings)
    master = settings.secrets.ledger_master.encode()
    words = words_leaf(master, identity.id, given.text, given.wording)
    for model, values in (
        (Comment, columns),
        (CommentText, _text_columns(identity.id, given)),
        (CommentStanding, _standing_columns(submission, identity.id, now)),
        (CommentNumber, numbers),
        (PendingLeaf, leaf),
        (PendingLeaf, words),
    ):
        db.session.execute(insert(model).values(values))
    if submission.is_held:
        record_standing(identity.id, columns["round_id"], Visibility.HELD, UNREAD_RULE)
    if given.author.is_known:
        values = _author_columns(submission, identity.id, settings)
        db.session.execute(insert(CommentAuthor).values(values))


def _leaf_columns(columns: Row, identity: PageIdentity, mark: bytes, settings: Settings) -> Row:
    master, leaf_id = settings.secrets.ledger_master.encode(), identity.id.to_bytes(8, "big")
    record = {**leaf_record(columns), **number_marks(number_hash(identity.key), mark)}
    return {
        "commitment": commitment(master, leaf_id, record),
        "type": "comment",
        "number_hash": number_hash(identity.number),
    }


def _comment_columns(submission: Submission, comment_id: int, now: datetime) -> Row:
    nonce, given = submission.nonce, submission.given
    return {
        "id": comment_id,
        "round_id": nonce.round_id,
        "version_id": nonce.version_id,
        "provision_id": nonce.provision_id or None,
        "question_key": given.question_key,
        "stance": given.stance,
        "channel": submission.channel,
        "source": submission.source,
        "author_kind": given.author_kind,
        "received_on": submission.received_on or local(now).date(),
        "language": submission.language,
        "is_late": submission.is_late,
        "follows_id": submission.follows_id,
        "entered_by_id": submission.entered_by_id,
    }


def _text_columns(comment_id: int, given: Given) -> Row:
    return {
        "comment_id": comment_id,
        "text": given.text,
        "wording": given.wording,
        "search_text": search_words(given.text, given.wording),
        "fingerprint": fingerprint(given.text, given.wording),
    }


def _standing_columns(submission: Submission, comment_id: int, now: datetime) -> Row:
    """No exact time is kept for what the machine holds: it would be the comment's own."""
    values: Row = {"comment_id": comment_id, "round_id": submission.nonce.round_id}
    if not submission.is_held:
        return values | {"visibility": Visibility.PUBLISHED, "role": "", "is_about_agency": False}
    held = {"rule": UNREAD_RULE, "role": MACHINE, "since_on": local(now).date()}
    return values | held | {"visibility": Visibility.HELD, "is_about_agency": False}


def _author_columns(submission: Submission, comment_id: int, settings: Settings) -> Row:
    author = submission.given.author
    about = author_subject(comment_id)
    return {
        "comment_id": comment_id,
        "round_id": submission.nonce.round_id,
        "sealed": seal_values(author.details(), about, settings.secrets),
        "shows_name": author.shows_name,
        "wants_answer": author.wants_answer,
    }


def author_subject(comment_id: int) -> str:
    """What sealed contact details are bound to."""
    return f"comment_author {comment_id}"


def leaf_record(columns: Row) -> Row:
    """What the ledger commits to: the columns of `comment`, which are kept for good, and no words."""
    return {**columns, "received_on": columns["received_on"].isoformat()}


def destroy_words(comment_id: int) -> None:
    """Words, what is searched and compared by, and who wrote it; the comment's row and leaf stay."""
    nothing = {"text": "", "wording": "", "search_text": "", "sealed": None}
    db.session.execute(
        update(CommentText)
        .where(CommentText.comment_id == comment_id)
        .values(**nothing, fingerprint=bytes(32))
    )
    db.session.execute(delete(CommentAuthor).where(CommentAuthor.comment_id == comment_id))
    db.session.execute(
        update(SecondLook).where(SecondLook.comment_id == comment_id).values(text="")
    )


def withdraw_comment(comment_id: int, today: date) -> None:
    """Its author takes it back: a stub stays. Withdrawing twice is withdrawing once.

    The standing is held before the words are touched, as everybody does who acts on a comment.
    """
    standing = db.session.get_one(
        CommentStanding, comment_id, with_for_update=True, populate_existing=True
    )
    destroy_words(comment_id)
    if standing.visibility in (Visibility.WITHDRAWN, Visibility.ERASED):
        return
    standing.visibility, standing.role = Visibility.WITHDRAWN, "author"
    standing.rule, standing.since_on, standing.group_id = None, today, None
    record_standing(comment_id, standing.round_id, Visibility.WITHDRAWN, None)
    db.session.flush()
