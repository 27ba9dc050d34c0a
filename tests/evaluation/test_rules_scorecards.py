"""What keeps a scorecard from being put in use, and when it is frozen."""

from dataclasses import replace
from typing import Any

import pytest

from evaluation.rules import scorecards as rules
from evaluation.rules.scorecards import CardPlan, CriterionPlan, problems

GROUPS = (
    {"key": "xa", "title": "Cấp xã", "kinds": ["commune_committee"]},
    {"key": "so", "title": "Cấp sở", "kinds": ["department"]},
)
CLASSES = (
    {"key": "tot", "title": "Tốt", "from_percent": 85},
    {"key": "yeu", "title": "Yếu", "from_percent": 0},
)
PASS = {"by": "pass", "at": 100}
PLAN = CriterionPlan("ke-hoach", "Kế hoạch", "points", 60, "target", "ke-hoach", PASS)
INDEX = CriterionPlan(
    "hai-long", "Hài lòng", "points", 40, "index", "", {"by": "linear", "from": 50, "to": 90}
)
CARD = CardPlan(100, GROUPS, CLASSES, (PLAN, INDEX))
KNOWN = {"ke-hoach", "bao-cao"}


def found(card: CardPlan = CARD, **changes: Any) -> list[type[rules.RuleBroken]]:
    return [type(one) for one in problems(replace(card, **changes), KNOWN)]


def with_conversion(conversion: dict[str, Any]) -> list[type[rules.RuleBroken]]:
    return found(criteria=(replace(PLAN, conversion=conversion), INDEX))


def test_a_right_card_has_no_problem() -> None:
    assert found() == []


def test_weights_add_up_to_the_total_in_every_group() -> None:
    only_communes = replace(PLAN, group_keys=("xa",))
    told = list(problems(replace(CARD, criteria=(only_communes, INDEX)), KNOWN))
    assert [str(one) for one in told] == [
        "Nhóm «Cấp sở»: các tiêu chí cộng lại được 40 điểm, phải đúng 100 điểm. "
        "Xin sửa điểm tối đa (điểm thưởng, điểm trừ không tính vào)."
    ]


def test_bonus_and_deduction_stay_out_of_the_sum() -> None:
    bonus = CriterionPlan("thuong", "Thưởng", "bonus", 5, "appraised", "", {})
    taken = replace(bonus, key="tru", kind="deduction", max_points=10)
    assert found(criteria=(PLAN, INDEX, bonus, taken)) == []


@pytest.mark.parametrize(
    ("steps", "at_most", "is_right"),
    [
        ([[90, 1.0], [80, 0.7]], False, True),
        (
            [[80, 0.7], [90, 1.0]],
            False,
            False,
        ),  # the easier limit first: the harder is never reached
        ([[90, 0.7], [80, 1.0]], False, False),  # more points for less
        ([[90, 1.5], [80, 0.7]], False, False),  # more than all
        ([[5, 1.0], [10, 0.5]], True, True),
        ([[10, 1.0], [5, 0.5]], True, False),
    ],
)
def test_steps_fall_with_their_points(steps: list, at_most: bool, is_right: bool) -> None:
    told = with_conversion({"by": "steps", "steps": steps, "at_most": at_most})
    assert told == ([] if is_right else [rules.StepsNotMonotone])


@pytest.mark.parametrize(
    "conversion",
    [{}, {"by": "linear", "from": 50, "to": 50}, {"by": "steps", "steps": []}, {"by": "wish"}],
)
def test_a_conversion_that_gives_no_points_is_named(conversion: dict[str, Any]) -> None:
    assert with_conversion(conversion) == [rules.ConversionWrong]


def test_a_target_that_no_catalogue_has_is_named_with_its_key() -> None:
    told = list(
        problems(replace(CARD, criteria=(replace(PLAN, source_key="khong-co"), INDEX)), KNOWN)
    )
    assert [type(one) for one in told] == [rules.TargetUnknown]
    assert "«khong-co»" in str(told[0])


@pytest.mark.parametrize(
    "classes",
    [
        (),
        ({"key": "a", "title": "Tốt", "from_percent": 85},),
        (CLASSES[1], CLASSES[0]),
        (CLASSES[0], CLASSES[0], CLASSES[1]),
    ],
)
def test_classes_fall_down_to_zero(classes: Any) -> None:
    assert found(classes=classes) == [rules.ClassesNotOrdered]


def test_classes_never_take_the_words_of_the_grades_of_officials() -> None:
    named = ({"key": "a", "title": "Hoàn thành tốt nhiệm vụ", "from_percent": 85}, CLASSES[1])
    assert found(classes=named) == [rules.ClassUsesGradeWords]


def test_a_kind_of_agency_is_in_one_group_only() -> None:
    twice = ({**GROUPS[0]}, {**GROUPS[1], "kinds": ["department", "commune_committee"]})
    assert found(groups=twice) == [rules.GroupsOverlap]
    assert rules.GroupsMissing in found(groups=())


def test_a_group_that_the_card_does_not_have_is_named() -> None:
    assert rules.GroupUnknown in found(criteria=(replace(PLAN, group_keys=("huyen",)), INDEX))


def test_a_key_and_the_index_stand_once() -> None:
    half = replace(PLAN, max_points=30)
    assert found(criteria=(half, half, INDEX)) == [rules.CriterionTwice]
    twice = (PLAN, replace(INDEX, max_points=20), replace(INDEX, key="hai-long-2", max_points=20))
    assert found(criteria=twice) == [rules.IndexTwice, rules.IndexTwice]


def test_points_are_more_than_nothing() -> None:
    assert rules.PointsWrong in found(criteria=(replace(PLAN, max_points=0), INDEX))


@pytest.mark.parametrize("state", ["in_use", "retired"])
def test_what_was_scored_with_is_changed_by_a_new_version_only(state: str) -> None:
    rules.check_editable("draft")
    with pytest.raises(rules.CardInUse):
        rules.check_editable(state)
    with pytest.raises(rules.CardNotDraft):
        rules.check_ready(state, CARD, KNOWN)
    rules.check_ready("draft", CARD, KNOWN)
