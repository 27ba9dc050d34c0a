"""SELECTs over catalogues and their targets."""

from sqlalchemy import case, func, select

from agencies.models import Agency
from base.db import db
from base.rules import NotFound
from evaluation.models import Target, TargetCatalogue


def find_body_name(ending: str) -> str | None:
    """Of the province's body whose permanent code ends so: «SNV» finds 38-SNV."""
    found = select(Agency.name).where(Agency.code.like(f"__-{ending}")).order_by(Agency.code)
    return db.session.scalar(found.limit(1))


def list_catalogues() -> list[TargetCatalogue]:
    found = select(TargetCatalogue).order_by(TargetCatalogue.is_on.desc(), TargetCatalogue.id)
    return list(db.session.scalars(found))


def get_catalogue(key: str) -> TargetCatalogue:
    found = db.session.scalar(select(TargetCatalogue).where(TargetCatalogue.key == key))
    if found is None:
        raise NotFound(key)
    return found


def list_targets(catalogue_id: int) -> list[Target]:
    found = select(Target).where(Target.catalogue_id == catalogue_id)
    return list(db.session.scalars(found.order_by(Target.sort, Target.id)))


def get_target(catalogue_id: int, key: str) -> Target:
    found = db.session.scalar(
        select(Target).where(Target.catalogue_id == catalogue_id, Target.key == key)
    )
    if found is None:
        raise NotFound(key)
    return found


def list_targets_on() -> list[tuple[Target, str]]:
    """(target, key of its catalogue) of every target that is on in a catalogue that is on."""
    found = (
        select(Target, TargetCatalogue.key)
        .join(TargetCatalogue, TargetCatalogue.id == Target.catalogue_id)
        .where(TargetCatalogue.is_on, Target.is_on)
        .order_by(TargetCatalogue.id, Target.sort, Target.id)
    )
    return [(target, key) for target, key in db.session.execute(found)]


def count_targets() -> dict[int, tuple[int, int]]:
    """catalogue id → (targets, of them on)."""
    on = func.count(case((Target.is_on, 1)))
    found = select(Target.catalogue_id, func.count(), on).group_by(Target.catalogue_id)
    return {key: (count, is_on) for key, count, is_on in db.session.execute(found)}


def known_keys() -> tuple[set[str], set[str]]:
    """Keys of the catalogues and of the targets that are stored."""
    return set(db.session.scalars(select(TargetCatalogue.key))), set(
        db.session.scalars(select(Target.key))
    )
