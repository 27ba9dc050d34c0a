"""Loads the made-up comment rounds; a round that is there stays as it is."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from agencies.models import Agency
from agencies.queries.agencies import get_agency
from agencies.queries.installation import find_installation
from agencies.queries.legal import setting_in_force
from agencies.queries.staff import find_staff_by_email
from agencies.roles import Role, Viewer
from agencies.rules.installation import NotADemo
from base.clock import HANOI, today
from base.db import db
from feedback.actions.drafts import Source, add_version, create_draft
from feedback.actions.versions import confirm_links, freeze_version
from feedback.demo.specs import ROUNDS, RoundSpec
from feedback.demo.writing import write_comments, write_dispositions
from feedback.models import CommentRound, DraftVersion, RoundState, RoundVersion
from feedback.parsing.reading import read_draft
from feedback.queries.demo import has_round
from feedback.queries.provisions import list_provisions
from feedback.queries.versions import list_links
from feedback.rules.slugs import slug_of

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
    return len(pairs)


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
    opens_at, closes_at = _midnight(spec.opens_day), _midnight(spec.closes_day + 1)
    setting = setting_in_force(spec.min_days_key, today()) if spec.min_days_key else None
    answer_days = int(setting_in_force("draft.response_deadline_days", today()).value)
    comment_round = CommentRound(
        agency_id=body.id,
        version_id=versions[-1].id,
        version=versions[-1],
        kind=spec.kind,
        title=spec.title,
        slug=slug_of(spec.title),
        summary=spec.summary,
        asked_by=spec.asked_by,
        audience=spec.audience,
        is_internal=spec.is_internal,
        legal_basis=spec.legal_basis,
        questions=[{"key": "q1", "text": spec.question}] if spec.question else [],
        contact="Bộ phận tổng hợp, điện thoại 0237 000 0000 (số giả lập)",
        opens_at=opens_at,
        closes_at=closes_at,
        min_days=int(setting.value) if setting else 0,
        min_days_setting_id=setting.id if setting else None,
        answer_by_on=today() + timedelta(days=spec.closes_day + answer_days),
        state=spec.state or _state(spec),
        source="demo",
        created_by_id=viewer.staff_id,
    )
    db.session.add(comment_round)
    db.session.flush()
    for number, version in enumerate(versions):
        since = opens_at if number == 0 else _midnight(spec.second_day)
        db.session.add(
            RoundVersion(round_id=comment_round.id, version_id=version.id, since_at=since)
        )
    db.session.flush()
    return comment_round


def _state(spec: RoundSpec) -> str:
    if spec.opens_day > 0:
        return RoundState.PREPARED
    return RoundState.OPEN if spec.closes_day >= 0 else RoundState.CLOSED


def _midnight(day: int) -> datetime:
    return datetime.combine(today() + timedelta(days=day), time(0), HANOI)


def _days_of(spec: RoundSpec, number: int, count: int) -> tuple[date, date]:
    """First and last day on which a version took comments."""
    starts = spec.opens_day if number == 0 else spec.second_day
    ends = spec.closes_day if number == count - 1 else spec.second_day - 1
    return today() + timedelta(days=starts), today() + timedelta(days=ends)
