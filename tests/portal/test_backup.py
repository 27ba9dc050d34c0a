"""What was backed up comes back whole, on both databases."""

import json
import tarfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from agencies.models import Agency
from base.db import db
from portal.backup import BackupRefused, back_up, read_archive, restore, row_counts
from surveys.models import Response
from tests.factories import (
    make_agency,
    make_comment,
    make_comment_round,
    make_place,
    make_round,
)


def agency_names() -> list[str]:
    names = list(db.session.scalars(db.select(Agency.name).order_by(Agency.id)))
    db.session.rollback()
    return names


def test_a_copy_brings_back_what_was_there_when_it_was_made(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    make_agency("UBND xã Triệu Sơn")
    db.session.commit()
    archive = back_up(settings, tmp_path)
    make_agency("UBND xã Thọ Xuân")
    db.session.commit()
    restore(settings, archive)
    assert agency_names() == ["UBND xã Triệu Sơn"]


def test_after_a_restore_the_audit_trail_still_refuses_changes(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    db.session.execute(text("INSERT INTO audit_entry (at, act, subject_type, subject_id, outcome) "
                            "VALUES (CURRENT_TIMESTAMP, 'a', '', '', 'done')"))  # fmt: skip
    db.session.commit()
    restore(settings, back_up(settings, tmp_path))
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM audit_entry"))
    db.session.rollback()


def test_a_damaged_archive_is_refused(app: Flask, tmp_path: Path) -> None:
    archive = back_up(app.extensions["settings"], tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    read_archive(archive, work)
    with (work / "database").open("r+b") as handle:
        handle.seek(100)
        handle.write(b"damage")
    bad = tmp_path / "bad.tar"
    with tarfile.open(bad, "w") as tar:
        for name in ("manifest.json", "database"):
            tar.add(work / name, name)
    with pytest.raises(BackupRefused, match="damaged"):
        restore(app.extensions["settings"], bad)


def test_the_secrets_lie_beside_the_archive_for_the_owner_only(app: Flask, tmp_path: Path) -> None:
    back_up(app.extensions["settings"], tmp_path)
    (secrets,) = tmp_path.glob("*-secrets.json")
    assert secrets.stat().st_mode & 0o077 == 0
    assert "page_nonce" in json.loads(secrets.read_text())


def test_only_the_owner_reads_the_archive(app: Flask, tmp_path: Path) -> None:
    archive = back_up(app.extensions["settings"], tmp_path)
    assert archive.stat().st_mode & 0o077 == 0


def test_no_trace_key_is_in_the_archive(app: Flask, tmp_path: Path) -> None:
    with tarfile.open(back_up(app.extensions["settings"], tmp_path)) as tar:
        assert sorted(tar.getnames()) == ["database", "manifest.json"]


def test_a_database_with_responses_is_not_overwritten_unasked(app: Flask, tmp_path: Path) -> None:
    archive = back_up(app.extensions["settings"], tmp_path)
    place = make_place()
    survey_round = make_round(places=[place])
    db.session.add(
        Response(
            round_id=survey_round.id, id=7, agency_id=place.agency_id, place_id=place.id,
            questionnaire_version_id=survey_round.questionnaire_version_id, channel="open_qr",
            source="live", respondent_kind="individual", language="vi", cluster_id=1, month=202611,
            iso_week=202648, bucket=3, duration_steps=8, answers=b"\x05\x04\x03\x01",
        )
    )  # fmt: skip
    db.session.commit()
    with pytest.raises(BackupRefused, match="--replace"):
        restore(app.extensions["settings"], archive)
    restore(app.extensions["settings"], archive, replace=True)
    assert agency_names() == []
    assert list((tmp_path / "before-restore").glob("*.tar"))


def test_a_database_with_comments_alone_is_not_overwritten_unasked(
    app: Flask, tmp_path: Path
) -> None:
    archive = back_up(app.extensions["settings"], tmp_path)
    make_comment(make_comment_round())
    db.session.commit()
    with pytest.raises(BackupRefused, match="--replace"):
        restore(app.extensions["settings"], archive)


def test_a_copy_of_a_release_without_comment_rounds_can_be_made_and_counted(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.backup.TABLES_COUNTED", ("agency", "a_table_of_a_later_release"))
    assert row_counts() == {"agency": 0}
