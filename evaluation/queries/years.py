"""SELECTs over evaluation years and the targets they took over."""

from sqlalchemy import func, select

from base.db import db
from base.rules import NotFound
from evaluation.models import EvaluationYear, YearTarget


def list_years() -> list[EvaluationYear]:
    """The latest first."""
    return list(db.session.scalars(select(EvaluationYear).order_by(EvaluationYear.year.desc())))


def find_year(year: int) -> EvaluationYear | None:
    return db.session.scalar(select(EvaluationYear).where(EvaluationYear.year == year))


def get_year(year: int) -> EvaluationYear:
    found = find_year(year)
    if found is None:
        raise NotFound(year)
    return found


def list_year_targets(year_id: int) -> list[YearTarget]:
    """As their catalogues order them."""
    found = select(YearTarget).where(YearTarget.year_id == year_id)
    return list(db.session.scalars(found.order_by(YearTarget.id)))


def get_year_target(year_id: int, key: str) -> YearTarget:
    found = db.session.scalar(
        select(YearTarget).where(YearTarget.year_id == year_id, YearTarget.key == key)
    )
    if found is None:
        raise NotFound(key)
    return found


def count_year_targets() -> dict[int, int]:
    """year id → targets."""
    found = select(YearTarget.year_id, func.count()).group_by(YearTarget.year_id)
    return {key: count for key, count in db.session.execute(found)}
