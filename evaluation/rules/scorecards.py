"""Pure decisions about scorecards: weights, conversions, groups, classes, and when one is frozen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from base.rules import RuleBroken

POINTS = "points"
KINDS = (POINTS, "bonus", "deduction")
TARGET, INDEX, APPRAISED = "target", "index", "appraised"
SOURCES = (TARGET, INDEX, APPRAISED)
_NEARLY = 1e-6


class WeightsWrong(RuleBroken):
    sentence = (
        "Nhóm «%(group)s»: các tiêu chí cộng lại được %(sum)s điểm, phải đúng %(total)s điểm. "
        "Xin sửa điểm tối đa (điểm thưởng, điểm trừ không tính vào)."
    )


class StepsNotMonotone(RuleBroken):
    sentence = (
        "Tiêu chí «%(title)s»: các mốc phải xếp từ cao xuống thấp và mốc thấp hơn không được nhiều "
        "điểm hơn; phần điểm từ 0 đến 1. Với «ít hơn thì tốt hơn» thì mốc xếp từ thấp lên cao."
    )


class ConversionWrong(RuleBroken):
    sentence = (
        "Tiêu chí «%(title)s»: cách đổi số liệu ra điểm chưa đúng. Xin chọn theo mốc, theo đường thẳng "
        "(hai đầu khác nhau) hoặc đạt/không đạt, và ghi đủ các số."
    )


class PointsWrong(RuleBroken):
    sentence = "Tiêu chí «%(title)s»: điểm tối đa phải lớn hơn 0."


class ClassesNotOrdered(RuleBroken):
    sentence = (
        "Các mức xếp loại phải xếp từ cao xuống thấp, không trùng nhau, và mức cuối bắt đầu từ 0."
    )


class ClassUsesGradeWords(RuleBroken):
    sentence = (
        "Mức «%(title)s» trùng với mức xếp loại chất lượng cán bộ, công chức (Nghị định 335/2025/NĐ-CP). "
        "Bảng chấm điểm chỉ cung cấp căn cứ, không xếp loại thay. Xin đặt tên khác."
    )


class TargetUnknown(RuleBroken):
    sentence = (
        "Tiêu chí «%(title)s»: không có chỉ tiêu nào mang khóa «%(key)s». Xin chọn trong danh mục."
    )


class GroupUnknown(RuleBroken):
    sentence = "Tiêu chí «%(title)s»: không có nhóm cơ quan «%(key)s» trong bảng."


class GroupsOverlap(RuleBroken):
    sentence = "Loại cơ quan «%(kind)s» nằm trong hai nhóm. Mỗi loại chỉ thuộc một nhóm."


class GroupsMissing(RuleBroken):
    sentence = "Bảng chấm điểm cần ít nhất một nhóm, mỗi nhóm có tên và ít nhất một loại cơ quan."


class CriterionTwice(RuleBroken):
    sentence = "Có hai tiêu chí cùng khóa «%(key)s». Mỗi tiêu chí cần một khóa riêng."


class IndexTwice(RuleBroken):
    sentence = "Chỉ số hài lòng chỉ được chấm ở một tiêu chí trong mỗi nhóm cơ quan."


class CardInUse(RuleBroken):
    sentence = (
        "Bảng chấm điểm này đã đưa vào dùng nên không sửa, không bỏ tiêu chí được nữa. "
        "Xin sao chép thành phiên bản mới rồi sửa ở đó; kết quả đã chấm vẫn theo bảng cũ."
    )


class CardNotDraft(RuleBroken):
    sentence = "Chỉ bản đang soạn mới đưa vào dùng được. Bản này đã dùng hoặc đã thôi dùng."


@dataclass(frozen=True)
class CriterionPlan:
    key: str
    title: str
    kind: str
    max_points: float
    source_kind: str
    source_key: str
    conversion: Mapping[str, Any]
    group_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardPlan:
    total_points: float
    groups: tuple[Mapping[str, Any], ...]
    classes: tuple[Mapping[str, Any], ...]
    criteria: tuple[CriterionPlan, ...]


def check_editable(state: str) -> None:
    """A card that scores were made with is changed by a new version, never in place."""
    if state != "draft":
        raise CardInUse


def check_ready(state: str, plan: CardPlan, known_targets: Collection[str]) -> None:
    """A draft may be half-written; before it counts, nothing of it may be wrong."""
    if state != "draft":
        raise CardNotDraft
    for broken in problems(plan, known_targets):
        raise broken


def problems(plan: CardPlan, known_targets: Collection[str]) -> Iterator[RuleBroken]:
    """Everything that keeps the card from being put in use, as a person would read it."""
    yield from group_problems(plan.groups)
    yield from class_problems(plan.classes)
    group_keys = {one["key"] for one in plan.groups}
    seen: set[str] = set()
    for one in plan.criteria:
        yield from criterion_problems(one, known_targets, group_keys)
        if one.key in seen:
            yield CriterionTwice(key=one.key)
        seen.add(one.key)
    yield from _weight_problems(plan)


def group_problems(groups: Sequence[Mapping[str, Any]]) -> Iterator[RuleBroken]:
    if not groups or any(not one["title"] or not one["kinds"] for one in groups):
        yield GroupsMissing()
    seen: set[str] = set()
    for one in groups:
        for kind in one["kinds"]:
            if kind in seen:
                yield GroupsOverlap(kind=kind)
            seen.add(kind)


def class_problems(classes: Sequence[Mapping[str, Any]]) -> Iterator[RuleBroken]:
    limits = [one["from_percent"] for one in classes]
    falls = all(high > low for high, low in pairwise(limits))
    if not limits or not falls or limits[-1] != 0:
        yield ClassesNotOrdered()
    for one in classes:
        words = str(one["title"]).casefold()
        if "hoàn thành" in words and "nhiệm vụ" in words:
            yield ClassUsesGradeWords(title=one["title"])


def criterion_problems(
    one: CriterionPlan, known_targets: Collection[str], group_keys: Collection[str]
) -> Iterator[RuleBroken]:
    if one.max_points <= 0:
        yield PointsWrong(title=one.title)
    if one.source_kind == TARGET and one.source_key not in known_targets:
        yield TargetUnknown(title=one.title, key=one.source_key)
    if one.source_kind != APPRAISED:
        yield from conversion_problems(one.title, one.conversion)
    for key in one.group_keys:
        if key not in group_keys:
            yield GroupUnknown(title=one.title, key=key)


def conversion_problems(title: str, conversion: Mapping[str, Any]) -> Iterator[RuleBroken]:
    try:
        if conversion["by"] == "linear":
            is_right = float(conversion["from"]) != float(conversion["to"])
        elif conversion["by"] == "pass":
            is_right = float(conversion["at"]) == float(conversion["at"])
        else:
            is_right = conversion["by"] == "steps" and bool(conversion["steps"])
            if is_right and not _is_monotone(conversion):
                yield StepsNotMonotone(title=title)
    except (KeyError, TypeError, ValueError):
        is_right = False
    if not is_right:
        yield ConversionWrong(title=title)


def _is_monotone(conversion: Mapping[str, Any]) -> bool:
    """Harder limits first, and never more for an easier one."""
    limits = [float(limit) for limit, _part in conversion["steps"]]
    parts = [float(part) for _limit, part in conversion["steps"]]
    if conversion.get("at_most"):
        limits = [-one for one in limits]
    harder_first = all(a > b for a, b in pairwise(limits))
    never_more = all(a >= b for a, b in pairwise(parts))
    return harder_first and never_more and all(0 <= part <= 1 for part in parts)


def in_group(group_keys: Collection[str], group: str) -> bool:
    """A criterion that names no group stands in every one."""
    return not group_keys or group in group_keys


def _weight_problems(plan: CardPlan) -> Iterator[RuleBroken]:
    for group in plan.groups:
        mine = [one for one in plan.criteria if in_group(one.group_keys, group["key"])]
        found = sum(one.max_points for one in mine if one.kind == POINTS)
        if abs(found - plan.total_points) > _NEARLY:
            yield WeightsWrong(
                group=group["title"], sum=f"{found:g}", total=f"{plan.total_points:g}"
            )
        if sum(one.source_kind == INDEX for one in mine) > 1:
            yield IndexTwice()


def group_of(groups: Sequence[Mapping[str, Any]], kind: str) -> str | None:
    """The key of the first group that has this kind of agency; None: it is not scored."""
    return next((str(one["key"]) for one in groups if kind in one["kinds"]), None)
