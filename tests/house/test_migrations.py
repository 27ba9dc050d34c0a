"""Models and migrations tell the same story; each migration goes up and down."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, select

from base.paths import PROJECT_DIR
from surveys.models import IndexCell
from tests.surveys.seeding import make_small_province, publish_small_province

VERSIONS = PROJECT_DIR / "migrations" / "versions"


def test_the_models_need_no_further_migration(app: Flask) -> None:
    check()


def test_every_migration_goes_down_and_up_again(app: Flask) -> None:
    downgrade(revision="base")
    upgrade()
    check()


def test_the_head_file_names_the_newest_migration() -> None:
    newest = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert (Path(VERSIONS.parent) / ".head").read_text().strip() == newest


def test_a_filled_database_goes_down_and_up_again_without_losing_a_figure(
    app: Flask, db: Any
) -> None:
    """SQLite makes a table anew to change it; cells point to their snapshot meanwhile."""
    survey_round, owner = make_small_province(communes=2)
    publish_small_province(survey_round, owner, by_quarter=False)
    db.session.commit()
    count = select(func.count()).select_from(IndexCell)
    before = db.session.scalar(count)
    db.session.remove()
    downgrade(revision="0020")
    upgrade()
    assert db.session.scalar(count) == before > 20
