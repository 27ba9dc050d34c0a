"""A small made-up province for pictures and page tests: communes, answers, a published round."""

import random
from datetime import UTC, date, datetime
from typing import Any

from agencies.models import AgencyKind
from agencies.roles import Role, Viewer
from base.db import db
from surveys.actions.snapshots import sign_snapshot
from surveys.models import IndexSnapshot, RoundState
from surveys.snapshot_job import compute_snapshot
from tests.factories import (
    make_agency,
    make_content,
    make_period,
    make_place,
    make_round,
    make_version,
)
from tests.surveys.releasing import publish_at_hour
from tests.surveys.sending import days_of_answers, send

NAMES = (
    "Hạc Thành", "Quảng Phú", "Đông Quang", "Hàm Rồng", "Nguyệt Viên", "Sầm Sơn", "Nam Sầm Sơn",
    "Bỉm Sơn", "Quang Trung", "Ngọc Sơn", "Tân Dân", "Hải Lĩnh", "Tĩnh Gia", "Đào Duy Từ", "Hải Bình",
    "Trúc Lâm", "Nghi Sơn", "Các Sơn", "Trường Lâm", "Hà Trung", "Tống Sơn", "Hà Long", "Hoạt Giang",
    "Lĩnh Toại", "Triệu Lộc", "Đông Thành", "Hậu Lộc", "Hoa Lộc", "Vạn Lộc", "Nga Sơn",
)  # fmt: skip
ITEMS = (
    "Chỗ ngồi, biển chỉ dẫn",
    "Giấy tờ phải nộp",
    "Thái độ của cán bộ",
    "Thời gian chờ",
    "Kết quả đúng hẹn",
)


def make_small_province(communes: int = len(NAMES), seed: int = 5) -> tuple[Any, Any]:
    """(round, its owner's viewer): a closed round over two quarters, nothing computed yet."""
    draw = random.Random(seed)
    department = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    content = make_content(len(ITEMS))
    for question, words in zip(content["sections"][0]["questions"], ITEMS, strict=True):
        question["texts"] = {"vi": words, "en": words}
    second = {**content["sections"][0], "key": "result", "texts": {"vi": "Kết quả", "en": "Result"}}
    second["questions"] = content["sections"][0]["questions"][3:]
    content["sections"][0]["questions"] = content["sections"][0]["questions"][:3]
    content["sections"].insert(1, second)
    places = []
    for place, name in enumerate(NAMES[:communes]):
        columns: dict[str, Any] = {
            "latitude": 19.4 + draw.random() * 1.1,
            "longitude": 104.6 + draw.random() * 1.4,
        }
        kind = "phường" if place < 12 else "xã"
        places.append(make_place(make_agency(f"UBND {kind} {name}", **columns)))
    for name in ("Sở Y tế", "Sở Xây dựng", "Sở Nông nghiệp và Môi trường"):
        places.append(make_place(make_agency(name, kind=AgencyKind.DEPARTMENT)))
    survey_round = make_round(
        places,
        state=RoundState.CLOSED,
        owner=department,
        version=make_version(content=content),
        name="Hài lòng về dịch vụ hành chính công cấp xã năm 2026",
        opens_at=datetime(2026, 4, 1, tzinfo=UTC),
        closes_at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    _answer(survey_round, places, draw)
    return survey_round, Viewer(None, department.id, ((Role.DEPARTMENT, None),))


def _answer(survey_round: Any, places: list[Any], draw: random.Random) -> None:
    months = (202604, 202605, 202606, 202607, 202608, 202609)
    for number, place in enumerate(places):
        days = draw.choice((1, 24, 40, 60)) if number % 4 else 60
        a_day = draw.choice((2, 4, 8))
        satisfied = min(0.97, draw.gauss(0.83, 0.07))
        send(days_of_answers(survey_round, place, days, a_day, satisfied, months=months))
        if number % 3 == 0:
            send(days_of_answers(survey_round, place, 20, 3, 0.93, channel="kiosk", seed=8))
        if number % 7 == 0:
            send(days_of_answers(survey_round, place, 3, 9, 0.9, channel="paper", seed=9))


def publish_small_province(
    survey_round: Any, owner: Any, by_quarter: bool = True
) -> list[IndexSnapshot]:
    """Two quarters and then the whole (or the whole alone), each signed and published."""
    quarters = [
        make_period(survey_round, name="Quý II/2026", starts_on=date(2026, 4, 1), ends_on=date(2026, 7, 1)),
        make_period(survey_round, name="Quý III/2026", starts_on=date(2026, 7, 1), ends_on=date(2026, 10, 1)),
    ] if by_quarter else []  # fmt: skip
    survey_round.state = RoundState.UNDER_REVIEW
    db.session.commit()
    found = []
    for period_id in (*(one.id for one in quarters), None):
        snapshot = compute_snapshot(survey_round.id, period_id)
        sign_snapshot(owner, survey_round, snapshot, snapshot.content_hash)
        publish_at_hour(owner, survey_round, snapshot)
        db.session.commit()
        found.append(snapshot)
    return found
