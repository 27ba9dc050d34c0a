"""Turns a .doc into a .docx with LibreOffice where the server has one: only it knows Word's old numbers."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 60
_MEMORY = 4 << 30  # of addresses; LibreOffice maps much more than it uses
_ROOT = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def to_docx(data: bytes) -> bytes | None:
    """The same document as .docx, or None where LibreOffice is missing or fails."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="draft-") as folder:
        (Path(folder) / "draft.doc").write_bytes(data)
        _convert(program, folder)
        out = Path(folder) / "draft.docx"
        return out.read_bytes() if out.exists() else None


def _convert(program: str, folder: str) -> None:
    child = subprocess.Popen(
        [
            sys.executable, "-m", "feedback.parsing.limited", str(SECONDS), str(_MEMORY), program,
            "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", "docx", "--outdir", folder, f"{folder}/draft.doc",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": folder, "PYTHONPATH": str(_ROOT)},
        start_new_session=True,
    )  # fmt: skip
    try:
        _, errors = child.communicate(timeout=SECONDS)
        if child.returncode != 0:
            _log.warning("LibreOffice failed (%s): %s", child.returncode, errors[-500:])
    except subprocess.TimeoutExpired:
        _log.warning("LibreOffice took longer than %s seconds", SECONDS)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
