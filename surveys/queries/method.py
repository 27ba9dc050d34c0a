"""The method's legal settings in force on a day."""

from datetime import date

from sqlalchemy import select

from agencies.models import LegalSetting
from base.db import db
from surveys.rules.method import DEFAULTS, Method, read_method


def method_in_force(on: date) -> Method:
    """Values with the ids of their settings; the method's own where none is stored."""
    rows = (
        select(LegalSetting)
        .where(
            LegalSetting.key.in_(DEFAULTS),
            LegalSetting.valid_from <= on,
            LegalSetting.valid_to.is_(None) | (LegalSetting.valid_to > on),
        )
        .order_by(LegalSetting.key, LegalSetting.valid_from, LegalSetting.id)
    )
    return read_method({one.key: (one.value, one.id) for one in db.session.scalars(rows)})
