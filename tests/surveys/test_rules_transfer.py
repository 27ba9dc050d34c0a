"""Who may take responses out or bring them in."""

import pytest

from base.rules import RuleBroken
from surveys.rules.transfer import (
    ExportByOwnerOnly,
    FormatTooSmall,
    ImportByOwnerOnly,
    ImportIntoClosedOnly,
    NothingToExport,
    RatedBodyConcerned,
    check_fits,
    check_may_export,
    check_may_import,
)

DEPARTMENT, STAND_IN, COMMUNE = 1, 2, 3


@pytest.mark.parametrize(
    ("state", "owner", "rated", "actor", "error"),
    [
        ("open", DEPARTMENT, {COMMUNE}, DEPARTMENT, None),
        ("closed", DEPARTMENT, {COMMUNE}, DEPARTMENT, None),
        ("published", DEPARTMENT, {COMMUNE}, DEPARTMENT, None),
        ("planned", DEPARTMENT, {COMMUNE}, DEPARTMENT, NothingToExport),
        ("open", DEPARTMENT, {COMMUNE}, STAND_IN, ExportByOwnerOnly),
        ("closed", DEPARTMENT, {COMMUNE}, COMMUNE, ExportByOwnerOnly),
        ("closed", DEPARTMENT, {COMMUNE}, None, ExportByOwnerOnly),
        ("closed", STAND_IN, {DEPARTMENT}, STAND_IN, None),
        ("closed", STAND_IN, {DEPARTMENT}, DEPARTMENT, ExportByOwnerOnly),
        ("closed", DEPARTMENT, {DEPARTMENT}, DEPARTMENT, RatedBodyConcerned),
    ],
)
def test_single_responses_go_to_the_owner_of_the_round_alone(
    state: str, owner: int, rated: set[int], actor: int | None, error: type[RuleBroken] | None
) -> None:
    if error is None:
        check_may_export(state, owner, rated, actor)
    else:
        with pytest.raises(error):
            check_may_export(state, owner, rated, actor)


@pytest.mark.parametrize("state", ["planned", "open", "under_review", "signed", "published"])
def test_history_goes_only_into_a_round_that_is_over_and_undecided(state: str) -> None:
    check_may_import("closed", DEPARTMENT, DEPARTMENT)
    with pytest.raises(ImportIntoClosedOnly):
        check_may_import(state, DEPARTMENT, DEPARTMENT)
    with pytest.raises(ImportByOwnerOnly):
        check_may_import("closed", DEPARTMENT, STAND_IN)


def test_a_format_that_cannot_hold_the_round_says_so_with_its_limit() -> None:
    check_fits("csv", 50_000_000)
    check_fits("xlsx", 1_048_575)
    with pytest.raises(FormatTooSmall, match=r"XLSX.*1\.048\.575.*1\.048\.576"):
        check_fits("xlsx", 1_048_576)
