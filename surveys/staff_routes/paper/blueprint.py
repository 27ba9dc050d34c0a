"""Both blueprints of paper forms, and what their routes share."""

from typing import Any

from flask import Blueprint, current_app, flash
from flask_babel import gettext as _

from agencies.access import current_viewer, note_broken_rule
from base.db import db
from base.permissions import Permission
from base.rules import RuleBroken
from base.settings import Settings
from surveys.models import PaperBatch
from surveys.paper_views import OUTCOME_WORDS
from surveys.queries.paper.batches import BatchRow, get_batch, get_batch_row
from surveys.reports.paper.batch import STATE_TONES, STATE_WORDS
from surveys.rules.paper.serials import serial_text

paper_staff = Blueprint("paper_staff", __name__, url_prefix="/can-bo/phieu-giay")
paper_keying = Blueprint("paper_keying", __name__, url_prefix="/can-bo/nhap-phieu")


def words() -> dict[str, Any]:
    return {
        "state_words": STATE_WORDS,
        "state_tones": STATE_TONES,
        "outcome_words": OUTCOME_WORDS,
        "serial_text": serial_text,
    }


paper_staff.context_processor(words)
paper_keying.context_processor(words)


def scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.PAPER_READ)


def batch_at(batch_id: int) -> PaperBatch:
    return get_batch(batch_id, scope())


def row_at(batch_id: int) -> BatchRow:
    return get_batch_row(batch_id, scope())


def app_settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def told(broken: RuleBroken) -> str:
    """The rule's sentence, after everything written was undone and a refused attempt noted."""
    db.session.rollback()
    note_broken_rule(broken)
    return _(type(broken).sentence) % broken.values


def done(sentence: str) -> None:
    db.session.commit()
    flash(sentence, "success")
