"""SELECTs over the installation, the register and staff."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from agencies.models import Installation
from base.db import db, reading


def find_installation() -> Installation | None:
    """The installation's one row; None before `flask setup`."""
    return db.session.get(Installation, 1)


def is_database_ready() -> bool:
    """Whether the database answers and is migrated."""
    try:
        with reading():
            db.session.execute(text("SELECT 1 FROM installation"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
