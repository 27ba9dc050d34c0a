"""The shape of every shipped legal setting: what those who read it can bear.

Where the software knows one way only, that way is the only choice: a setting that nobody heeds would lie.
Other packages add the shapes of their own settings with `register_shapes`.
"""

from collections.abc import Mapping
from typing import Any

from agencies.rules.setting_shapes import (
    Choice,
    Keyed,
    Many,
    Number,
    Shape,
    Table,
    Text,
    YesNo,
)

_DAYS = Number(1, 365)
_PERCENT = Number(0, 100, is_whole=False)
_COUNT = Number(1, 10_000)
_WORDS = Text(longest=300)
_DAY_OF_YEAR = Text(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "10-15", may_be_empty=True)
_LIST = Text(longest=2000)
_RANGE = Many(Number(5, 60), 2, 2)
_STEPS = ("normal", "complex", "remote", "remote_complex")
_SETTLING = Table({step: _DAYS for step in _STEPS})
_MARGINS: dict[str, Shape] = {side: Number(5, 60) for side in ("top", "bottom", "left", "right")}
_YEAR = (r"20\d\d", "2027")

SHAPES: dict[str, Shape] = {
    "score.scale": Many(_WORDS, 5, 5, is_distinct=True),
    "score.satisfied_levels": Many(Number(1, 5), 1, 4, is_distinct=True),
    "score.neutral_counts": Choice(("denominator",)),
    "score.group_weighting": Choice(("equal_items",)),
    "score.aggregate": Choice(("item_mean", "pooled")),
    "score.policy_items": _COUNT,
    "score.service_items": _COUNT,
    "score.decimals": Number(0, 4),
    "score.par_index_weight": _PERCENT,
    "score.targets": Keyed(_PERCENT, *_YEAR),
    "score.official_channels": Many(Choice(("code",)), 1, 1),
    "score.warn_response_rate": _PERCENT,
    "score.evaluation": Table(
        {
            "effective_sample": Number(30, 10_000, is_whole=False),
            "half_width": Number(0.1, 50, is_whole=False),
        }
    ),
    "qd766.satisfaction_points": Table({"total": _PERCENT, "procedures": _PERCENT}),
    "sample.slovin_e": Number(0.1, 20, is_whole=False),
    "sample.min_responses_for_score": _COUNT,
    # Fewer than these would tell of single persons: the promise made to residents is the floor.
    "privacy.min_cell": Table({"counts": Number(10, 1000), "shares": Number(30, 1000)}),
    "privacy.request_days": _DAYS,
    "privacy.breach_hours": Number(1, 720),
    "privacy.contact_retention_days": Number(0, 3650),
    "codes.days_valid": Number(1, 90),
    "codes.reanswer_days": Number(1, 7),  # the link to the first answer is destroyed after 7 days
    "survey.min_age": Number(0, 100),
    "consent.default": Choice(("unticked",)),
    "security.level3_user_threshold": Number(1, 100_000_000),
    "draft.count_holidays": YesNo(),
    "draft.summary_columns": Many(_WORDS, 2, 10, is_distinct=True),
    "huonguoc.quorum": _PERCENT,
    "huonguoc.pass": _PERCENT,
    "huonguoc.ballot_only_after_failed_meeting": YesNo(),
    "huonguoc.online_binding_vote": YesNo(only=False),
    "huonguoc.review_date": Text(r"(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])", "18/11"),
    "decide.contribution_threshold": Text(r"[1-9]\d?/[1-9]\d?", "2/3"),
    "decide.other_threshold": _PERCENT,
    "boundary.threshold": _PERCENT,
    "dialogue.min_per_year": Number(0, 52),
    "dialogue.petition_share": _PERCENT,
    "khieunai.first_days": _SETTLING,
    "khieunai.second_days": _SETTLING,
    "tocao.extend_days": Table({"complex": Many(_DAYS, 1, 3), "very_complex": Many(_DAYS, 1, 3)}),
    "tocao.accept_wd": Table({"normal": _DAYS, "verify": _DAYS}),
    "tocao.hide_identity": YesNo(only=True),
    "evaluation.looks_days": Number(1, 60),
    "evaluation.reminder_days": Many(Number(1, 90), 1, 6, is_distinct=True),
    "evaluation.reminder_late_days": Number(1, 60),
    "report.dates": Keyed(Table({"to": _LIST, "due": Many(_WORDS, 1, 20)}), r"\d\d", "38"),
    "report.due": Keyed(Table({"half": _DAY_OF_YEAR, "year": _DAY_OF_YEAR}), r"\d\d|default", "38"),
    "doc.margins_mm": Table({**_MARGINS, "ranges": Table({side: _RANGE for side in _MARGINS})}),
    "doc.font": _WORDS,
    "doc.body_pt": Number(10, 20),
    "doc.page_no": Choice(("top_centre_hidden_on_first",)),
    "doc.noi_nhan_pt": Table(
        {"title": Number(8, 20), "title_style": _WORDS, "list": Number(8, 20)}
    ),
    "a11y.level": _WORDS,
    "units.code_list": Table(
        {
            "provinces": Number(1, 100),
            "communes": Number(1, 20_000),
            "dated": Text(r"20\d\d-(0[1-9]|1[0-2])", "2026-09"),
        }
    ),
    "label.voluntary_sample": YesNo(only=True),
    "paper.recheck_percent": Number(0, 100),
    "paper.recheck_least": Number(0, 10_000),
    "paper.fast_seconds": Number(0, 3600),
    "paper.scan_days": Number(1, 36_500),
}
_BY_PREFIX: tuple[tuple[str, Shape], ...] = (("draft.basis_", _LIST), ("draft.", _DAYS))


def register_shapes(shapes: Mapping[str, Shape]) -> None:
    """Settings that another package brought along; safe to call again."""
    SHAPES.update(shapes)


def shape_of(key: str, value: Any) -> Shape:
    """The shape of a key; one that nobody described keeps the shape of the value it has now."""
    if key in SHAPES:
        return SHAPES[key]
    for prefix, shape in _BY_PREFIX:
        if key.startswith(prefix):
            return shape
    return shape_like(value)


def shape_like(value: Any) -> Shape:
    if isinstance(value, bool):
        return YesNo()
    if isinstance(value, int):
        return Number(0, 10_000) if value >= 0 else Number(-10_000, 10_000)
    if isinstance(value, float):
        return Number(0, 10_000, is_whole=False)
    if isinstance(value, list):
        inner = shape_like(value[0]) if value else _WORDS
        return Many(inner if isinstance(inner, Number | YesNo | Text) else _WORDS)
    if isinstance(value, Mapping):
        return Table({str(name): shape_like(inner) for name, inner in value.items()})
    return _LIST
