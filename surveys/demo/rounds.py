"""Which rounds the demo province has, relative to today; no framework, no database."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from agencies.models import AgencyKind
from surveys.rules.periods import month_after


class Ending(StrEnum):
    """How far a round has come: periods published while it goes on, whole published, under review."""

    RUNNING = "running"
    PUBLISHED = "published"
    UNDER_REVIEW = "under_review"


@dataclass(frozen=True)
class PlaceSpec:
    """A place that every agency of the kinds gets; every `every`-th agency when not all."""

    name: str
    kind: str
    kinds: tuple[str, ...]
    every: int = 1
    weight: float = 1.0


@dataclass(frozen=True)
class RoundSpec:
    """`share` of all responses; `level` moves the whole round up or down on the latent scale.

    `every`: 2 rates every second agency of the kinds, and so on. `codes_from`: the day on which the
    province began to issue one-time codes; some of the answers after it are coded. `is_coded`: all are,
    and no QR place offers the round.
    """

    key: str
    questionnaire: str
    name: str
    name_en: str
    opens_on: date
    closes_on: date
    share: float
    level: float
    kinds: tuple[str, ...]
    ending: Ending
    has_quarters: bool = False
    every: int = 1
    codes_from: date | None = None
    is_coded: bool = False


CENTRES = (AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE, AgencyKind.DEPARTMENT)

PLACES = (
    PlaceSpec("Quầy số 1", "counter", CENTRES, weight=3.0),
    PlaceSpec(
        "Quầy số 2", "counter", (AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE), 1, 1.6
    ),
    PlaceSpec("Quầy số 3", "counter", (AgencyKind.PROVINCE_CENTRE,), 1, 1.6),
    PlaceSpec("Màn hình cảm ứng tại sảnh", "kiosk", (AgencyKind.COMMUNE_CENTRE,), 4, 1.4),
    PlaceSpec("Màn hình cảm ứng tại sảnh chính", "kiosk", (AgencyKind.PROVINCE_CENTRE,), 1, 2.0),
    PlaceSpec("Giấy hẹn trả kết quả", "address", (AgencyKind.COMMUNE_CENTRE,), 3, 0.8),
    PlaceSpec("Bảng tin trụ sở", "poster", (AgencyKind.COMMUNE_COMMITTEE,), 1, 1.0),
    PlaceSpec("Nhà văn hóa thôn", "poster", (AgencyKind.COMMUNE_COMMITTEE,), 2, 0.7),
    PlaceSpec("Bàn tiếp đón", "counter", (AgencyKind.HEALTH_STATION,)),
    PlaceSpec("Cổng trường", "poster", (AgencyKind.SCHOOL,), 3),
)


def first_month(today: date) -> date:
    """The first day of the twelve months that end with the present one."""
    return month_after(today.replace(day=1), -11)


def demo_rounds(today: date) -> tuple[RoundSpec, ...]:
    return (_service(today), _commune(today), _health(today), _school(today))


def _service(today: date) -> RoundSpec:
    """The year at the counters, which goes on to the end of the present quarter."""
    opens_on = first_month(today)
    quarter_end = month_after(today, 3 - (today.month - 1) % 3)
    span = f"{opens_on:%m/%Y}–{quarter_end - timedelta(days=1):%m/%Y}"
    return RoundSpec(
        "service",
        "hanh-chinh-cong",
        f"Khảo sát dịch vụ hành chính công {span}",
        f"Public administrative services {span}",
        opens_on,
        quarter_end,
        share=0.74,
        level=-0.15,
        kinds=CENTRES,
        ending=Ending.RUNNING,
        has_quarters=True,
        codes_from=month_after(today.replace(day=1), -3 - (today.month - 1) % 3),
    )


def _commune(today: date) -> RoundSpec:
    """Two months about commune government, a third of them over."""
    return RoundSpec(
        "commune",
        "chinh-quyen-xa",
        f"Lấy ý kiến về chính quyền xã, phường năm {today.year}",
        f"Commune government {today.year}",
        today - timedelta(days=22),
        today + timedelta(days=38),
        share=0.08,
        level=-0.35,
        kinds=(AgencyKind.COMMUNE_COMMITTEE,),
        ending=Ending.RUNNING,
    )


def _health(today: date) -> RoundSpec:
    opens_on = today - timedelta(days=120)
    return RoundSpec(
        "health",
        "tram-y-te",
        f"Khảo sát trạm y tế {opens_on:%m/%Y}",
        f"Commune health stations {opens_on:%m/%Y}",
        opens_on,
        today - timedelta(days=60),
        share=0.11,
        level=-0.1,
        kinds=(AgencyKind.HEALTH_STATION,),
        ending=Ending.PUBLISHED,
    )


def _school(today: date) -> RoundSpec:
    opens_on = today - timedelta(days=75)
    return RoundSpec(
        "school",
        "truong-hoc",
        f"Khảo sát trường học {opens_on:%m/%Y}",
        f"Schools {opens_on:%m/%Y}",
        opens_on,
        today - timedelta(days=14),
        share=0.07,
        level=0.1,
        kinds=(AgencyKind.SCHOOL,),
        ending=Ending.UNDER_REVIEW,
        every=3,
    )


def last_decided_year(today: date) -> int:
    """UBND tỉnh has decided about a year by the end of the following March."""
    return today.year - (1 if today.month > 3 else 2)


def decided_round(year: int) -> RoundSpec:
    """The last quarter of a year, by one-time codes alone: its official index."""
    return RoundSpec(
        "decided",
        "hanh-chinh-cong",
        f"Khảo sát bằng mã đánh giá quý IV/{year}",
        f"Survey by one-time codes, fourth quarter of {year}",
        date(year, 10, 1),
        date(year + 1, 1, 1),
        share=0.0,
        level=0.1,
        kinds=CENTRES,
        ending=Ending.PUBLISHED,
        codes_from=date(year, 10, 1),
        is_coded=True,
    )
