"""Models and migrations tell the same story; each migration goes up and down."""

from pathlib import Path

from flask import Flask
from flask_migrate import check, downgrade, upgrade

from base.paths import PROJECT_DIR

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
