"""Copies of the whole database that come back with the same figures: one archive, one secrets file.

The archive (tar) holds `database` and `manifest.json`; trace keys and memory files are never in it, so a
copy cannot bring back the exact times that the design lets die. The secrets file is written beside it with
mode 0600 and belongs in another place than the archive.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, make_url

from base.clock import local, now
from base.db import db
from base.settings import Settings

# What people sent or officers wrote: a database with any of it is never replaced unasked.
TABLES_KEPT = ("response", "comment", "draft")
TABLES_COUNTED = (
    *TABLES_KEPT, "comment_text", "disposition", "audit_entry", "index_cell", "agency", "staff",
)  # fmt: skip


class BackupRefused(Exception):
    """Something would be lost, or the archive is not what its manifest says; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    created_at: str
    dialect: str
    revision: str
    sha256: str
    row_counts: Mapping[str, int]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def row_counts() -> dict[str, int]:
    """Rows of the tables that must come back whole; an older database does not have them all."""
    present = set(inspect(db.session.connection()).get_table_names())
    counts = {
        table: int(db.session.scalar(text(f"SELECT COUNT(*) FROM {table}")) or 0)  # noqa: S608
        for table in TABLES_COUNTED
        if table in present
    }
    db.session.rollback()
    return counts


def _revision() -> str:
    value = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    return str(value)


def _postgres_tool(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))[::-1]),
        None,
    )
    if not found:
        raise BackupRefused(f"{name} is missing: apt-get install postgresql-client")
    return found


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _dump(settings: Settings, target: Path) -> None:
    url = make_url(settings.database_url)
    if settings.is_sqlite:
        with sqlite3.connect(str(url.database)) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        copy.close()
        source.close()
        return
    command = [_postgres_tool("pg_dump"), "--format=custom", f"--file={target}", _libpq(url)]
    subprocess.run(command, check=True)


def back_up(settings: Settings, folder: Path) -> Path:
    """Writes ydan-<local time>.tar and the secrets beside it; returns the archive's path.

    The copy is consistent while residents go on answering; nothing is locked for them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stamp = local(now()).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    archive = folder / f"ydan-{stamp}.tar"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        dump = Path(scratch) / "database"
        counts = row_counts()
        _dump(settings, dump)
        manifest = Manifest(
            now().isoformat(), make_url(settings.database_url).get_backend_name(), _revision(),
            _sha256(dump), counts,
        )  # fmt: skip
        note = Path(scratch) / "manifest.json"
        note.write_text(json.dumps(manifest.__dict__, indent=1), encoding="utf-8")
        unfinished = Path(scratch) / archive.name
        with tarfile.open(unfinished, "w") as tar:
            tar.add(note, "manifest.json")
            tar.add(dump, "database")
        unfinished.chmod(0o600)  # it holds every answer
        os.replace(unfinished, archive)
    _copy_secrets(settings.instance_dir / "secrets.json", folder / f"ydan-{stamp}-secrets.json")
    return archive


def _copy_secrets(source: Path, target: Path) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(source.read_bytes())


def _copy_member(tar: tarfile.TarFile, name: str, target: Path) -> None:
    source = tar.extractfile(name)
    if source is None:
        raise BackupRefused(f"{name} in the archive is no file: take another copy")
    with source, target.open("wb") as handle:
        shutil.copyfileobj(source, handle)


def read_archive(archive: Path, folder: Path) -> tuple[Path, Manifest]:
    """Unpacks into `folder` and checks the hash; raises BackupRefused when it differs."""
    with tarfile.open(archive) as tar:
        if sorted(tar.getnames()) != ["database", "manifest.json"]:
            raise BackupRefused(f"{archive} is no archive of ours: take another one")
        for name in ("database", "manifest.json"):  # two plain files, wherever they say they belong
            _copy_member(tar, name, folder / name)
    values = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest = Manifest(**values)
    if _sha256(folder / "database") != manifest.sha256:
        raise BackupRefused(f"{archive} is damaged (its hash differs): take another copy")
    return folder / "database", manifest


def _is_empty(settings: Settings) -> bool:
    if settings.is_sqlite and not Path(str(make_url(settings.database_url).database)).exists():
        return True
    try:
        counts = row_counts()
        return not any(counts.get(table) for table in TABLES_KEPT)
    except Exception:
        db.session.rollback()
        return True


def _load_sqlite(dump: Path, url: URL) -> None:
    target = Path(str(url.database))
    fresh = target.with_name(target.name + ".restored")
    shutil.copy(dump, fresh)
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    os.replace(fresh, target)


def _load_postgres(dump: Path, url: URL) -> None:
    """Into an emptied schema: pg_restore's own --clean cannot drop partitions."""
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    db.engine.dispose()
    command = [_postgres_tool("pg_restore"), "--no-owner", "--single-transaction"]
    subprocess.run([*command, f"--dbname={_libpq(url)}", str(dump)], check=True)


def restore(settings: Settings, archive: Path, replace: bool = False) -> Manifest:
    """Brings a copy back into the configured database; web and job processes must be stopped.

    A database that holds responses, comments or drafts is replaced only with `replace`, and is itself
    backed up before. Raises BackupRefused; the counts that came back are checked against the manifest.
    """
    if not replace and not _is_empty(settings):
        raise BackupRefused(
            "the database holds responses, comments or drafts: add --replace (it is backed up first)"
        )
    if replace and not _is_empty(settings):
        back_up(settings, archive.parent / "before-restore")
    url = make_url(settings.database_url)
    with tempfile.TemporaryDirectory() as scratch:
        dump, manifest = read_archive(archive, Path(scratch))
        if manifest.dialect != url.get_backend_name():
            raise BackupRefused(f"the archive is of {manifest.dialect}, the database is not")
        db.session.remove()
        db.engine.dispose()
        (_load_sqlite if settings.is_sqlite else _load_postgres)(dump, url)
    came = row_counts()
    short = {table for table, count in manifest.row_counts.items() if came.get(table, 0) < count}
    if short:
        raise BackupRefused(f"fewer rows came back than were counted: {', '.join(sorted(short))}")
    return manifest
