"""An installation with one counter at which some people answered and some wrote comments; nothing sealed yet.

`python -m bench.attack.counter RESPONSES COMMENTS` prints the counter's code and the comment round's id; the
response numbers stand in INSTANCE_DIR/numbers.txt.
"""

import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade

from base.db import db
from base.settings import make_secrets
from portal.factory import create_app
from tests.factories import make_agency, make_comment_round, make_place, make_round
from tests.feedback.commenting import comment_once
from tests.surveys.answering import answer_once


def main(responses: int, comments: int) -> None:
    folder = Path(os.environ["INSTANCE_DIR"])
    make_secrets(folder)
    app = create_app()
    with app.app_context():
        upgrade()
        year = datetime.now(UTC).year
        times = {
            "opens_at": datetime(year, 1, 1, tzinfo=UTC),
            "closes_at": datetime(year + 1, 6, 1, tzinfo=UTC),
        }
        place = make_place(make_agency("Trung tâm Phục vụ hành chính công phường Hạc Thành"))
        make_round([place], **times)
        comment_round = make_comment_round(**times)
        db.session.commit()
        code, round_id, client = place.code, comment_round.id, app.test_client()
        numbers = [
            answer_once(client, code, item_1=random.choice("2345"), item_2="4").codes[0]
            for _ in range(responses)
        ]
        for number in range(comments):
            comment_once(
                client, comment_round, stance="partly", text=f"Ý kiến số {number}: nên lùi."
            )
    (folder / "numbers.txt").write_text("\n".join(numbers), encoding="utf-8")
    print(code, round_id)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
