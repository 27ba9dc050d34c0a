"""Values of legal settings: written out in fields, read again, and refused with a sentence."""

from typing import Any

import pytest

from agencies.legal_data import shipped_settings
from agencies.rules.setting_shapes import (
    Choice,
    Keyed,
    Many,
    Number,
    Path,
    Table,
    Text,
    ValueRefused,
    YesNo,
    check_value,
    fields_of,
    read_value,
)
from agencies.setting_kinds import SHAPES, shape_of
from surveys.rules.method import DEFAULTS, read_method

SHIPPED = [pytest.param(one.key, one.value, id=one.key) for one in shipped_settings()]


@pytest.mark.parametrize(("key", "value"), SHIPPED)
def test_every_shipped_value_written_into_its_fields_is_read_again_as_it_was(
    key: str, value: Any
) -> None:
    shape = shape_of(key, value)
    texts = {one.path: one.text for one in fields_of(shape, value)}
    assert read_value(shape, texts) == value
    check_value(shape, value)


def test_every_shape_is_of_a_shipped_setting() -> None:
    assert set(SHAPES) - {one.key for one in shipped_settings()} == set()


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Number(0, 100, is_whole=False), "7,5", 7.5),
        (Number(0, 100, is_whole=False), "10,0", 10),
        (Number(), "10.000", 10_000),
        (YesNo(), "no", False),
        (Many(Number()), "4\n\n 5 ", [4, 5]),
        (Text(r"\d/\d", "2/3"), " 3/4 ", "3/4"),
    ],
)
def test_what_an_officer_types_is_read(shape: Any, text: str, value: Any) -> None:
    assert read_value(shape, {(): text}) == value


@pytest.mark.parametrize(
    ("shape", "text", "sentence"),
    [
        (Number(1, 90), "0", "Phải là số từ"),
        (Number(1, 90), "2,5", "số nguyên"),
        (Number(1, 90), "ba mươi", "Xin ghi một số"),
        (Number(1, 90), "nan", "Xin ghi một số"),
        (Number(1, 90), "", "Xin điền"),
        (YesNo(only=False), "yes", "Phần mềm mới dùng được"),
        (Choice(("item_mean", "pooled")), "best_of", "Xin chọn một trong"),
        (Choice(("unticked",)), "ticked", "Phần mềm mới dùng được"),
        (Text(r"\d/\d", "2/3"), "hai phần ba", "theo mẫu"),
        (Text(longest=5), "dài quá", "Dài quá"),
        (Many(Number(1, 5), 1, 2, is_distinct=True), "4\n4", "hai lần"),
        (Many(Number(1, 5), 1, 2), "3\n4\n5", "Cần từ"),
    ],
)
def test_what_its_readers_cannot_bear_is_refused(shape: Any, text: str, sentence: str) -> None:
    with pytest.raises(ValueRefused, match=sentence):
        read_value(shape, {(): text})


def test_entries_are_added_left_out_and_refused_by_their_keys() -> None:
    shape = Keyed(Number(0, 100), r"20\d\d", "2027")
    fields = list(fields_of(shape, {"2025": 90, "2030": 95}))
    texts: dict[Path, str] = {one.path: one.text for one in fields}
    assert fields[-2].path == ("2", "key")
    assert read_value(shape, {**texts, ("2", "key"): "2035", ("2",): "97"}) == {
        "2025": 90,
        "2030": 95,
        "2035": 97,
    }
    assert read_value(shape, {**texts, ("0", "key"): "", ("0",): ""}) == {"2030": 95}
    for key in ("2030", "sang năm"):
        with pytest.raises(ValueRefused):
            read_value(shape, {**texts, ("2", "key"): key, ("2",): "97"})


def test_a_stored_value_of_another_shape_is_refused() -> None:
    table = Table({"counts": Number(10, 1000), "shares": Number(30, 1000)})
    for value in ({"counts": 10}, 30, {"counts": 1, "shares": 30}, [10, 30], None):
        with pytest.raises(ValueRefused):
            check_value(table, value)


EDGES: dict[str, list[Any]] = {
    "score.aggregate": ["item_mean", "pooled"],
    "score.satisfied_levels": [[1], [4, 5], [1, 2, 3, 4]],
    "privacy.min_cell": [{"counts": 10, "shares": 30}, {"counts": 1000, "shares": 1000}],
    "score.official_channels": [["code"]],
    "score.warn_response_rate": [0, 7.5, 100],
    "score.evaluation": [{"effective_sample": 30, "half_width": 0.1}],
}


@pytest.mark.parametrize("key", sorted(DEFAULTS))
def test_the_method_can_read_whatever_its_settings_may_become(key: str) -> None:
    for value in EDGES[key]:
        check_value(shape_of(key, DEFAULTS[key]), value)
        read_method({key: (value, 1)})


def test_small_groups_cannot_be_opened_by_a_setting() -> None:
    for value in ({"counts": 9, "shares": 30}, {"counts": 10, "shares": 29}):
        with pytest.raises(ValueRefused, match="Phải là số từ"):
            check_value(SHAPES["privacy.min_cell"], value)
