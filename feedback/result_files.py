"""Stored files of disposition tables. They hold residents' words, so they die when one of these is withdrawn.

A file lies in results/gop-y/<round>/<mark>/, where the mark is made of what is shown of every comment; a
folder with another mark than today's is deleted by the sweep, and nobody is given anything out of it.
"""

import hashlib
import secrets
import shutil
from pathlib import Path

from flask import current_app

from base.jobs import results_dir
from feedback.documents.making import Told, file_name, make_file, source_of
from feedback.models import CommentRound, RoundResult
from feedback.queries.results import visibility_marks

LARGE = 1_000  # comments; a file of fewer is made while the person waits


def shown_mark(round_id: int) -> str:
    """Changes whenever any comment of the round is shown otherwise."""
    text = ";".join(f"{one}:{visibility}" for one, visibility in visibility_marks(round_id))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _folder(round_id: int) -> Path:
    return results_dir() / "gop-y" / str(round_id) / shown_mark(round_id)


def is_large(round_id: int) -> bool:
    return len(visibility_marks(round_id)) > LARGE


def make_bytes(
    comment_round: CommentRound,
    result: RoundResult | None,
    file_format: str,
    told: Told = lambda _done: None,
) -> bytes:
    keys = current_app.extensions["settings"].secrets
    return make_file(source_of(comment_round, result), file_format, keys, told)


def published_path(comment_round: CommentRound, result: RoundResult, file_format: str) -> Path:
    """Where the file of a published result lies once it is made."""
    name = file_name(comment_round, result, file_format)
    return _folder(comment_round.id) / f"{result.id}-{name}"


def store_file(path: Path, content: bytes) -> Path:
    """Whole or not at all: a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{secrets.token_hex(6)}")
    fresh.write_bytes(content)
    fresh.replace(path)
    return path


def preview_path(comment_round: CommentRound, file_format: str) -> Path:
    name = file_name(comment_round, None, file_format)
    return _folder(comment_round.id) / f"{secrets.token_hex(4)}-{name}"


def delete_stale() -> int:
    """Removes folders made from comments that are shown otherwise now; returns how many."""
    deleted = 0
    for round_folder in sorted((results_dir() / "gop-y").glob("*/")):
        valid = shown_mark(int(round_folder.name)) if round_folder.name.isdecimal() else ""
        for folder in round_folder.iterdir():
            if folder.name != valid:
                shutil.rmtree(folder)
                deleted += 1
    return deleted
