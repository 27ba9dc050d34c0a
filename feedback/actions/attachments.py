"""Files beside a draft: added while a round is prepared or open, taken away only before it opens."""

import hashlib

import puremagic

from agencies.actions.audit import record_act
from agencies.roles import Viewer
from base.clock import now
from base.db import db
from feedback.actions.comment_rounds import check_own
from feedback.actions.round_clock import follow
from feedback.models import CommentRound, RoundAttachment
from feedback.queries.round_parts import list_attachments
from feedback.rules.attachments import check_file
from feedback.rules.round_plans import check_not_over, check_prepared


def sniffed_endings(content: bytes) -> frozenset[str]:
    """The endings that fit how the content begins; none for what nobody knows."""
    try:
        found = puremagic.magic_string(content[:65536])
    except (puremagic.PureError, ValueError):  # unknown, or nothing at all
        return frozenset()
    return frozenset(one.extension for one in found)


def add_attachment(
    actor: Viewer, comment_round: CommentRound, name: str, content: bytes
) -> RoundAttachment:
    check_own(actor, comment_round.agency_id)
    follow(comment_round, now())
    check_not_over(comment_round.state)
    count = len(list_attachments(comment_round.id))
    checked = check_file(name, content, sniffed_endings(content), count)
    attachment = RoundAttachment(
        round_id=comment_round.id,
        name=checked.name,
        media=checked.media,
        size=len(content),
        content_hash=hashlib.sha256(content).hexdigest(),
        content=content,
        staff_id=actor.staff_id,
    )
    db.session.add(attachment)
    db.session.flush()
    record_act(
        "comment_round.attach",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        after={"name": attachment.name, "sha256": attachment.content_hash},
    )
    return attachment


def remove_attachment(
    actor: Viewer, comment_round: CommentRound, attachment: RoundAttachment
) -> None:
    """Only before anybody could have read it."""
    check_own(actor, comment_round.agency_id)
    follow(comment_round, now())
    check_prepared(comment_round.state)
    db.session.delete(attachment)
    record_act(
        "comment_round.detach",
        staff_id=actor.staff_id,
        subject=comment_round,
        agency_id=comment_round.agency_id,
        before={"name": attachment.name, "sha256": attachment.content_hash},
    )
