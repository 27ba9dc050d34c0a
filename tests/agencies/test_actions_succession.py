"""Mergers, splits and renamings as staff record them."""

from datetime import date

import pytest
from flask import Flask

from agencies.actions.succession import merge_agencies, rename_agency, split_agency
from agencies.models import AuditEntry
from agencies.queries.agencies import predecessors_of, successors_of
from agencies.rules.succession import MergeNeedsTwo, SuccessionCircular, WeightsTooLarge
from base.db import db
from tests.factories import make_agency

DAY = date(2026, 7, 1)
BEFORE = date(2026, 6, 30)


def test_two_communes_merged_carry_their_whole_past_to_the_new_one(app: Flask) -> None:
    tam_van, tam_lu, new = (make_agency(f"UBND xã {name}") for name in ("Tam Văn", "Tam Lư", "Lư"))
    merge_agencies([tam_van, tam_lu], new, DAY, "Nghị quyết 12/NQ-HĐND", None)
    assert successors_of(tam_van.id, DAY) == {new.id: 1.0}
    assert successors_of(tam_van.id, BEFORE) == {tam_van.id: 1.0}
    assert predecessors_of(new.id, DAY) == {tam_van.id: 1.0, tam_lu.id: 1.0}
    assert (tam_van.valid_to, new.valid_to) == (DAY, None)
    assert db.session.query(AuditEntry).filter_by(act="agency.merged").count() == 2


def test_what_a_split_leaves_stays_with_the_old_agency_which_goes_on(app: Flask) -> None:
    old, part = make_agency("UBND xã A"), make_agency("UBND xã B")
    split_agency(old, [(part, 0.3)], DAY, "", None)
    assert successors_of(old.id, DAY) == pytest.approx({old.id: 0.7, part.id: 0.3})
    assert old.valid_to is None
    with pytest.raises(WeightsTooLarge):
        split_agency(old, [(part, 0.8)], DAY, "", None)


def test_a_renamed_agency_keeps_its_children_and_its_past_is_found(app: Flask) -> None:
    old = make_agency("Sở Giao thông", code="38-SGT")
    child = make_agency("Trung tâm Đăng kiểm", parent_id=old.id)
    new = rename_agency(old, "38-SGTCC", "Sở Giao thông công chính", DAY, "", None)
    db.session.refresh(child)
    assert child.parent_id == new.id
    assert predecessors_of(new.id, DAY) == {old.id: 1.0}


def test_nobody_succeeds_itself_or_its_own_successor(app: Flask) -> None:
    old, new = make_agency("UBND xã A"), make_agency("UBND xã B")
    merge_agencies([old], new, DAY, "", None)
    with pytest.raises(SuccessionCircular):
        merge_agencies([new], old, date(2026, 10, 1), "", None)
    with pytest.raises(MergeNeedsTwo):
        merge_agencies([new], new, DAY, "", None)


def test_an_agency_that_gave_a_part_away_can_later_be_merged_with_the_rest(app: Flask) -> None:
    old, part, heir = (make_agency(f"UBND xã {name}") for name in ("A", "B", "C"))
    split_agency(old, [(part, 0.3)], DAY, "", None)
    merge_agencies([old], heir, date(2026, 10, 1), "", None)
    assert successors_of(old.id, date(2026, 10, 1)) == pytest.approx({part.id: 0.3, heir.id: 0.7})
    assert old.valid_to == date(2026, 10, 1)
