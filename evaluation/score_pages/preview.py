"""The table of agencies and points of a card before it counts."""

from typing import Any

from agencies.names import name_of
from base.words import sort_key
from evaluation.models import Scorecard
from evaluation.reports.results import class_words
from evaluation.reports.scoring import Computed
from evaluation.rules.scoring import MISSING, WITHHELD
from evaluation.score_pages.words import class_text, number, range_text


def preview_groups(card: Scorecard, computed: Computed) -> list[dict[str, Any]]:
    """Each group with its rows, the most points first; cells: agency, points, from–to, class, rank, open."""
    classes = class_words(card)
    found = []
    for group in card.groups:
        mine = [one for one in computed.agencies if computed.group_of[one.id] == group["key"]]
        mine.sort(key=lambda agency: (-_percent(computed, agency.id), sort_key(agency.name)))
        ranked = sum(computed.totals[one.id].rank is not None for one in mine)
        rows = []
        for agency in mine:
            total, lines = computed.totals[agency.id], computed.lines[agency.id]
            points, rank = total.points, total.rank
            low = sum(line.state == MISSING for line in lines)
            held = sum(line.state == WITHHELD for line in lines)
            rows.append(
                {
                    "cells": [
                        name_of(agency),
                        f"{number(points.value)}/{number(total.possible)}" if points else "–",
                        range_text(points.low, points.high) if points else "",
                        class_text(classes, total.class_key),
                        f"{rank[0]}–{rank[1]}/{ranked}" if rank else "–",
                        str(low or "–"),
                        str(held or "–"),
                    ],
                    "muted": points is None,
                }
            )
        if rows:
            found.append({"key": group["key"], "title": group["title"], "rows": rows})
    return found


def _percent(computed: Computed, agency_id: int) -> float:
    total = computed.totals[agency_id]
    return total.points.value / total.possible if total.points else -1.0
