"""A new instance with an open comment round on a small quy ước, for benches and tests of commenting.

`python -m bench.one_comment_round` prints the round's id; INSTANCE_DIR and DATABASE_URL as usual.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade

from base.db import db
from base.settings import make_secrets
from portal.factory import create_app
from tests.factories import make_comment_round


def main() -> None:
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    app = create_app()
    with app.app_context():
        upgrade()
        year = datetime.now(UTC).year
        comment_round = make_comment_round(
            opens_at=datetime(year, 1, 1, tzinfo=UTC),
            closes_at=datetime(year + 1, 6, 1, tzinfo=UTC),
        )
        db.session.commit()
        print(comment_round.id)


if __name__ == "__main__":
    main()
