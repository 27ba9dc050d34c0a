"""Samples for telephone checks made ready: list, calls, what they say, the sheet to print."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _

from agencies.models import Agency
from agencies.names import name_of
from base.typesetting import typeset
from scoring.rounding import percent, percent_of, round_half_up
from surveys.detection_words import month_words
from surveys.index_pages import figures as text
from surveys.models import AuditSample, CallOutcome
from surveys.queries.audit_samples import Call

_SHEET = Path(__file__).parent / "sheets" / "audit_sample.typ"
OUTCOMES = {
    CallOutcome.ANSWERED_ALONE: lambda: _("Có trả lời, tự làm"),
    CallOutcome.ANSWERED_BESIDE: lambda: _("Có trả lời, có người đứng cạnh"),
    CallOutcome.ANSWERED_FOR: lambda: _("Người khác trả lời thay"),
    CallOutcome.NOT_ANSWERED: lambda: _("Không trả lời phiếu nào"),
    CallOutcome.NOT_REACHED: lambda: _("Không gọi được"),
}


def outcome_counts(found: Mapping[str, int]) -> dict[str, int]:
    """reached, answered, defects of a sample, and how many are still to be called."""
    answered = sum(found.get(one, 0) for one in ("alone", "beside"))
    defects = found.get("for", 0)
    return {
        "answered": answered,
        "defects": defects,
        "reached": answered + defects + found.get("not_answered", 0),
        "not_reached": found.get("not_reached", 0),
        "open": found.get("", 0),
    }


def sample_rows(
    found: Sequence[tuple[AuditSample, Agency]], counts: Mapping[int, Mapping[str, int]]
) -> list[dict[str, Any]]:
    rows = []
    for sample, agency in found:
        mine = outcome_counts(counts[sample.id])
        whole = sum(counts[sample.id].values())
        rows.append(
            {
                "agency": name_of(agency),
                "url": url_for(".sample_page", sample_id=sample.id),
                "month": month_words(sample.month),
                "calls": text.number(whole),
                "made": text.number(whole - mine["open"]),
                "reached": text.number(mine["reached"]),
                "is_done": mine["open"] == 0,
            }
        )
    return rows


def facts(sample: AuditSample, calls: int) -> list[dict[str, str]]:
    """What anybody needs to draw the same dossiers again."""
    used = _(
        "%(used)s trên %(issued)s mã đã cấp",
        used=text.number(sample.used_count) if sample.used_count else _("dưới 10"),
        issued=text.number(sample.issued_count),
    )
    return [
        {"term": _("Tháng"), "text": month_words(sample.month)},
        {
            "term": _("Số hồ sơ được bốc"),
            "text": _(
                "%(calls)s trong %(whole)s",
                calls=text.number(calls),
                whole=text.number(sample.dossier_count),
            ),
        },
        {"term": _("Mã đã dùng trong tháng"), "text": used if sample.issued_count else "–"},
        {
            "term": _("Bốc theo mốc chốt sổ"),
            "text": _(
                "%(size)s mục, mã gốc %(root)s…",
                size=text.number(sample.seed_size),
                root=sample.seed[:16],
            ),
        },
    ]


def verdict(sample: AuditSample, counts: Mapping[str, int]) -> dict[str, Any] | None:
    """What the calls say so far; None before anybody was reached."""
    from scoring.detectors.audit import call_test  # scipy: only when somebody opens the page

    mine = outcome_counts(counts)
    if not mine["reached"]:
        return None
    found = call_test(
        mine["reached"], mine["answered"], mine["defects"], sample.used_count, sample.issued_count
    )
    share = text.decimal(percent_of(mine["answered"], mine["reached"], 0), 0)
    claimed = text.decimal(percent(found.expected_share, 0), 0)
    return {
        "is_striking": found.is_striking,
        "has_defects": mine["defects"] > 0,
        "reached": text.number(mine["reached"]),
        "answered": text.number(mine["answered"]),
        "share": share,
        "claimed": claimed,
        "p": text.decimal(round_half_up(found.p_value, 4), 4),
        "defects": text.number(mine["defects"]),
        "most": text.decimal(percent(found.most_fraud, 1), 1),
        "is_comparable": sample.issued_count > 0,
        "open": text.number(mine["open"]),
    }


def call_rows(calls: Sequence[Call]) -> list[dict[str, Any]]:
    return [
        {
            "position": one.position,
            "date": one.day,
            "day": format_date(one.day, "dd/MM/yyyy"),
            "ordinal": one.ordinal,
            "outcome": one.outcome,
            "revision": one.revision,
            "words": _outcome_words(one.outcome) if one.outcome else "",
            "earlier": "; ".join(_outcome_words(before) for before in one.earlier),
        }
        for one in calls
    ]


def _outcome_words(outcome: str) -> str:
    return OUTCOMES[CallOutcome(outcome)]() if outcome else _("Chưa gọi")


def outcome_options() -> list[dict[str, str]]:
    first = {"value": "", "label": _("Chưa gọi")}
    return [first, *({"value": str(one), "label": words()} for one, words in OUTCOMES.items())]


def file_header() -> list[str]:
    return [_("Thứ tự"), _("Ngày"), _("Hồ sơ thứ mấy trong ngày"), _("Kết quả")]


def sheet(sample: AuditSample, agency: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The list as a PDF to write on."""
    data = {
        "title": _("Danh sách hồ sơ cần gọi điện"),
        "subject": _("%(agency)s, tháng %(month)s", agency=agency, month=month_words(sample.month)),
        "how": _(
            "Hồ sơ thứ mấy: đếm theo thứ tự trong danh sách hồ sơ của ngày đó trên phần mềm một cửa. "
            "Chỉ hỏi: ông/bà có trả lời phiếu không, có ai đứng cạnh hay trả lời thay không. "
            "Không hỏi ông/bà đã chọn mức nào."
        ),
        "seed": _(
            "Bốc theo mốc chốt sổ %(size)s mục, mã gốc %(root)s.",
            size=text.number(sample.seed_size),
            root=sample.seed,
        ),
        "header": file_header(),
        "rows": [
            [str(one["position"]), one["day"], str(one["ordinal"]), one["words"]] for one in rows
        ],
    }
    content: bytes = typeset(_SHEET, data)
    return content
