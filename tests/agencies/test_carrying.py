"""What a successor inherits: sources and their weights by transactions."""

from datetime import date

import pytest
from flask import Flask

from agencies.actions.succession import merge_agencies, split_agency
from agencies.queries.carrying import carried_sources
from agencies.rules.carrying import proposed_parts, source_weights
from base.db import db
from surveys.models import DossierCount
from tests.factories import make_agency

DAY = date(2026, 7, 1)


def make_dossiers(
    agency_id: int, count: int, day: date = date(2026, 5, 4), revision: int = 1
) -> None:
    row = DossierCount(
        agency_id=agency_id,
        day=day,
        field_key="hokhau",
        is_late=False,
        filing_mode="counter",
        revision=revision,
        dossier_count=count,
        source="file",
    )
    db.session.add(row)
    db.session.flush()


def test_merged_communes_weigh_by_their_transactions_of_the_year_before(app: Flask) -> None:
    dong_tien, dong_quang, new = (
        make_agency(f"UBND phường {name}") for name in ("Đông Tiến", "Đông Quang", "Đông Sơn")
    )
    centre = make_agency("Trung tâm PVHCC", parent_id=dong_quang.id, counts_for_parent=True)
    make_dossiers(dong_tien.id, 900)
    make_dossiers(dong_tien.id, 300, revision=2)  # counted anew: the last word holds
    make_dossiers(centre.id, 100)
    make_dossiers(dong_quang.id, 5_000, day=date(2025, 6, 30))  # more than a year before
    new.valid_from = DAY
    merge_agencies([dong_tien, dong_quang], new, DAY, "", None)
    assert carried_sources(new.id, DAY) == [(dong_tien.id, 0.75), (dong_quang.id, 0.25)]
    assert carried_sources(new.id, date(2026, 6, 30)) == []
    assert carried_sources(dong_tien.id, DAY) == []


def test_an_agency_that_takes_another_in_is_a_source_of_its_own_past(app: Flask) -> None:
    big, small = make_agency("UBND phường Hạc Thành"), make_agency("UBND xã Hoằng Quang")
    make_dossiers(big.id, 800)
    make_dossiers(small.id, 200)
    merge_agencies([small], big, DAY, "", None)
    assert carried_sources(big.id, DAY) == [(big.id, 0.8), (small.id, 0.2)]


def test_a_part_of_a_divided_agency_weighs_with_its_part_of_the_transactions(app: Flask) -> None:
    old, other, new = (make_agency(f"UBND xã {name}") for name in ("A", "B", "C"))
    make_dossiers(old.id, 1_000)
    make_dossiers(other.id, 600)
    new.valid_from = DAY
    split_agency(old, [(new, 0.4)], DAY, "", None)
    merge_agencies([other], new, DAY, "", None)
    assert carried_sources(new.id, DAY) == [(old.id, 0.4), (other.id, 0.6)]


def test_without_transactions_of_one_source_the_parts_alone_weigh() -> None:
    assert source_weights({1: 1.0, 2: 0.25}, {1: 500}) == [(1, 0.8), (2, 0.2)]


@pytest.mark.parametrize(
    ("transactions", "weights"),
    [
        ({1: 300, 2: 100}, [0.75, 0.25]),
        ({1: 300}, [0.5, 0.5]),
        ({1: 1, 2: 2}, [0.333333, 0.666667]),
    ],
)
def test_parts_nobody_gave_are_proposed_by_transactions_or_even(
    transactions: dict[int, int], weights: list[float]
) -> None:
    found = proposed_parts([1, 2], transactions)
    assert found == pytest.approx(weights)
    assert sum(found) == 1
