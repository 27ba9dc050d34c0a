"""Loads the made-up comment rounds; a round that is there stays as it is."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from flask import current_app

from agencies.models import Agency
from agencies.queries.agencies import get_agency
from agencies.queries.installation import find_installation
from agencies.queries.staff import find_staff_by_email
from agencies.roles import Role, Viewer
from agencies.rules.installation import NotADemo
from base.clock import HANOI, now, today
from base.db import db
from feedback.actions.comment_rounds import RoundPlan, plan_round
from feedback.actions.drafts import Source, add_version, create_draft
from feedback.actions.publication import record_publication
from feedback.actions.results import publish_result
from feedback.actions.round_clock import follow, show_version
from feedback.actions.versions import confirm_links, freeze_version
from feedback.demo.specs import ROUNDS, RoundSpec
from feedback.demo.writing import write_comments, write_dispositions
from feedback.grouping_job import group_comments
from feedback.models import CommentRound, DraftVersion, PublicationKind, RoundState
from feedback.parsing.reading import read_draft
from feedback.queries.demo import has_round
from feedback.queries.provisions import list_provisions
from feedback.queries.versions import list_links
from feedback.reports.results import record_content
from feedback.reports.statistics import round_statistics

Told = Callable[[str], None]
_DRAFTS = Path(__file__).parent / "drafts"
_OFFICER = "can.bo.xa@ydan.example"


def load_comment_rounds(seed: int, told: Told) -> None:
    """All rounds with versions, comments and answers; commits after each. Raises NotADemo elsewhere."""
    place = find_installation()
    if place is None or not place.is_demo:
        raise NotADemo
    officer = find_staff_by_email(_OFFICER)
    if officer is None or officer.agency_id is None:
        return
    commune = db.session.get_one(Agency, officer.agency_id)
    for number, spec in enumerate(ROUNDS):
        if has_round(spec.title):
            continue
        draw = random.Random(f"{seed}/{number}")  # noqa: S311 - made-up data
        body = (
            commune if spec.body == "commune" else get_agency(f"{place.province_code}-{spec.body}")
        )
        viewer = Viewer(officer.id, body.id, ((Role.AGENCY_OFFICER, body.id),))
        words = {"province": place.province_name, "commune": commune.name}
        count = _load_round(spec, body, viewer, words, draw)
        db.session.commit()
        told(f"{spec.title}: {count} ý kiến")


def _load_round(
    spec: RoundSpec, body: Agency, viewer: Viewer, words: dict[str, str], draw: random.Random
) -> int:
    versions = _load_versions(spec, body, viewer, words)
    comment_round = _write_round(spec, body, viewer, versions)
    pairs = []
    for number, version in enumerate(versions):
        first, last = _days_of(spec, number, len(versions))
        if first <= today():
            pairs += write_comments(
                comment_round, version, spec.drafts[number], first, min(last, today()), draw
            )
    places = {one.id: one for version in versions for one in list_provisions(version.id)}
    write_dispositions(pairs, viewer.staff_id, places)
    db.session.commit()
    group_comments(comment_round.id)
    _finish(spec, viewer, comment_round)
    return len(pairs)


def _finish(spec: RoundSpec, viewer: Viewer, comment_round: CommentRound) -> None:
    """What people did after closing."""
    if spec.state:
        comment_round.state = RoundState.ANSWERING
        db.session.flush()
    if spec.state == RoundState.PUBLISHED:
        master = current_app.extensions["settings"].secrets.ledger_master.encode()
        content = record_content(comment_round, round_statistics(comment_round, today()), master)
        publish_result(viewer, comment_round, content)


def _load_versions(
    spec: RoundSpec, body: Agency, viewer: Viewer, words: dict[str, str]
) -> list[DraftVersion]:
    """The files as an officer would bring them in: read, frozen, compared, confirmed."""
    versions: list[DraftVersion] = []
    for name in spec.drafts:
        content = _filled((_DRAFTS / f"{name}.txt").read_text(encoding="utf-8"), words).encode()
        reading = read_draft(content, f"{name}.txt")
        source = Source(f"{name}.txt", reading.kind, content, reading.root)
        version = (
            add_version(viewer, versions[0].draft, source)
            if versions
            else create_draft(viewer, body.id, spec.title, source)
        )
        freeze_version(viewer, version, version.revision, doubts_seen=True, words_seen=True)
        confirm_links(viewer, version, [one.link.id for one in list_links(version.id)])
        versions.append(version)
    return versions


def _filled(text: str, words: dict[str, str]) -> str:
    """The names of this province and commune, as the letterhead writes them."""
    province = words["province"].removeprefix("Tỉnh ").removeprefix("Thành phố ")
    commune = words["commune"].removeprefix("UBND ")
    place = commune.split(" ", 1)[-1]
    for mark, value in {
        "{PROVINCE}": province.upper(),
        "{Province}": province,
        "{COMMUNE}": commune.upper(),
        "{Place}": place,
    }.items():
        text = text.replace(mark, value)
    return text


def _write_round(
    spec: RoundSpec, body: Agency, viewer: Viewer, versions: list[DraftVersion]
) -> CommentRound:
    """Planned as an officer plans it, then led through its life by the clock."""
    plan = RoundPlan(
        version_id=versions[0].id,
        kind=spec.kind,
        title=spec.title,
        opens_at=_midnight(spec.opens_day),
        closes_at=_midnight(spec.closes_day + 1),
        summary=spec.summary,
        asked_by=spec.asked_by,
        audience=spec.audience,
        legal_basis=spec.legal_basis,
        questions=(spec.question,) if spec.question else (),
        contact="Bộ phận tổng hợp, điện thoại 0237 000 0000 (số giả lập)",
    )
    comment_round = plan_round(viewer, plan)
    comment_round.source = "demo"
    follow(comment_round, now())
    for version in versions[1:]:
        comment_round.version, comment_round.version_id = version, version.id
        show_version(comment_round, _midnight(spec.second_day), viewer.staff_id)
        at = _midnight(spec.second_day)
        record_publication(comment_round, PublicationKind.VERSION, at, viewer.staff_id)
    db.session.flush()
    return comment_round


def _midnight(day: int) -> datetime:
    return datetime.combine(today() + timedelta(days=day), time(0), HANOI)


def _days_of(spec: RoundSpec, number: int, count: int) -> tuple[date, date]:
    """First and last day on which a version took comments."""
    starts = spec.opens_day if number == 0 else spec.second_day
    ends = spec.closes_day if number == count - 1 else spec.second_day - 1
    return today() + timedelta(days=starts), today() + timedelta(days=ends)
