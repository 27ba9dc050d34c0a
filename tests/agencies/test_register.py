"""The shipped register and what an installation makes of it."""

import unicodedata
from collections import Counter

import pytest
from flask import Flask

from agencies.actions.register import load_register
from agencies.models import AgencyKind, AuditEntry
from agencies.queries.agencies import count_agencies, get_agency, list_agencies, list_children
from agencies.register import ProvinceUnknown, build_register, list_communes, list_provinces
from agencies.rules.agencies import is_code
from base.db import db


def test_the_country_has_34_provinces_and_3321_communes() -> None:
    provinces = list_provinces()
    communes = [commune for one in provinces for commune in list_communes(one.code)]
    assert len(provinces) == 34
    assert len({commune.code for commune in communes}) == len(communes) == 3321
    kinds = Counter(commune.type for commune in communes)
    assert kinds == {"xã": 2621, "phường": 687, "đặc khu": 13}


@pytest.mark.parametrize(
    ("province", "count", "code", "name"),
    [
        ("38", 166, "14758", "Hàm Rồng"),
        ("15", 99, "02647", "Lào Cai"),
        ("33", 104, "11953", "Phố Hiến"),
        ("52", 135, "21553", "Quy Nhơn Bắc"),
    ],
)
def test_the_provinces_of_the_plans_have_their_communes(
    province: str, count: int, code: str, name: str
) -> None:
    communes = {commune.code: commune.name for commune in list_communes(province)}
    assert len(communes) == count
    assert communes[code] == name


def test_names_are_composed_and_carry_the_tone_where_the_statistics_office_puts_it() -> None:
    names = [commune.name for one in list_provinces() for commune in list_communes(one.code)]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert {"Thiệu Hóa", "Cẩm Thủy", "Định Hòa"} <= set(names)
    assert not [name for name in names if name.endswith(("oá", "oà", "uỷ"))]


@pytest.mark.parametrize("province", [one.code for one in list_provinces()])
def test_every_province_gets_a_register_with_unique_codes_and_known_parents(province: str) -> None:
    rows = build_register(province, with_samples=True)
    codes = [row.code for row in rows]
    assert len(set(codes)) == len(codes)
    assert all(is_code(code) for code in codes)
    seen: set[str] = set()
    for row in rows:
        assert row.parent_code is None or row.parent_code in seen, row
        seen.add(row.code)


def test_there_is_no_register_for_a_province_that_does_not_exist() -> None:
    with pytest.raises(ProvinceUnknown):
        build_register("99")


def test_thanh_hoa_has_its_bodies_and_each_centre_counts_for_its_committee(app: Flask) -> None:
    load_register("38")
    assert count_agencies(kind=AgencyKind.COMMUNE_COMMITTEE) == 166
    ward = get_agency("14797")
    assert (ward.name, ward.commune_code) == ("UBND phường Hạc Thành", "14797")
    centre = get_agency("14797-PVHCC")
    assert (centre.parent_id, centre.counts_for_parent) == (ward.id, True)
    assert get_agency("38-PVHCC").parent_id == get_agency("38-VP").id
    assert [child.code for child in list_children(ward.id)] == ["14797-PVHCC", "14797-TYT"]
    assert get_agency("38-BQLKKT").name.startswith("Ban Quản lý Khu kinh tế Nghi Sơn")


def test_in_the_one_level_model_the_committee_itself_has_the_counter(app: Flask) -> None:
    load_register("38", with_centres=False)
    assert count_agencies(kind=AgencyKind.COMMUNE_CENTRE) == 0
    assert count_agencies(kind=AgencyKind.COMMUNE_COMMITTEE) == 166


def test_loading_again_adds_nothing_and_leaves_local_changes_alone(app: Flask) -> None:
    first = load_register("38")
    get_agency("14797").name = "UBND phường Hạc Thành (trụ sở mới)"
    db.session.flush()
    again = load_register("38")
    assert (len(again.added), again.same_count) == (0, len(first.added))
    assert get_agency("14797").name == "UBND phường Hạc Thành (trụ sở mới)"
    assert db.session.query(AuditEntry).filter_by(act="register.load").count() == 1


def test_search_finds_names_without_their_diacritics_and_codes(app: Flask) -> None:
    load_register("38")
    kind = AgencyKind.COMMUNE_COMMITTEE
    assert [one.code for one in list_agencies(words="hac thanh", kind=kind)] == ["14797"]
    assert [one.code for one in list_agencies(words="Đông Tiến", kind=kind)] == ["15724", "15853"]
    assert [one.code for one in list_agencies(words="14797", kind=kind)] == ["14797"]
    assert list_agencies(words="100%") == []
