"""Whom a target binds, in words that an officer knows."""

from typing import Any

from agencies.models import AgencyKind
from evaluation.reports.bound import bound_words
from tests.factories import make_agency


def test_a_body_of_the_province_is_named_and_an_unknown_one_by_its_code(db: Any) -> None:
    make_agency("Sở Nội vụ", code="38-SNV", kind=AgencyKind.DEPARTMENT)

    assert bound_words(["province:SNV", "province:STP"]) == (
        "Sở Nội vụ; cơ quan của tỉnh có mã …-STP"
    )
