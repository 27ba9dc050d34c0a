"""The shipped targets: readable, complete against the plans, and mapped in docs/targets.md."""

import re
import unicodedata
from collections import Counter

import pytest

from agencies.models import AgencyKind
from agencies.register import build_register
from base.paths import PROJECT_DIR
from evaluation.models import Filler, TargetPeriod, TargetUnit
from evaluation.rules.targets import PROVINCE_BODY, is_bound, resolve_due
from evaluation.target_data import shipped_catalogues, shipped_targets
from tests.feedback.drafts import real_drafts

DOC = (PROJECT_DIR / "docs" / "targets.md").read_text(encoding="utf-8")
DRAFTS = real_drafts()
BODIES_OF_NO_ITEM = ("Đơn vị thực hiện", "Thời gian thực hiện", "Đơn vị phối hợp")
ITEM_MARK = re.compile(r"^(- |\d+(\.\d+)*\. ?|[a-zđ]\) |Điều \d+\. |[IV]+\. )")


def test_every_target_is_written_as_the_table_wants_it() -> None:
    kinds = {str(one) for one in AgencyKind}
    catalogues = {one.key for one in shipped_catalogues()}
    for one in shipped_targets():
        assert one.catalogue in catalogues, one.key
        assert one.unit in set(TargetUnit), one.key
        assert one.period in set(TargetPeriod), one.key
        assert one.filled_by in set(Filler), one.key
        assert one.confidence in ("S", "S2", "I", "K"), one.key
        assert all(part in kinds or part.startswith(PROVINCE_BODY) for part in one.bound), one.key
        resolve_due(one.due, 2026)
        assert one.unit != TargetUnit.DATE or (one.due and one.goal is None), one.key
        assert one.unit != TargetUnit.PERCENT or one.goal in (None, 100.0), one.key
        for text in (one.title, one.title_en, one.detail, one.evidence, one.citation):
            assert text.strip() == text != "", one.key
            assert unicodedata.is_normalized("NFC", text), one.key


def test_no_two_targets_share_a_key() -> None:
    counted = Counter(one.key for one in shipped_targets())
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_body_that_a_plan_names_is_a_body_of_some_province() -> None:
    named = {
        part for one in shipped_targets() for part in one.bound if part.startswith(PROVINCE_BODY)
    }
    bodies = [row for code in ("38", "33", "15", "52") for row in build_register(code)]
    assert [
        one for one in sorted(named) if not any(is_bound([one], "", b.code) for b in bodies)
    ] == []


def test_the_dates_of_the_plans_stand_in_the_targets() -> None:
    due = {one.key: one.due for one in shipped_targets()}
    assert due["th-own-plan"] == "2025-03-31"
    assert due["th-conventions-seminars"] == "2025-06-30"
    assert due["th-village-heads-trained"] == "2025-12-31"
    assert due["hy-steering-committee"] == "2024-09-30"
    assert due["lc-portal-column"] == "2026-03-31"
    assert (due["gl-report-half-year"], due["gl-report-year"]) == ("2025-05-10", "2025-10-15")


def test_the_page_of_targets_and_the_file_hold_the_same_keys() -> None:
    on_page = set(re.findall(r"`((?:th|nq|hy|lc|gl)-[a-z-]+)`", DOC))
    in_file = {one.key for one in shipped_targets()}
    assert (on_page - in_file, in_file - on_page) == (set(), set())


def mapping_rows() -> list[tuple[str, str]]:
    rows = [line.strip("| ").split(" | ", 1) for line in DOC.splitlines() if line.startswith("| ")]
    return [(row[0].replace("*", ""), row[1]) for row in rows if len(row) == 2]


def test_every_row_of_the_page_says_target_function_or_outside() -> None:
    heads = ("in the document", "asked for")
    bare = [
        left
        for left, right in mapping_rows()
        if left not in heads
        and not re.search(r"`[a-z]{2}-|function: |outside, because |heading", right)
    ]
    assert bare == []


def items_of(document: str) -> list[str]:
    """Numbered items, bullets and paragraphs of a plan as they come, without its list of addressees."""
    text = unicodedata.normalize("NFC", document).split("Nơi nhận")[0]
    blocks = re.split(r"\n\s*\n|\n(?=- )", re.sub(r"<sup>.*?</sup>", "", text))
    items = [" ".join(re.sub(r"[*#]", "", block).split()) for block in blocks]
    return [
        item
        for item in items
        if not ITEM_MARK.sub("", item).startswith(BODIES_OF_NO_ITEM)
        and (ITEM_MARK.match(item) or item[:1].isupper())
    ]


@pytest.mark.skipif(DRAFTS is None, reason="the real drafts are not beside this checkout")
def test_every_item_of_the_three_plans_is_mapped() -> None:
    assert DRAFTS is not None
    wanted: Counter[str] = Counter()
    for name in ("ke-hoach-thuc-hien-nq-*", "nghi-quyet-53-*"):
        for path in sorted(DRAFTS.glob(name)):
            items = items_of(path.read_text(encoding="utf-8"))
            wanted.update(" ".join(item.split()[:9]) for item in items)
    written = Counter(left.removesuffix(" …") for left, _right in mapping_rows())
    assert sum(wanted.values()) == 190
    assert wanted - written == Counter()
