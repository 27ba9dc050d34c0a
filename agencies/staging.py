"""A file between its preview and its confirmation, kept under INSTANCE_DIR/uploads for an hour."""

import re
import secrets
from datetime import timedelta
from pathlib import Path

from flask import current_app

from base.clock import now

_TOKEN = re.compile(r"[0-9a-f]{32}")
KEPT_FOR = timedelta(hours=1)


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].instance_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def stage_file(data: bytes, staff_id: int) -> str:
    """Keeps the bytes; the token works for the same person only. Old files go."""
    _drop_old()
    token = secrets.token_hex(16)
    (_folder() / f"{staff_id}-{token}").write_bytes(data)
    return token


def staged_file(token: str, staff_id: int) -> bytes | None:
    """The bytes, or None when the token is unknown or too old."""
    path = _folder() / f"{staff_id}-{token}"
    if not _TOKEN.fullmatch(token) or not path.exists() or _is_old(path):
        return None
    return path.read_bytes()


def drop_staged(token: str, staff_id: int) -> None:
    if _TOKEN.fullmatch(token):
        (_folder() / f"{staff_id}-{token}").unlink(missing_ok=True)


def _is_old(path: Path) -> bool:
    return now().timestamp() - path.stat().st_mtime > KEPT_FOR.total_seconds()


def _drop_old() -> None:
    for path in _folder().iterdir():
        if _is_old(path):
            path.unlink(missing_ok=True)
