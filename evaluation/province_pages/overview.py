"""Everything on the board's page, fetched and put into words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from agencies.register import KIND_NAMES
from agencies.roles import Viewer
from base.permissions import Permission
from evaluation.province_pages import choropleth
from evaluation.province_pages.attention import Waiting, attention
from evaluation.province_pages.cases import CasesNow, cases_now
from evaluation.province_pages.changes import Changes, changes_between
from evaluation.province_pages.classes import YearClasses, year_classes
from evaluation.province_pages.funnel import funnel_view
from evaluation.province_pages.trends import small_multiples
from evaluation.queries.areas import find_map
from evaluation.queries.province import list_measure, list_province_measure
from surveys.index_pages import beside, listing
from surveys.index_pages.bubbles import map_view
from surveys.index_pages.listing import Pair
from surveys.index_pages.releases import former_of, overall
from surveys.models import IndexCell
from surveys.period_words import period_words
from surveys.queries.indices import Release, list_overall_cells, list_province_cells

MOST_RELEASES = 24


@dataclass(frozen=True)
class Overview:
    """Charts are of `kind`: the one with most agencies unless another is asked for."""

    release: Release
    title: str
    cards: list[dict[str, Any]]
    kind: str
    kinds: list[dict[str, str]]
    map: dict[str, Any] | None
    areas: dict[str, Any] | None
    has_areas: bool
    may_edit_map: bool
    funnel: dict[str, Any] | None
    changes: Changes | None
    former_title: str
    cases: str
    cases_now: CasesNow | None
    waiting: list[Waiting]
    classes: YearClasses | None
    evidence: list[dict[str, str]]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: the kind of agencies, bubbles where areas could be drawn."""

    kind: str = ""
    with_bubbles: bool = False


def overview(releases: list[Release], release: Release, wanted: Wanted, viewer: Viewer) -> Overview:
    former = former_of(releases, release)
    pairs = list_overall_cells(release.snapshot.id)
    before = list_overall_cells(former.snapshot.id) if former else []
    province = list_province_cells([one.snapshot.id for one in (release, former) if one])
    whole = overall(province, release.snapshot.id)
    kind = choose_kind(pairs, wanted.kind)
    mine = [pair for pair in pairs if pair[1].kind == kind]
    has_areas = kind == choropleth.KIND and find_map() is not None
    stored = find_map(with_drawing=True) if has_areas and not wanted.with_bubbles else None
    former_title = listing.release_title(former) if former else ""
    return Overview(
        release=release,
        title=listing.release_title(release),
        cards=_cards(
            listing.cards(
                whole,
                overall(province, former.snapshot.id) if former else None,
                former_title,
                pairs,
                release,
            ),
            release,
        ),
        kind=kind,
        kinds=listing.kinds_present(pairs)[1:],
        map=None if stored else map_view(mine),
        areas=choropleth.choropleth_view(mine, stored) if stored else None,
        has_areas=has_areas,
        may_edit_map=viewer.may(Permission.EVALUATION_EDIT),
        funnel=funnel_view(mine, whole),
        changes=changes_between(mine, before) if former else None,
        former_title=former_title,
        cases=beside.cases_text(release.snapshot.settings),
        cases_now=cases_now(viewer),
        waiting=attention(viewer),
        classes=year_classes(viewer),
        evidence=listing.evidence_items(release),
    )


def _cards(cards: list[dict[str, Any]], release: Release) -> list[dict[str, Any]]:
    """Each leads to what it rests on: agencies with n and interval, earlier periods, the channels."""
    figures = url_for("indices.index_list", ky=release.key)
    urls = [figures, url_for("province_board.compare", ky=release.key), "#can-cu", figures]
    return [{**card, "url": url} for card, url in zip(cards, urls, strict=True)]


def choose_kind(pairs: Sequence[Pair], wanted: str) -> str:
    """The kind asked for if there is one such agency, else the kind with most agencies."""
    counts = Counter(agency.kind for _cell, agency in pairs)
    if wanted in counts:
        return wanted
    order = list(KIND_NAMES)
    return min(counts, key=lambda kind: (-counts[kind], order.index(kind)), default="")


def comparable(releases: Sequence[Release], release: Release) -> list[Release]:
    """Publications that may stand on one line with this one, oldest first: same questions, sample, length."""

    def shape(one: Release) -> tuple[int, str, int]:
        period = one.period
        days = (period.ends_on - period.starts_on).days // 25 if period else 0
        return one.round.version.questionnaire_id, one.snapshot.sample, days

    alike = [one for one in releases if shape(one) == shape(release)]
    return sorted(alike, key=_begins)[-MOST_RELEASES:]


def _begins(release: Release) -> tuple[str, int]:
    first = release.period.starts_on if release.period else release.round.opens_at.date()
    return first.isoformat(), release.snapshot.id


def trends(line: Sequence[Release], measure: str, key: str, kind: str) -> dict[str, Any]:
    """Arguments of the small multiples over these publications."""
    ids = [one.snapshot.id for one in line]
    cells, agencies = list_measure(ids, measure, key, kind)
    found = {(one.agency_id, one.snapshot_id): one for one in cells}
    whole: dict[int, IndexCell] = {
        cell.snapshot_id: cell for cell in list_province_measure(ids, measure, key)
    }
    shown = dict.fromkeys(one.agency_id for one in cells)
    series = {each: [found.get((each, one)) for one in ids] for each in shown}
    titles = [period_words(one.period.name) if one.period else one.round.name for one in line]
    return small_multiples(
        [agencies[one] for one in shown], series, [whole.get(one) for one in ids], titles
    )
