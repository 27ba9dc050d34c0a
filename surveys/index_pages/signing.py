"""What the staff pages of signing show: where a scope stands, what changes, what wants a second look."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from agencies.names import name_of
from base.clock import local
from base.words import N_
from surveys.index_pages import beside
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair
from surveys.index_pages.words import NOTES
from surveys.models import IndexCell, IndexSnapshot, SnapshotState
from surveys.period_words import period_words
from surveys.reports.signing import Change, ScopeState

STATES = {
    SnapshotState.COMPUTED: (N_("Đã tính, chờ ký"), "amber"),
    SnapshotState.SIGNED: (N_("Đã ký, chưa công bố"), "brand"),
    SnapshotState.PUBLISHED: (N_("Đã công bố"), "done"),
    SnapshotState.SUPERSEDED: (N_("Đã được đính chính"), "neutral"),
}

WEIGHTED_AS_MEANT = ("post_stratified", "collapsed", "raked")
WEIGHTINGS = (
    *WEIGHTED_AS_MEANT,
    "unweighted_no_dossiers",
    "unweighted_no_classes",
    "unweighted_no_fit",
)


def state_text(snapshot: IndexSnapshot | None) -> tuple[str, str]:
    """(words, tone)."""
    if snapshot is None:
        return _("Chưa tính"), "neutral"
    words, tone = STATES[SnapshotState(snapshot.state)]
    if snapshot.state == SnapshotState.SIGNED and snapshot.release_at is not None:
        return _("Đã ký, công khai lúc %(when)s", when=hour_text(snapshot.release_at)), tone
    return str(_(words)), tone


def hour_text(at: datetime) -> str:
    """«18:00 ngày 23/11/2026», of Vietnam."""
    return _("%(time)s ngày %(day)s", time=f"{local(at):%H:%M}", day=f"{local(at):%d/%m/%Y}")


def scope_rows(scopes: Sequence[ScopeState]) -> list[dict[str, Any]]:
    rows = []
    for one in scopes:
        words, tone = state_text(one.newest)
        rows.append(
            {
                "name": period_words(one.period.name) if one.period else _("Cả đợt"),
                "period_id": one.period.id if one.period else None,
                "state": words if one.is_over or one.newest else _("Chưa kết thúc"),
                "tone": tone,
                "snapshot_id": one.newest.id if one.newest else None,
                "computed": text.day_text(one.newest.computed_at) if one.newest else "–",
                "published": text.day_text(one.published.published_at) if one.published else "–",
                "may_compute": one.is_over
                and (one.newest is None or one.newest.state != SnapshotState.SIGNED),
                "is_correction": one.published is not None,
            }
        )
    return rows


def change_rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Rows of a table: agency, before, after, difference."""
    return [
        {
            "cells": [
                name_of(one.agency),
                _figure(one.before),
                _figure(one.after),
                text.points_text(one.difference) if one.difference else "–",
            ]
        }
        for one in changes
    ]


def _figure(cell: Any) -> str:
    if cell is None:
        return "–"
    if cell.withheld:
        return _("chưa công bố (%(reason)s)", reason=text.reason_text(cell))
    return f"{text.share_text(cell)} ({text.count_text(cell)} {_('phiếu')})"


def review_groups(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """What the standards ask an officer to look at before signing, by kind: {"words", "count", "rows"}.

    The kind with the most agencies first; a figure with two notes stands under both.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for cell, agency in pairs:
        for note in [] if cell.withheld else text.note_texts(cell, without=WEIGHTED_AS_MEANT):
            row = [name_of(agency), text.share_text(cell), text.interval_text(cell)]
            groups.setdefault(note, []).append({"cells": row})
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [
        {"words": words, "count": text.number(len(rows)), "rows": rows} for words, rows in ordered
    ]


def weighting_rows(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """How many agencies were weighted in which way, and how many may enter the evaluation."""
    found = Counter(note for cell, _agency in pairs for note in cell.notes if note in WEIGHTINGS)
    rows = [{"cells": [str(_(NOTES[note])), text.number(found[note])]} for note in WEIGHTINGS]
    usable = sum(cell.is_usable for cell, _agency in pairs)
    words = _("Đủ chính xác để dùng khi đánh giá năm.")
    return [*rows, {"cells": [words, text.number(usable)]}] if found else []


def left_out_rows(
    pairs: Sequence[Pair], left_out: Mapping[int | None, IndexCell]
) -> list[dict[str, Any]]:
    """Agencies with answers that people set aside or excluded: the figure without and with them."""
    return [
        beside.left_out_row(name_of(agency), cell, left_out[agency.id])
        for cell, agency in pairs
        if agency.id in left_out
    ]
