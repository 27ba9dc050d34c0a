"""The stored comments and their words as the ledger's auditor opens them, and what the host alone sees."""

import hashlib
from collections.abc import Iterator

from flask import current_app

from base.clock import local
from base.sealed import SealBroken
from base.settings import Secrets
from feedback.actions.comments import leaf_record
from feedback.actions.moderation import sealed_words
from feedback.leaf_records import (
    STANDING_ACTS,
    comment_mark,
    number_marks,
    words_leaf_id,
    words_record,
)
from feedback.models import Visibility
from feedback.queries.openings import (
    StoredWords,
    iterate_comments,
    iterate_standings,
    iterate_words,
    list_results,
)
from ledger.leaves import canonical
from ledger.openers import StoredRecord, checks, opens
from ledger.queries.records import intact_records
from ledger.record_types import RecordType

_DESTROYED = (Visibility.WITHDRAWN, Visibility.ERASED)


@opens(RecordType.COMMENT)
def stored_comments() -> Iterator[StoredRecord]:
    for one in iterate_comments():
        leaf_id = one.columns["id"].to_bytes(8, "big")
        marks = number_marks(one.key_hash, one.content_hash)
        yield StoredRecord(one.number_hash, leaf_id, leaf_record(one.columns), marks)


@opens(RecordType.WORDS)
def stored_words() -> Iterator[StoredRecord]:
    """Of a withdrawn or erased comment they are gone; others put in their place open no leaf."""
    keys = current_app.extensions["settings"].secrets
    for one in iterate_words():
        record = None
        is_empty = not (one.text or one.wording or one.is_sealed)
        if one.visibility not in _DESTROYED or not is_empty:
            text, wording = _words_of(one, keys)
            record = words_record(text, wording)
        yield StoredRecord(None, words_leaf_id(one.comment_id), record)


def _words_of(one: StoredWords, keys: Secrets) -> tuple[str, str]:
    """Plain or sealed; what cannot be unsealed was not sealed by us, and opens no leaf."""
    if not one.is_sealed:
        return one.text, one.wording
    try:
        words = sealed_words(one.comment_id, keys)
    except SealBroken:
        return "", ""
    return words["text"], words["wording"]


@checks
def standing_faults() -> Iterator[str]:
    """Every comment stands where the newest public record about it left it, and no record is about none."""
    newest: dict[str, tuple[int, bool, str]] = {}
    for record in intact_records(RecordType.COMMENT_HIDDEN):
        is_last = record["act"] in ("withdraw", "erase")
        told = (record["number"], is_last, record["act"])
        newest[record["comment"]] = max(newest.get(record["comment"], told), told)
    for comment_id, visibility in iterate_standings():
        mark = comment_mark(comment_id)
        _, _, act = newest.get(mark, (0, False, "show"))
        if act != STANDING_ACTS.get(visibility):
            told_act = f"«{visibility}», văn bản công khai ghi «{act}»"
            yield f"ý kiến {mark[:16]}…: {told_act} / stands otherwise than its public record says"


@checks
def result_faults() -> Iterator[str]:
    """Published answers are those whose hash stands in the ledger, and all that page tells of them."""
    told = {record["result"]: record for record in intact_records(RecordType.DISPOSITION)}
    for one in list_results():
        expected = {
            "round": one.round_id,
            "content_hash": hashlib.sha256(canonical(one.content)).hexdigest(),
            "supersedes": one.supersedes_id,
            "reason": one.reason,
            "day": local(one.published_at).date().isoformat(),
        }
        is_same = expected.items() <= told.pop(one.id, {}).items()
        if not is_same or one.content_hash != expected["content_hash"]:
            yield f"kết quả lấy ý kiến {one.id}: khác với bản đã công bố / published answers altered"
    for result_id in sorted(told):
        yield f"kết quả lấy ý kiến {result_id}: không còn / published answers are gone"
