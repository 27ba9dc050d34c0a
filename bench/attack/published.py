"""An installation with a small province whose index is signed and published, sealed: for edits of a score."""

import os
from pathlib import Path

from flask_migrate import upgrade

from base.clock import now
from base.db import db
from base.settings import make_secrets
from ledger.sealing import seal
from ledger.signing import app_settings
from portal.factory import create_app
from tests.ledger.leaves import commit_responses
from tests.surveys.seeding import make_small_province, publish_small_province


def main() -> None:
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    app = create_app()
    with app.app_context():
        upgrade()
        survey_round, owner = make_small_province(communes=3)
        commit_responses(app)
        publish_small_province(survey_round, owner, by_quarter=False)
        db.session.commit()
        seal(app_settings(), now(), only_when_due=False)


if __name__ == "__main__":
    main()
