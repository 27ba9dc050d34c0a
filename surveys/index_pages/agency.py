"""/chi-so/<agency>: dimensions, items, months, comparison with the province and with its like, history."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from agencies.models import Agency, AgencySuccession
from agencies.names import name_of
from agencies.register import KIND_NAMES
from base.web import current_language
from scoring.rounding import percent_of
from surveys.index_pages import beside
from surveys.index_pages import figures as text
from surveys.index_pages.listing import Pair, release_title
from surveys.index_pages.words import LEVELS
from surveys.models import IndexCell
from surveys.queries.indices import Release
from surveys.questionnaire_content import Content, text_in

Cells = Mapping[tuple[str, str], IndexCell]
# Of an agency that only resolves `beside.credited_text` says why some items have no answers.
_SAID_ELSEWHERE = ("items_without_answers",)


def by_measure(cells: Sequence[IndexCell]) -> dict[tuple[str, str], IndexCell]:
    return {(cell.measure, cell.key): cell for cell in cells}


def summary(
    cell: IndexCell, province: IndexCell | None, ranked: int, release: Release
) -> dict[str, Any]:
    """The head of the page."""
    words, tone = text.verdict(cell)
    return {
        "share": text.share_text(cell),
        "interval": text.interval_text(cell),
        "count": text.count_text(cell),
        "reason": text.reason_text(cell),
        "verdict": words,
        "tone": tone,
        "rank": text.rank_text(cell, ranked),
        "province": text.share_text(province),
        "province_interval": text.interval_text(province),
        "notes": text.note_texts(cell, _SAID_ELSEWHERE if beside.only_resolves(cell) else ()),
        "mean": text.mean_text(cell),
        "effective": text.number(None if cell.n_eff is None else round(cell.n_eff)),
        "counted": beside.counted_words(release.snapshot),
        "rate": beside.rate_line(cell),
        "has_low_rate": beside.has_low_rate(cell),
        "credited": beside.credited_text(release.snapshot, cell),
        "usable": beside.usable_text(release.snapshot, cell),
    }


def dimension_rows(content: Content, mine: Cells, province: Cells) -> list[dict[str, Any]]:
    """Each dimension with its interval on a common scale, the province's as reference."""
    language = current_language()
    keys = [(s.key, text_in(s.texts, language)) for s in content.sections]
    pairs = [(("dimension", key), label) for key, label in keys]
    return _bars([pair for pair in pairs if pair[0] in mine], mine, province)


def _bars(
    names: Sequence[tuple[tuple[str, str], str]], mine: Cells, province: Cells
) -> list[dict[str, Any]]:
    scale = text.scale_for(mine[name] for name, _label in names)
    rows = []
    for name, label in names:
        cell, other = mine[name], province.get(name)
        words, tone = text.verdict(cell)
        seen = other is not None and other.low is not None and other.share is not None
        rows.append(
            {
                "label": label,
                "share": text.share_text(cell),
                "interval": text.interval_text(cell),
                "count": text.number(cell.n_valid),
                "reason": text.reason_text(cell),
                "places": text.interval_places(cell, scale),
                "reference": scale.place(other.share or 0.0) if other and seen else None,
                "province": text.share_text(other),
                "verdict": words,
                "tone": tone,
                "ticks": scale.ticks,
            }
        )
    return rows


