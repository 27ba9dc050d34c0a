"""What stands beside an official figure: response rate, the other channels, with and without, cases."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from base.words import N_
from scoring.rounding import percent
from surveys.index_pages import figures as text
from surveys.index_pages.words import CHANNELS
from surveys.models import IndexCell, IndexSnapshot
from surveys.rules.credit import RECEIVING, RESOLVING
from surveys.rules.method import OFFICIAL

LOW_RATE = "low_response_rate"
UNTOLD = "from_others_untold"
SAMPLES = {
    "official": N_("Chỉ số hài lòng do tỉnh khảo sát"),
    "open": N_("Tỷ lệ hài lòng – khảo sát mở"),
}
COUNTED = {"official": N_("phiếu có mã đánh giá"), "open": N_("phiếu quét mã QR")}
# An office may stand beside those who answer, or choose them: each channel is named for what it is.
CHANNEL_LABELS = {
    "code": N_("Mã đánh giá"),
    "open_qr": N_("Quét mã QR (khảo sát mở, không đại diện cho toàn thể người dân)"),
    "kiosk": N_("Máy tại quầy (trả lời ngay tại cơ quan)"),
    "paper": N_("Phiếu giấy (nhập lại từ giấy)"),
    "call_back": N_("Gọi điện lại"),
}


def is_official(snapshot: IndexSnapshot) -> bool:
    return snapshot.sample == OFFICIAL


def sample_name(snapshot: IndexSnapshot) -> str:
    return str(_(SAMPLES.get(snapshot.sample, SAMPLES["open"])))


def counted_words(snapshot: IndexSnapshot) -> str:
    return str(_(COUNTED.get(snapshot.sample, COUNTED["open"])))


def rate_text(cell: IndexCell | None) -> str:
    """The share of codes that were answered; empty beside an open figure."""
    if cell is None or cell.issued_count is None:
        return ""
    if cell.response_rate is None:
        return _("tỷ lệ trả lời chưa nêu")
    rate = text.decimal(percent(cell.response_rate, 0), 0)
    return _("tỷ lệ trả lời %(rate)s %%", rate=rate)


def rate_line(cell: IndexCell | None) -> str:
    """With what it is a share of."""
    if cell is None or cell.issued_count is None:
        return ""
    issued = text.number(cell.issued_count)
    return _("%(rate)s trên %(issued)s mã đã phát", rate=rate_text(cell), issued=issued)


def has_low_rate(cell: IndexCell) -> bool:
    return LOW_RATE in cell.notes


def channel_rows(
    snapshot: IndexSnapshot, whole: IndexCell | None, channels: Sequence[IndexCell]
) -> list[dict[str, Any]]:
    """The official figure or the open share first, then each other channel under its own name."""
    first = [] if whole is None else [_row(sample_name(snapshot), whole)]
    used = snapshot.settings.get("channels", [])
    lone = used[0] if len(used) == 1 else None
    return first + [
        _row(str(_(CHANNEL_LABELS.get(cell.key, cell.key))), cell)
        for cell in channels
        if cell.key != lone
    ]


def _row(label: str, cell: IndexCell) -> dict[str, Any]:
    named = f"{label}: {text.reason_text(cell)}" if cell.withheld else label
    cells = [named, text.count_text(cell), text.share_text(cell), text.interval_text(cell)]
    return {"cells": cells, "muted": cell.withheld is not None}


def left_out_text(whole: IndexCell | None, beside: IndexCell | None) -> str:
    """One sentence on the figure with what was set aside or excluded; empty where nothing was."""
    if whole is None or beside is None:
        return ""
    if beside.n is None or whole.n is None:
        return _(
            "Có phiếu tạm chưa tính hoặc không tính theo quyết định của vụ việc: dưới 10 phiếu."
        )
    count = text.number(beside.n - whole.n)
    if beside.withheld:
        return _("Có %(count)s phiếu tạm chưa tính hoặc không tính theo quyết định.", count=count)
    return _(
        "Không tính %(count)s phiếu theo quyết định của vụ việc. Nếu tính cả: %(share)s %% (%(range)s).",
        count=count,
        share=text.share_text(beside),
        range=text.interval_text(beside),
    )


def left_out_row(name: str, whole: IndexCell, beside: IndexCell) -> dict[str, Any]:
    """Agency, without, with, how many."""
    few = beside.n is None or whole.n is None
    count = _("dưới 10") if few else text.number((beside.n or 0) - (whole.n or 0))
    without = text.reason_text(whole) if whole.withheld else text.share_text(whole)
    with_them = "–" if beside.withheld else text.share_text(beside)
    return {"cells": [name, without, with_them, count]}


def rated_of(snapshot: IndexSnapshot) -> Mapping[str, str]:
    """Whom each item rates, as it was signed; nothing before method v3."""
    rated: Mapping[str, str] = snapshot.settings.get("credit", {}).get("rated", {})
    return rated


def credited_text(snapshot: IndexSnapshot, cell: IndexCell) -> str:
    """How many answers are about dossiers the agency received, and how many it resolved for others."""
    rated = rated_of(snapshot)
    if cell.n is None or not is_official(snapshot) or not rated or UNTOLD in cell.notes:
        return ""
    resolved = cell.resolved_count or 0
    if only_resolves(cell):
        return _(
            "Cả %(count)s phiếu là về hồ sơ nơi khác tiếp nhận mà cơ quan này giải quyết; vì thế ở đây "
            "chỉ có các câu chấm việc giải quyết và các câu chấm cả hai nơi.",
            count=text.number(cell.n),
        )
    told = _("Cả %(count)s phiếu là về hồ sơ cơ quan này tiếp nhận.", count=text.number(cell.n))
    if resolved:
        told = _(
            "%(received)s phiếu là về hồ sơ cơ quan này tiếp nhận, %(resolved)s phiếu là về hồ sơ "
            "nơi khác tiếp nhận mà cơ quan này giải quyết.",
            received=text.number(cell.n - resolved),
            resolved=text.number(resolved),
        )
    return f"{told} {_sent_text(rated)}".strip()


def only_resolves(cell: IndexCell) -> bool:
    """Whether all its answers are about dossiers that others received."""
    return bool(cell.n) and cell.n == cell.resolved_count


def is_not_asked(cell: IndexCell, whole: IndexCell, rated: Mapping[str, str]) -> bool:
    """Whether an item without answers rates who receives, which this agency does not."""
    of_receiving = rated.get(cell.key) == RECEIVING and cell.withheld == "no_answers"
    return of_receiving and only_resolves(whole)


def _sent_text(rated: Mapping[str, str]) -> str:
    if RESOLVING not in rated.values():
        return ""
    return _(
        "Hồ sơ nhận ở đây mà nơi khác giải quyết: câu chấm việc giải quyết tính cho nơi giải quyết."
    )


def cases_text(settings: Mapping[str, Any], agency_id: int | None = None) -> str:
    """How many cases about the answers are open and decided, of one agency or of all."""
    cases = settings.get("cases")
    if not cases:
        return ""
    open_count, closed = cases["open"], cases["closed"]
    if agency_id is not None:
        open_count, closed = cases["agencies"].get(str(agency_id), [0, 0])
    return _("%(open)s đang mở, %(closed)s đã kết thúc", open=open_count, closed=closed)


def usable_text(snapshot: IndexSnapshot, cell: IndexCell) -> str:
    if not is_official(snapshot):
        return _("Khảo sát mở: không dùng khi đánh giá năm.")
    if cell.is_usable:
        return _("Đủ chính xác để dùng khi đánh giá năm.")
    return _("Chưa đủ chính xác để dùng khi đánh giá năm.")


def short_channel(key: str) -> str:
    return str(_(CHANNELS.get(key, key)))
