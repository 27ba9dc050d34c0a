"""SELECTs over scorecards and the targets they may name."""

from sqlalchemy import func, select

from base.db import db
from base.rules import NotFound
from evaluation.models import EvaluationYear, Scorecard, ScorecardState, Target, YearResult


def get_scorecard(scorecard_id: int) -> Scorecard:
    found = db.session.get(Scorecard, scorecard_id)
    if found is None:
        raise NotFound
    return found


def list_scorecards() -> list[Scorecard]:
    """By key, the newest version first."""
    ordered = select(Scorecard).order_by(Scorecard.key, Scorecard.version.desc(), Scorecard.id)
    return list(db.session.scalars(ordered))


def list_in_use() -> list[Scorecard]:
    """The latest put in use first."""
    chosen = select(Scorecard).where(Scorecard.state == ScorecardState.IN_USE)
    return list(db.session.scalars(chosen.order_by(Scorecard.in_use_at.desc(), Scorecard.id)))


def newest_version(key: str) -> int:
    """0: no card has this key."""
    return db.session.scalar(select(func.max(Scorecard.version)).where(Scorecard.key == key)) or 0


def find_draft(key: str) -> Scorecard | None:
    chosen = select(Scorecard).where(Scorecard.key == key, Scorecard.state == ScorecardState.DRAFT)
    return db.session.scalar(chosen.order_by(Scorecard.id.desc()).limit(1))


def years_scored_with(scorecard_id: int) -> list[int]:
    """Years that have a result made with this card."""
    rows = (
        select(EvaluationYear.year)
        .join(YearResult, YearResult.year_id == EvaluationYear.id)
        .where(YearResult.scorecard_id == scorecard_id)
        .distinct()
        .order_by(EvaluationYear.year)
    )
    return list(db.session.scalars(rows))


def target_units() -> dict[str, str]:
    """key → unit of every target of the catalogues."""
    rows = select(Target.key, Target.unit).order_by(Target.catalogue_id, Target.sort, Target.id)
    return {key: unit for key, unit in db.session.execute(rows)}


def target_titles() -> dict[str, str]:
    """key → title of every target of the catalogues, in their order."""
    rows = select(Target.key, Target.title).order_by(Target.catalogue_id, Target.sort, Target.id)
    return {key: title for key, title in db.session.execute(rows)}
