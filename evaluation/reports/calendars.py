"""An agency's days of the year as an iCalendar file (RFC 5545): one all-day entry a target with a day."""

from datetime import date, timedelta

from flask_babel import gettext as _

from agencies.models import Agency
from evaluation.lines import owed_targets
from evaluation.models import EvaluationYear, YearTarget
from evaluation.queries.years import list_year_targets, list_years
from evaluation.reports.figures import title_of

_LINE = 73  # bytes of a line before it is folded


def calendar_of(agency: Agency, address: str) -> str:
    """Entries of every year that reports or is closed; nothing in it is secret but who reads it."""
    name = _("Tự đánh giá – %(agency)s", agency=agency.name)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Y Dan//Evaluation//VI",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for year in list_years():
        if year.state != "prepared":
            lines += _year_entries(year, agency, address)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _year_entries(year: EvaluationYear, agency: Agency, address: str) -> list[str]:
    owed = owed_targets(list_year_targets(year.id), agency)
    days = [(day, one) for one in owed.values() for day in days_of(one, year.year)]
    entries = [
        _entry(f"{year.year}-{one.key}-{day:%m%d}@{agency.code}", day, title_of(one), address)
        for day, one in sorted(days, key=lambda pair: (pair[0], pair[1].id))
    ]
    if owed:
        title = _("Hạn gửi tự đánh giá năm %(year)s", year=year.year)
        report_by = f"{year.year}-report@{agency.code}"
        entries.append(_entry(report_by, year.report_by, title, address))
    return [line for entry in entries for line in entry]


def days_of(target: YearTarget, year: int) -> list[date]:
    """Its own day; without one the ends of its half-years or quarters. What Ý Dân fills in has no day."""
    if target.filled_by:
        return []
    if target.due_on is not None:
        return [target.due_on]
    ends = [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)]
    return {"half_year": ends[1::2], "quarter": ends}.get(target.period, [])


def _entry(uid: str, day: date, title: str, address: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:-P7D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """One line whatever was typed: a bare return would begin a line of its own for some readers."""
    text = "\n".join(text.splitlines())
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """Lines of at most 75 bytes; a letter is never cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _LINE:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]
