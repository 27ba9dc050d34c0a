"""A new instance with one place and an open round of nine questions, for benches of answering.

`python -m bench.nine_questions` prints the place's code; INSTANCE_DIR and DATABASE_URL as usual.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from base.db import db
from base.settings import make_secrets
from portal.factory import create_app
from tests.factories import make_agency, make_content, make_place, make_round, make_version

_ITEMS = (
    "Nơi tiếp đón, chỗ ngồi chờ, bảng chỉ dẫn",
    "Việc hướng dẫn giấy tờ phải nộp",
    "Thái độ của người tiếp nhận hồ sơ",
    "Thời gian giải quyết so với giấy hẹn",
    "Kết quả nhận được đúng và đủ",
    "Mức phí, lệ phí được niêm yết rõ",
    "Việc tiếp nhận, trả lời góp ý",
)


def _content() -> dict[str, Any]:
    content = make_content(item_count=len(_ITEMS))
    for question, words in zip(content["sections"][0]["questions"], _ITEMS, strict=True):
        question["texts"] = {"vi": words, "en": words}
    content["title"] = {"vi": "Khảo sát hài lòng", "en": "Satisfaction survey"}
    return content


@dataclass(frozen=True)
class Made:
    code: str
    agency_id: int
    round_id: int


def make_instance() -> tuple[Flask, Made]:
    """The application, and its place with agency and round; committed."""
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    app = create_app()
    with app.app_context():
        upgrade()
        agency = make_agency("Trung tâm Phục vụ hành chính công phường Hạc Thành")
        place = make_place(agency)
        year = datetime.now(UTC).year
        survey_round = make_round(
            [place],
            version=make_version(content=_content()),
            opens_at=datetime(year, 1, 1, tzinfo=UTC),
            closes_at=datetime(year + 1, 6, 1, tzinfo=UTC),
        )
        db.session.commit()
        return app, Made(place.code, agency.id, survey_round.id)


def main() -> None:
    print(make_instance()[1].code)


if __name__ == "__main__":
    main()
