"""`flask surveys detect`: the detectors' night at once, or what they say of one agency-month."""

import json
from datetime import date
from typing import Any

import click

from agencies.queries.agencies import find_agency
from base.clock import today
from base.db import reading
from surveys.commands.group import surveys
from surveys.detecting import detect


def _month(text: str) -> int:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise click.BadParameter("a month is written YYYY-MM, e.g. 2026-11") from error
    return first.year * 100 + first.month


@surveys.command("detect")
@click.option("--agency", "code", help="The agency's code; with --month, only prints.")
@click.option("--month", "month_text", metavar="YYYY-MM", help="The month to judge.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def detect_command(code: str | None, month_text: str | None, as_json: bool) -> None:
    """Reads yesterday's answers and raises alarms; with --agency and --month prints that judgement."""
    if (code is None) != (month_text is None):
        raise click.UsageError("--agency and --month go together")
    if code is None or month_text is None:
        done = detect(today())
        values = vars(done)
        click.echo(json.dumps(values) if as_json else _line(values))
        return
    agency = find_agency(code)
    if agency is None:
        raise click.UsageError(f"no agency has the code {code}")
    found = _judged(agency.id, code, _month(month_text))
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else _words(found))


def _line(values: dict[str, int]) -> str:
    return (
        f"detected: {values['day_count']} days read, {values['alarm_count']} signs, "
        f"{values['case_count']} new cases"
    )


def _judged(agency_id: int, code: str, month: int) -> dict[str, Any]:
    """Tier "unknown" where nothing is kept of the month."""
    from surveys.reports.detection import judge_everybody, known_months, usual

    with reading():
        months = known_months(today())
        judged = judge_everybody(months, usual(months), today()).get(agency_id, [])
    found = next((one for one in judged if one.month == month), None)
    return {
        "agency": code,
        "month": f"{month // 100}-{month % 100:02d}",
        "tier": found.tier if found else "unknown",
        "detectors": [
            {
                "detector": one.detector,
                "family": one.family,
                "channel": one.channel,
                "tier": one.tier,
                "statistic": round(one.statistic, 4),
                "note_at": one.note_at,
                "alarm_at": one.alarm_at,
                "is_cold_start": one.is_cold_start,
            }
            for one in (found.findings if found else ())
        ],
    }


def _words(found: dict[str, Any]) -> str:
    lines = [f"{found['agency']} {found['month']}: {found['tier']}"]
    lines += [
        f"  {one['detector']:10s} {one['statistic']:8.2f}  note {one['note_at']:g}, "
        f"alarm {one['alarm_at']:g}  {one['tier']}"
        for one in found["detectors"]
    ]
    return "\n".join(lines)
