"""Adding and changing agencies."""

from dataclasses import replace

import pytest
from flask import Flask

from agencies.actions.agencies import add_agency, apply_rows, change_agency
from agencies.actions.installation import create_installation
from agencies.models import AgencyKind, AuditEntry
from agencies.queries.agencies import get_agency
from agencies.register import AgencyRow
from agencies.rules.agencies import ChangedMeanwhile, CodeTaken, ParentCircular
from agencies.rules.installation import AlreadySetUp
from base.db import db
from tests.factories import make_agency

SCHOOL = AgencyRow("14797-TH9", "Trường Tiểu học Lê Lợi", AgencyKind.SCHOOL)


def test_a_code_is_never_given_twice(app: Flask) -> None:
    add_agency(SCHOOL, None)
    with pytest.raises(CodeTaken):
        add_agency(replace(SCHOOL, name="Trường khác"), None)


def test_the_second_of_two_editors_is_told_and_changes_nothing(app: Flask) -> None:
    school = add_agency(SCHOOL, None)
    opened = school.revision
    change_agency(school, replace(SCHOOL, name="Trường Tiểu học Lê Lai"), opened, None)
    with pytest.raises(ChangedMeanwhile):
        change_agency(school, replace(SCHOOL, name="Trường Tiểu học Lê Hoàn"), opened, None)
    assert school.name == "Trường Tiểu học Lê Lai"


def test_what_changed_stands_in_the_audit_trail_with_before_and_after(app: Flask) -> None:
    school = add_agency(SCHOOL, None)
    change_agency(school, replace(SCHOOL, name="Trường Tiểu học Lê Lai"), school.revision, None)
    db.session.flush()
    entry = db.session.query(AuditEntry).filter_by(act="agency.change").one()
    assert entry.before == {"name": "Trường Tiểu học Lê Lợi"}
    assert entry.after == {"name": "Trường Tiểu học Lê Lai"}


def test_an_agency_cannot_come_under_its_own_child(app: Flask) -> None:
    top = make_agency(code="A1", name="Sở Y tế")
    make_agency(code="A2", name="Bệnh viện", parent_id=top.id)
    row = AgencyRow("A1", "Sở Y tế", AgencyKind.DEPARTMENT, parent_code="A2")
    with pytest.raises(ParentCircular):
        change_agency(top, row, top.revision, None)


def test_many_rows_come_in_any_order_and_deleting_is_never_done(app: Flask) -> None:
    make_agency(code="OLD")
    child = replace(SCHOOL, parent_code="14797")
    parent = AgencyRow("14797", "UBND phường Hạc Thành", AgencyKind.COMMUNE_COMMITTEE)
    result = apply_rows([child, parent], None, "register.import")
    assert result.added == ("14797-TH9", "14797")
    assert get_agency("14797-TH9").parent_id == get_agency("14797").id
    assert get_agency("OLD")
    assert apply_rows([child, parent], None, "register.import").same_count == 2


def test_a_database_is_set_up_for_one_province_only_once(app: Flask) -> None:
    with pytest.raises(AlreadySetUp):
        create_installation("15", is_demo=True)
