"""`flask evaluation score` and `flask evaluation scorecard`: points computed, the proposal brought in."""

import json
from typing import Any

import click

from base.db import db
from base.rules import RuleBroken
from evaluation.actions.scorecards import bring_shipped
from evaluation.actions.scoring import compute_result
from evaluation.commands.group import evaluation_commands
from evaluation.models import YearResult
from evaluation.queries.years import find_year
from evaluation.reports.results import AgencyResult, read_result


@evaluation_commands.command("score")
@click.option("--year", type=int, required=True)
@click.option("--reason", default="", help="Why, when this corrects published results.")
@click.option("--json", "as_json", is_flag=True, help="Print every agency's points as JSON.")
def score(year: int, reason: str, as_json: bool) -> None:
    """Scores every agency; nothing counts until two people signed it and UBND tỉnh decided."""
    found = find_year(year)
    if found is None:
        raise click.ClickException(f"Chưa mở năm đánh giá {year} / the year {year} was not opened")
    try:
        result = compute_result(found, reason=reason)
    except RuleBroken as broken:
        db.session.rollback()
        raise click.ClickException(str(broken)) from broken
    db.session.commit()
    if as_json:
        click.echo(json.dumps(_document(result, year), ensure_ascii=False, indent=1))
    else:
        count = sum(len(group.agencies) for group in read_result(result, year).groups)
        click.echo(f"year {year}, version {result.number}: {count} agencies scored")


def _document(result: YearResult, year: int) -> dict[str, Any]:
    read = read_result(result, year)
    return {
        "year": year,
        "number": read.number,
        "state": read.state,
        "content_hash": read.content_hash,
        "agencies": [_agency(one) for group in read.groups for one in group.agencies],
    }


def _agency(one: AgencyResult) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "group": one.group_key,
        "points": one.points,
        "points_low": one.points_low,
        "points_high": one.points_high,
        "possible": one.possible,
        "class": one.class_key,
        "is_near_boundary": one.is_near_boundary,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "criteria": {
            line.key: {"state": line.state, "figure": line.figure, "points": line.points}
            for line in one.lines
        },
    }


@evaluation_commands.command("scorecard")
def scorecard() -> None:
    """Brings in the shipped proposal of a scorecard as a draft; safe to run twice."""
    card = bring_shipped(None)
    db.session.commit()
    click.echo(f"{card.key}, version {card.version}: {len(card.criteria)} criteria, {card.state}")
