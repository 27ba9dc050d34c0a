"""Who owes a target, and until when."""

from datetime import date

import pytest

from evaluation.rules.targets import DueUnreadable, is_bound, is_past_year, resolve_due


@pytest.mark.parametrize(
    ("bound", "kind", "code", "owes"),
    [
        ([], "school", "14797-TH1", True),
        (["commune_committee"], "commune_committee", "14797", True),
        (["commune_committee"], "department", "38-SNV", False),
        (["province:STP"], "department", "38-STP", True),
        (["province:STP"], "department", "38-SNV", False),
        (["province:HDND"], "peoples_council", "14797-HDND", False),
        (["province:SNV", "inspectorate"], "inspectorate", "38-TTR", True),
    ],
)
def test_a_target_binds_kinds_or_one_body_of_the_province(
    bound: list[str], kind: str, code: str, owes: bool
) -> None:
    assert is_bound(bound, kind, code) is owes


def test_a_day_of_every_year_gets_the_year_and_a_fixed_day_stays() -> None:
    assert resolve_due("11-30", 2026) == date(2026, 11, 30)
    assert resolve_due("2025-03-31", 2026) == date(2025, 3, 31)
    assert resolve_due("", 2026) is None


@pytest.mark.parametrize("due", ["31/3/2025", "13-01", "02-30", "2025-02-29", "mai"])
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(due: str) -> None:
    with pytest.raises(DueUnreadable) as refused:
        resolve_due(due, 2026)
    assert refused.value.values == {"due": due}


def test_a_fixed_day_of_an_earlier_year_is_over() -> None:
    assert is_past_year("2025-03-31", 2026)
    assert not is_past_year("2026-03-31", 2026)
    assert not is_past_year("03-31", 2026)
