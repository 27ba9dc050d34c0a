"""Reads a draft for the site: hands the file to a child process with limits and takes its tree back."""

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback.parsing.child import MEMORY_LIMIT
from feedback.parsing.converting import to_docx
from feedback.parsing.refusals import (
    REFUSALS,
    FileTooLarge,
    FileUnpacksTooLarge,
    FileUnreadable,
    HasChanges,
    TookTooLong,
)
from feedback.provisions import Node, from_json, text_hash

SIZE_LIMIT = 40 * 1024 * 1024
SECONDS = 30
_ROOT = Path(__file__).resolve().parents[2]
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """What came out of one file. `doubts` holds each code once; the nodes say where."""

    root: Node
    kind: str  # docx, doc, pdf, txt
    text_hash: str
    word_count: int
    doubts: tuple[str, ...]

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.kind]


def read_draft(
    data: bytes,
    file_name: str,
    changes: str | None = None,
    seconds: int = SECONDS,
    memory: int = MEMORY_LIMIT,
) -> Reading:
    """Raises a DraftRefused with a sentence for the officer.

    `changes` answers HasChanges: "final" takes every tracked change of a Word file in, "original" none.
    """
    if len(data) > SIZE_LIMIT:
        raise FileTooLarge(megabytes=SIZE_LIMIT // (1024 * 1024))
    answer = _ask_child(data, file_name, changes, seconds, memory)
    if answer.get("kind") == "doc":
        answer = _with_numbers(answer, data, changes, seconds, memory)
    if "refused" in answer:
        raise REFUSALS[answer["refused"]](**answer["values"])
    root = from_json(answer["root"])
    codes = dict.fromkeys(code for node in root.walk() for code in node.doubts)
    return Reading(root, answer["kind"], text_hash(root), len(root.words()), tuple(codes))


def _with_numbers(
    answer: dict[str, Any], data: bytes, changes: str | None, seconds: int, memory: int
) -> dict[str, Any]:
    """The .doc read by way of LibreOffice where there is one, else what our own reader made of it."""
    converted = to_docx(data)
    if converted is None:
        return answer
    better = _ask_child(converted, "draft.docx", changes, seconds, memory)
    if better.get("refused") == HasChanges.__name__:
        return better
    return answer if "refused" in better else better | {"kind": "doc"}


def read_pasted(text: str) -> Reading:
    """The tree of a text an officer pasted into the page."""
    return read_draft(text.encode(), "pasted.txt")


def _ask_child(
    data: bytes, file_name: str, changes: str | None, seconds: int, memory: int
) -> dict[str, Any]:
    order = {"file_name": file_name, "changes": changes, "seconds": seconds, "memory": memory}
    child = subprocess.Popen(
        [sys.executable, "-m", "feedback.parsing.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        start_new_session=True,
    )
    try:
        out, errors = child.communicate(json.dumps(order).encode() + b"\n" + data, timeout=seconds)
    except subprocess.TimeoutExpired as expired:
        raise TookTooLong(seconds=seconds) from expired
    finally:
        _end(child)
    if child.returncode == 0:
        answer: dict[str, Any] = json.loads(out)
        return answer
    _log.error(
        "reading a draft failed (%s): %s",
        child.returncode,
        errors.decode("utf-8", "replace")[-2000:],
    )
    if child.returncode == -signal.SIGXCPU:
        raise TookTooLong(seconds=seconds)
    raise FileUnpacksTooLarge if b"MemoryError" in errors else FileUnreadable


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
