"""Rounds moved by the clock, extended, shown a new version; each act with its line on record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from agencies.actions.legal import load_legal_data
from agencies.models import AuditEntry, Role
from agencies.roles import Viewer
from base.clock import now
from base.rules import ChangedMeanwhile
from feedback.actions.attachments import add_attachment, remove_attachment
from feedback.actions.comment_rounds import RoundPlan, plan_round
from feedback.actions.round_clock import follow_clock
from feedback.actions.running_rounds import change_contact, extend_round, put_version
from feedback.models import Change, CommentRound, Provision, ProvisionLink, PublicationAct
from feedback.queries.comment_rounds import list_due_rounds, list_internal_rounds
from feedback.queries.round_parts import list_publication_acts, list_shown_versions
from feedback.rules import attachments as files
from feedback.rules import round_plans as rules
from feedback.rules.internal_rounds import may_read_internal
from tests.factories import (
    make_agency,
    make_comment_round,
    make_draft,
    make_draft_version,
    make_staff,
)

OPENS = datetime(2026, 12, 1, tzinfo=UTC)
CLOSES = datetime(2026, 12, 31, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def commune(app: Flask) -> Any:
    load_legal_data()
    return make_agency("UBND xã Hợp Tiến")


@pytest.fixture
def actor(commune: Any) -> Viewer:
    return viewer_of(commune)


def viewer_of(agency: Any) -> Viewer:
    staff = make_staff("agency_officer", agency=agency)
    return Viewer(staff.id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))


def planned(agency: Any, **columns: Any) -> CommentRound:
    columns = {"opens_at": OPENS, "closes_at": CLOSES, "state": "prepared", **columns}
    return make_comment_round(agency=agency, **columns)


def lines(comment_round: CommentRound) -> list[tuple[str, datetime]]:
    return [(one.act, one.at) for one in list_publication_acts(comment_round.id)]


def test_a_round_opens_and_closes_by_itself_and_says_so_once(db: Any, commune: Any) -> None:
    comment_round = planned(commune)
    assert follow_clock(OPENS - timedelta(seconds=1)) == 0
    assert follow_clock(OPENS + timedelta(seconds=20)) == 1
    assert follow_clock(OPENS + timedelta(seconds=20)) == 0
    assert comment_round.state == "open"
    assert follow_clock(CLOSES) == 1
    assert comment_round.state == "closed"
    assert lines(comment_round) == [("opened", OPENS), ("closed", CLOSES)]


def test_a_job_that_was_down_for_the_whole_round_writes_down_both_times(
    db: Any, commune: Any
) -> None:
    comment_round = planned(commune)
    assert follow_clock(CLOSES + 9 * DAY) == 2
    assert lines(comment_round) == [("opened", OPENS), ("closed", CLOSES)]
    written = list_publication_acts(comment_round.id)[0].recorded_at
    assert written is not None
    assert abs(written - now()) < timedelta(minutes=1)
    assert list_due_rounds(CLOSES + 9 * DAY) == []


def test_the_line_of_opening_holds_the_hash_of_what_was_shown(db: Any, commune: Any) -> None:
    comment_round = planned(commune, province_address="https://thanhhoa.gov.vn/du-thao/1")
    follow_clock(OPENS)
    (line,) = list_publication_acts(comment_round.id)
    assert line.text_hash == comment_round.version.text_hash != ""
    assert line.province_address == "https://thanhhoa.gov.vn/du-thao/1"
    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE publication_act SET text_hash = 'x'"))
    db.session.rollback()


def test_the_clock_command_says_how_many(app: Flask, db: Any, commune: Any) -> None:
    planned(commune, opens_at=now() - DAY, closes_at=now() + DAY)
    db.session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["feedback", "follow-clock"]).output.startswith("1 round")
    assert runner.invoke(args=["feedback", "follow-clock"]).output.startswith("0 round")


def running(agency: Any, **columns: Any) -> CommentRound:
    return planned(agency, opens_at=now() - 10 * DAY, closes_at=now() + 20 * DAY, **columns)


def test_an_extension_is_on_record_and_is_never_the_seconds_by_accident(
    db: Any, commune: Any, actor: Viewer
) -> None:
    comment_round = running(commune)
    seen = comment_round.revision
    later = comment_round.closes_at + 5 * DAY
    extend_round(actor, comment_round, later, "Mưa lũ, nhiều thôn bị chia cắt", seen)
    assert comment_round.closes_at == later
    assert [act for act, _at in lines(comment_round)] == ["opened", "extended"]
    with pytest.raises(ChangedMeanwhile):
        extend_round(actor, comment_round, later + DAY, "Mưa lũ, nhiều thôn bị chia cắt", seen)


def test_officers_of_another_agency_can_do_nothing_to_it(db: Any, commune: Any) -> None:
    stranger = viewer_of(make_agency("UBND xã Cẩm Thủy"))
    comment_round = running(commune)
    version = make_draft_version(comment_round.version.draft, number=2)
    acts: list[Callable[[], Any]] = [
        lambda: extend_round(stranger, comment_round, CLOSES + 90 * DAY, "Lý do đủ dài đây"),
        lambda: put_version(stranger, comment_round, version),
        lambda: change_contact(stranger, comment_round, "x", ("", "")),
        lambda: add_attachment(stranger, comment_round, "a.pdf", b"%PDF-1.7\n"),
        lambda: plan_round(stranger, RoundPlan(version.id, "plan", "x", OPENS, CLOSES)),
    ]
    for act in acts:
        with pytest.raises(rules.OtherAgency):
            act()


def link_all(new: Any, old: Any, confirmed_at: datetime | None) -> list[ProvisionLink]:
    olds, news = (
        list(
            new_session().scalars(
                select(Provision)
                .where(Provision.version_id == version.id)
                .order_by(Provision.position)
            )
        )
        for version in (old, new)
    )
    links = [
        ProvisionLink(
            version_id=new.id,
            old_id=before.id,
            new_id=after.id,
            change=Change.KEPT,
            confirmed_at=confirmed_at,
        )
        for before, after in zip(olds, news, strict=True)
    ]
    new_session().add_all(links)
    new_session().flush()
    return links


def new_session() -> Any:
    from base.db import db as database

    return database.session


def test_a_new_version_waits_until_every_change_was_confirmed(
    db: Any, commune: Any, actor: Viewer
) -> None:
    draft = make_draft(commune)
    first, second = make_draft_version(draft), make_draft_version(draft, number=2)
    comment_round = make_comment_round(
        first, opens_at=now() - DAY, closes_at=now() + DAY, state="prepared"
    )
    with pytest.raises(rules.LinksNotConfirmed):
        put_version(actor, comment_round, second)
    links = link_all(second, first, None)
    with pytest.raises(rules.LinksNotConfirmed) as broken:
        put_version(actor, comment_round, second)
    assert broken.value.values == {"count": len(links)}
    for link in links:
        link.confirmed_at = now()
    db.session.flush()
    put_version(actor, comment_round, second)
    assert comment_round.version_id == second.id
    assert [one.version.number for one in list_shown_versions(comment_round.id)] == [1, 2]
    assert [act for act, _at in lines(comment_round)] == ["opened", "version"]
    assert list_publication_acts(comment_round.id)[-1].text_hash == second.text_hash


def test_a_new_version_needs_every_step_between_confirmed(
    db: Any, commune: Any, actor: Viewer
) -> None:
    draft = make_draft(commune)
    first, second, third = (make_draft_version(draft, number=number) for number in (1, 2, 3))
    comment_round = make_comment_round(first, opens_at=now() - DAY, closes_at=now() + DAY)
    link_all(third, second, now())
    with pytest.raises(rules.LinksNotConfirmed):
        put_version(actor, comment_round, third)
    link_all(second, first, now())
    put_version(actor, comment_round, third)


def test_a_version_of_another_draft_or_not_frozen_is_refused(
    db: Any, commune: Any, actor: Viewer
) -> None:
    comment_round = running(commune)
    with pytest.raises(rules.VersionNotNewer):
        put_version(actor, comment_round, make_draft_version(agency=commune, number=2))
    draft = comment_round.version.draft
    with pytest.raises(rules.VersionNotFrozen):
        put_version(actor, comment_round, make_draft_version(draft, is_frozen=False, number=2))


def test_new_addresses_of_an_open_round_go_on_record(db: Any, commune: Any, actor: Viewer) -> None:
    comment_round = running(commune)
    change_contact(actor, comment_round, "Phòng Văn hóa", ("", ""))
    assert [act for act, _at in lines(comment_round)] == ["opened"]
    address = "https://hoptien.thanhhoa.gov.vn/du-thao"
    change_contact(actor, comment_round, "Phòng Văn hóa", ("", address))
    last = list_publication_acts(comment_round.id)[-1]
    assert (last.act, last.agency_address) == ("addresses", address)


def test_a_file_can_be_taken_away_only_before_the_round_opens(
    db: Any, commune: Any, actor: Viewer
) -> None:
    early, late = planned(commune, opens_at=now() + DAY, closes_at=now() + 40 * DAY), None
    kept = add_attachment(actor, early, "C:\\Tờ trình.PDF", b"%PDF-1.7\n")
    assert (kept.name, kept.media) == ("Tờ trình.pdf", "application/pdf")
    remove_attachment(actor, early, kept)
    late = running(commune)
    kept = add_attachment(actor, late, "anh.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    with pytest.raises(rules.RoundIsOpen):
        remove_attachment(actor, late, kept)


def zipped(*names: str) -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), None),
        ("a.xlsx", zipped("[Content_Types].xml", "word/document.xml"), files.FileNotWhatItSays),
        (
            "a.docx",
            zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            files.FileHasMacros,
        ),
        ("a.docx", b"%PDF-1.7\n", files.FileNotWhatItSays),
        ("a.pdf", b"<html><script>", files.FileNotWhatItSays),
        ("a.pdf", b"xin ch\xc3\xa0o", files.FileNotWhatItSays),
        ("a.svg", b"<svg/>", files.FileKindUnknown),
        ("a.pdf", b"", files.FileEmpty),
        ("a.pdf", b"%PDF-1.7\n" + bytes(files.LARGEST), files.FileTooLarge),
    ],
)
def test_a_file_must_be_what_its_name_says(
    db: Any, commune: Any, actor: Viewer, name: str, content: bytes, error: Any
) -> None:
    comment_round = running(commune)
    if error is None:
        add_attachment(actor, comment_round, name, content)
        return
    with pytest.raises(error):
        add_attachment(actor, comment_round, name, content)


def test_an_internal_round_is_read_by_the_agencys_own_staff_alone(db: Any, commune: Any) -> None:
    internal = planned(commune, kind="agency", is_internal=True)
    public = planned(commune)
    colleague = Viewer(make_staff(agency=commune).id, commune.id)
    stranger = Viewer(make_staff("department").id, None, ((Role.DEPARTMENT, None),))
    nobody = Viewer(None)
    read = [may_read_internal(one, internal) for one in (colleague, stranger, nobody)]
    assert read == [True, False, False]
    assert all(may_read_internal(one, public) for one in (colleague, stranger, nobody))
    assert list_internal_rounds([commune.id]) == [internal]


def test_every_act_is_in_the_audit_trail(db: Any, commune: Any, actor: Viewer) -> None:
    version = make_draft_version(agency=commune)
    opens_at = now() + DAY
    plan = RoundPlan(version.id, "plan", "Kế hoạch chuyển đổi số", opens_at, opens_at + 25 * DAY)
    comment_round = plan_round(actor, plan)
    add_attachment(actor, comment_round, "a.pdf", b"%PDF-1.7\n")
    follow_clock(opens_at)
    acts = list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[-3:] == ["comment_round.plan", "comment_round.attach", "comment_round.clock"]
    assert db.session.scalars(select(PublicationAct.act)).all() == ["opened"]