def item_rows(
    content: Content, mine: Cells, rated: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Each item's five levels as parts of one bar; withheld ones with their reason."""
    language = current_language()
    rows = []
    for section in content.sections:
        for question in section.questions:
            cell = mine.get(("item", question.key))
            if cell is not None:
                rows.append(
                    {
                        "label": text_in(question.texts, language),
                        "section": text_in(section.texts, language),
                        "share": text.share_text(cell),
                        "interval": text.interval_text(cell),
                        "count": text.number(cell.n_valid),
                        "reason": _item_reason(cell, mine, rated or {}),
                        "masked": not cell.withheld and not cell.levels,
                        "parts": level_parts(cell),
                        "summary": ", ".join(
                            f"{part['label']}: {part['value']}" for part in level_parts(cell)
                        ),
                    }
                )
    return rows


def _item_reason(cell: IndexCell, mine: Cells, rated: Mapping[str, str]) -> str:
    whole = mine.get(("overall", ""))
    if whole is not None and beside.is_not_asked(cell, whole, rated):
        return _("chấm nơi tiếp nhận nên không tính ở đây")
    return text.reason_text(cell)


def level_parts(cell: IndexCell) -> list[dict[str, Any]]:
    """Parts of stacked_bar from the counts of the five levels."""
    total = sum(cell.levels)
    if not total:
        return []
    parts, before = [], 0
    for level, count in enumerate(cell.levels, start=1):
        parts.append(
            {
                "label": str(_(LEVELS[level - 1])),
                "value": f"{text.decimal(percent_of(count, total, 0), 0)} %",
                "count": text.number(count),
                "x": float(percent_of(before, total, 2)),
                "width": float(percent_of(count, total, 2)),
                "tone": f"level-{level}",
            }
        )
        before += count
    return parts


def month_chart(mine: Cells, province: IndexCell | None) -> dict[str, Any] | None:
    """Arguments of line_chart and rows of its table; None when no month is published."""
    months = [mine[name] for name in sorted(mine) if name[0] == "month"]
    if not any(cell.low is not None for cell in months):
        return None
    scale = text.scale_for(months)
    step = 100 / len(months)
    points = [_point(cell, number, step, scale) for number, cell in enumerate(months)]
    labels = [
        {"x": round((number + 0.5) * step, 2), "label": text.month_text(cell.key)}
        for number, cell in enumerate(months)
        if len(months) < 8 or number % 2 == 0
    ]
    return {
        "series": [
            {"label": _("tỷ lệ hài lòng, với khoảng tin cậy"), "tone": "brand", "points": points}
        ],
        "x_labels": labels,
        "y_ticks": [{"y": 100 - tick["x"], "label": tick["label"]} for tick in scale.ticks],
        "reference": _month_reference(province, scale),
        "rows": [_month_row(cell) for cell in months],
    }


def _point(cell: IndexCell, number: int, step: float, scale: text.Scale) -> dict[str, Any] | None:
    places = text.interval_places(cell, scale)
    if places is None:
        return None
    return {
        "x": round((number + 0.5) * step, 2),
        "y": round(100 - places["value"], 2),
        "low": round(100 - places["low"], 2),
        "high": round(100 - places["high"], 2),
        "label": f"{text.month_text(cell.key)}: {text.share_text(cell)} ({text.interval_text(cell)})",
    }


def _month_reference(province: IndexCell | None, scale: text.Scale) -> dict[str, Any] | None:
    if province is None or province.low is None or province.share is None:
        return None
    label = _("toàn tỉnh, cả kỳ: %(share)s", share=text.share_text(province))
    return {"y": round(100 - scale.place(province.share), 2), "label": label}


def _month_row(cell: IndexCell) -> dict[str, Any]:
    return {
        "cells": [
            text.month_text(cell.key),
            text.count_text(cell),
            text.share_text(cell) if not cell.withheld else text.reason_text(cell),
            text.interval_text(cell),
        ],
        "muted": cell.withheld is not None,
    }


def like_rows(pairs: Sequence[Pair], agency: Agency, province: IndexCell | None) -> dict[str, Any]:
    """Published agencies of the same kind around this one in the order of their figures."""
    same = [
        (cell, other)
        for cell, other in pairs
        if other.kind == agency.kind and not cell.withheld and cell.share is not None
    ]
    same.sort(key=lambda pair: (-(pair[0].share or 0.0), pair[1].code))
    place = next((n for n, (_cell, other) in enumerate(same) if other.id == agency.id), 0)
    near = same[max(0, place - 4) : place + 5]
    scale = text.scale_for(cell for cell, _other in same)
    seen = province is not None and province.low is not None and province.share is not None
    return {
        "kind": str(_(KIND_NAMES[agency.kind])),
        "count": len(same),
        "reference": scale.place(province.share or 0.0) if province and seen else None,
        "rows": [
            {
                "code": other.code,
                "name": name_of(other),
                "is_this": other.id == agency.id,
                "share": text.share_text(cell),
                "interval": text.interval_text(cell),
                "places": text.interval_places(cell, scale),
                "tone": text.verdict(cell)[1],
            }
            for cell, other in near
        ],
    }


def history_rows(
    releases: Sequence[Release],
    found: Sequence[tuple[IndexCell, int]],
    names: Mapping[int, str],
    agency_id: int,
) -> list[dict[str, Any]]:
    """Every release in which the agency, or one that it came from, has a figure; newest first."""
    by_id = {one.snapshot.id: one for one in releases}
    rows = []
    for cell, snapshot_id in found:
        release = by_id.get(snapshot_id)
        if release is None or cell.agency_id is None:
            continue
        old = "" if cell.agency_id == agency_id else names.get(cell.agency_id, "")
        rows.append((release, cell, old))
    order = {one.snapshot.id: place for place, one in enumerate(releases)}
    rows.sort(key=lambda row: (order[row[0].snapshot.id], row[2]))
    return [
        {
            "title": release_title(release) + (f" ({old})" if old else ""),
            "sample": beside.sample_name(release.snapshot),
            "key": release.key,
            "count": text.count_text(cell),
            "share": text.share_text(cell) if not cell.withheld else text.reason_text(cell),
            "interval": text.interval_text(cell),
            "published": text.day_text(release.snapshot.published_at),
        }
        for release, cell, old in rows
    ]


def succession_notes(
    successions: Sequence[AgencySuccession], agency: Agency, related: Mapping[int, Agency]
) -> list[dict[str, str]]:
    """One sentence for each agency this one came from or went into, with the code its page has."""
    notes = []
    for one in successions:
        day = one.effective_on.strftime("%d/%m/%Y")
        came = one.to_agency_id == agency.id
        other = related[one.from_agency_id if came else one.to_agency_id]
        name = name_of(other)
        said = (
            _("Từ %(day)s tiếp nhận %(name)s; kết quả cũ đứng dưới tên cũ.", day=day, name=name)
            if came
            else _("Từ %(day)s chuyển vào %(name)s.", day=day, name=name)
        )
        link = _("Kết quả của %(name)s", name=name)
        notes.append({"text": said, "code": other.code, "link": link})
    return notes
