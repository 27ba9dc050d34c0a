"""Rows of made-up comments and dispositions, as the real ones would stand there."""

import hashlib
import random
import uuid
from datetime import date, timedelta

from flask import current_app

from base.db import db
from feedback.actions.comments import leaf_record
from feedback.actions.moderation import seal_words
from feedback.actions.public_records import record_standing
from feedback.demo.speaking import Voice, voices
from feedback.leaf_records import number_marks, words_leaf
from feedback.models import (
    Comment,
    CommentNumber,
    CommentRound,
    CommentStanding,
    CommentText,
    Disposition,
    DispositionKind,
    DraftVersion,
    Provision,
    Visibility,
)
from feedback.queries.provisions import list_provisions
from feedback.rules.comments import fingerprint, search_words
from ledger.leaves import commitment
from ledger.models import PendingLeaf


def write_comments(
    comment_round: CommentRound,
    version: DraftVersion,
    draft: str,
    first: date,
    last: date,
    draw: random.Random,
) -> list[tuple[Comment, Voice]]:
    """The comments of one version, received in [first, last]."""
    places = {one.path: one for one in list_provisions(version.id)}
    days = max(0, (last - first).days)
    found = []
    for voice in voices(draft, draw):
        place = places[voice.said.path] if voice.said.path else None
        on = first + timedelta(days=round(voice.when * days))
        found.append((_write(comment_round, version, place, voice, on, draw), voice))
    db.session.flush()
    return found


def _write(
    comment_round: CommentRound,
    version: DraftVersion,
    place: Provision | None,
    voice: Voice,
    on: date,
    draw: random.Random,
) -> Comment:
    mark = uuid.UUID(int=draw.getrandbits(128))
    comment = Comment(
        id=mark.int >> 65,
        round_id=comment_round.id,
        version_id=version.id,
        provision_id=place.id if place else None,
        stance=voice.said.stance,
        channel=voice.channel,
        source="demo",
        author_kind=voice.author_kind,
        received_on=on,
    )
    db.session.add(comment)
    db.session.flush()
    is_hidden = draw.random() < 0.006
    db.session.add_all(
        [_words(comment, voice), _standing(comment, on, is_hidden), _number(comment, mark)]
    )
    db.session.add_all(_leaves(comment, voice, mark))
    db.session.flush()
    if is_hidden:  # as the real ones: nobody but the inspector reads them
        record_standing(comment.id, comment.round_id, Visibility.HIDDEN, 3)
        seal_words(comment.id, current_app.extensions["settings"].secrets)
    return comment


def _leaves(comment: Comment, voice: Voice, mark: uuid.UUID) -> list[PendingLeaf]:
    """As the real ones: they wait for the next checkpoint."""
    master = current_app.extensions["settings"].secrets.ledger_master.encode()
    number = _number(comment, mark)
    columns = {one.name: getattr(comment, one.name) for one in Comment.__table__.columns}
    record = leaf_record(columns) | number_marks(number.key_hash, number.content_hash)
    sealed = commitment(master, comment.id.to_bytes(8, "big"), record)
    words = words_leaf(master, comment.id, voice.text, voice.said.wording)
    own = PendingLeaf(type="comment", number_hash=number.number_hash, commitment=sealed)
    return [own, PendingLeaf(**words)]


def _words(comment: Comment, voice: Voice) -> CommentText:
    text, wording = voice.text, voice.said.wording
    return CommentText(
        comment_id=comment.id,
        text=text,
        wording=wording,
        search_text=search_words(text, wording),
        fingerprint=fingerprint(text, wording),
    )


def _standing(comment: Comment, on: date, is_hidden: bool) -> CommentStanding:
    return CommentStanding(
        comment_id=comment.id,
        round_id=comment.round_id,
        visibility=Visibility.HIDDEN if is_hidden else Visibility.PUBLISHED,
        rule=3 if is_hidden else None,
        role="inspector" if is_hidden else "",
        since_on=on if is_hidden else None,
    )


def _number(comment: Comment, mark: uuid.UUID) -> CommentNumber:
    return CommentNumber(
        number_hash=hashlib.sha256(mark.bytes).digest(),
        key_hash=hashlib.sha256(b"key" + mark.bytes).digest(),
        content_hash=bytes(32),
        comment_id=comment.id,
    )


def write_dispositions(
    pairs: list[tuple[Comment, Voice]], staff_id: int | None, places: dict[int, Provision]
) -> int:
    """The answers the file gives; what has none there stays unanswered. Returns how many."""
    count = 0
    for comment, voice in pairs:
        said = voice.said
        if not said.disposition:
            continue
        place = places.get(comment.provision_id or 0)
        db.session.add(
            Disposition(
                comment_id=comment.id,
                round_id=comment.round_id,
                kind=DispositionKind(said.disposition),
                reason=said.reason,
                before=f"{place.number} {place.text}".strip() if place and said.after else "",
                after=said.after,
                is_final=True,
                clerk_id=staff_id,
                changed_by_id=staff_id,
            )
        )
        count += 1
    db.session.flush()
    return count
