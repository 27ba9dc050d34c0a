"""Writes the one row that says which province this is and whether its data are made up."""

from agencies.models import Installation
from agencies.queries.installation import find_installation
from agencies.register import get_province
from agencies.rules.installation import AlreadySetUp
from base.db import db


def create_installation(
    province_code: str, *, is_demo: bool, is_replay: bool = False
) -> Installation:
    """For an empty database; whether it is a demo or a replay is decided here and never again."""
    if find_installation() is not None:
        raise AlreadySetUp
    province = get_province(province_code)
    row = Installation(
        id=1,
        province_code=province.code,
        province_name=f"{province.type.capitalize()} {province.name}",
        province_name_en=province.name_en,
        is_demo=is_demo or is_replay,
        is_replay=is_replay,
    )
    db.session.add(row)
    db.session.flush()
    return row
