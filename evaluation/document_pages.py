"""Reports for staff pages: the list of a period, the parts of one with what Ý Dân says in them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for

from agencies.queries.agencies import Scope, count_agencies, list_agencies
from base.clock import today
from base.documents.blocks import Block, Chart, Heading, Table, Text
from base.paging import page_of
from evaluation.documents.making import Desk
from evaluation.documents.outline import chapters, part_keys
from evaluation.documents.sentences import NOTHING_WRITTEN
from evaluation.forms.documents import DocumentForm
from evaluation.models import CONSOLIDATED, PROVINCE
from evaluation.queries import documents as queries
from evaluation.queries.document_figures import list_evaluation_years
from evaluation.rules.report_periods import PeriodUnreadable, ReportPeriod, read_period


def document_lists(wanted: str, words: str, page: str | None, scope: Scope) -> dict[str, Any]:
    """Periods to choose from, and the reports of the chosen one: the province's and the agencies'."""
    periods = known_periods()
    period = _chosen(wanted, periods)
    chosen: dict[str, Any] = {"words": words, "on": today(), "scope": scope}
    paging = page_of(page, count_agencies(**chosen))
    agencies = list_agencies(**chosen, limit=paging.size, offset=paging.offset)
    agencies = [one for one in agencies if not (one.counts_for_parent and one.parent_id)]
    keys = [one.code for one in agencies]
    province = [PROVINCE, CONSOLIDATED] if scope is None else []
    written = queries.count_written(period.key, [*keys, *province])
    stored = queries.documents_by_subject(period.key)
    return {
        "period": period,
        "periods": periods,
        "words": words,
        "parts": len(part_keys(period.is_half)),
        "province": [(key, written.get(key, 0), stored.get(key)) for key in province],
        "rows": [(one, written.get(one.code, 0), stored.get(one.code)) for one in agencies],
        "paging": paging,
        "links": paging.links(
            lambda number: url_for(".document_list", ky=period.key, q=words, page=number)
        ),
    }


def known_periods() -> list[ReportPeriod]:
    """Of the opened years and the present one, the latest first."""
    years = {one.year for one in list_evaluation_years()} | {today().year}
    return [
        ReportPeriod(year, is_half)
        for year in sorted(years, reverse=True)
        for is_half in (False, True)
    ]


def _chosen(wanted: str, periods: list[ReportPeriod]) -> ReportPeriod:
    try:
        return read_period(wanted)
    except PeriodUnreadable:
        return periods[0]


def report_page(desk: Desk, subject: str) -> dict[str, Any]:
    """The parts in order, each with the field it is written in and what Ý Dân prints above it."""
    others = {key: texts for key, texts in desk.texts.items() if key != subject}
    made = replace(desk, texts=others).document(subject)
    said = _said(made.blocks[1:-1])
    parts = []
    for chapter in chapters(desk.figures.period.is_half):
        for place, part in enumerate(chapter.parts):
            heading = part.heading or chapter.heading
            parts.append(
                {
                    "chapter": chapter.heading if part.heading and place == 0 else "",
                    "heading": heading,
                    "field": f"text_{part.key}",
                    "said": said.get(heading, []),
                }
            )
    return {"parts": parts, "document": made, "as_of": desk.figures.as_of}


def _said(blocks: tuple[Block, ...]) -> dict[str, list[str]]:
    """heading → the sentences below it, and the names of tables and pictures."""
    found: dict[str, list[str]] = {}
    heading = ""
    for one in blocks:
        if isinstance(one, Heading):
            heading = one.text
        elif isinstance(one, Text):
            if one.text != NOTHING_WRITTEN:
                found.setdefault(heading, []).append(one.text)
        elif isinstance(one, Table | Chart):
            found.setdefault(heading, []).append(one.caption)
    return found


def typed_rows(form: DocumentForm, stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(label, stored, typed) of what differs."""
    rows = []
    for name, field in form._fields.items():
        if name.startswith("text_") or name in ("number", "dated_on"):
            was, typed = str(stored.get(name) or ""), str(field.data or "")
            if was != typed:
                rows.append((str(field.label.text), was, typed))
    return rows
