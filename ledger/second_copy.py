"""The second copy of the ledger: plain files that only grow, written and synced before anything is published.

leaves/000000.jsonl … hold one public leaf a line, 65,536 a file, in the tree's order; checkpoints.jsonl one
signed note a line; records.jsonl the public records that leaves commit to, a line each, some perhaps twice.
A line that a crash or a full disk left unfinished is cut off before the next is written.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

PER_FILE = 1 << 16


class CopyBusy(Exception):
    """Another process is sealing."""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _append(path: Path, lines: Iterable[bytes]) -> None:
    is_new = not path.exists()
    with path.open("ab") as handle:
        handle.write(b"".join(line + b"\n" for line in lines))
        handle.flush()
        os.fsync(handle.fileno())
    if is_new:
        _sync_folder(path.parent)


def _lines_of(path: Path) -> list[bytes]:
    """Whole lines; what stands behind the last line end was never finished."""
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def _cut_unfinished(path: Path) -> None:
    if not path.exists():
        return
    with path.open("r+b") as handle:
        handle.truncate(handle.read().rfind(b"\n") + 1)


def _lock(handle: IO[str], wait_seconds: int) -> None:
    for second in range(wait_seconds + 1):
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if second == wait_seconds:
                raise CopyBusy from error
            time.sleep(1)


class SecondCopy:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._leaves = folder / "leaves"
        self._checkpoints = folder / "checkpoints.jsonl"
        self._records = folder / "records.jsonl"

    @contextmanager
    def locked(self, wait_seconds: int = 0) -> Iterator[None]:
        """One sealer at a time, on whatever hosts share this folder; raises CopyBusy."""
        self._leaves.mkdir(mode=0o755, parents=True, exist_ok=True)
        with (self.folder / "lock").open("a") as handle:
            _lock(handle, wait_seconds)
            for path in (*self._files()[-1:], self._checkpoints, self._records):
                _cut_unfinished(path)
            yield

    def _files(self) -> list[Path]:
        return sorted(self._leaves.glob("[0-9]*.jsonl"))

    def _file(self, number: int) -> Path:
        return self._leaves / f"{number:06d}.jsonl"

    def count_leaves(self) -> int:
        files = self._files()
        return (len(files) - 1) * PER_FILE + len(_lines_of(files[-1])) if files else 0

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """The lines of these leaves as far as there are any."""
        for number in range(start // PER_FILE, (end - 1) // PER_FILE + 1):
            first = number * PER_FILE
            inside = slice(max(start - first, 0), end - first)
            yield from _lines_of(self._file(number))[inside]

    def add_leaves(self, start: int, lines: Iterable[bytes]) -> None:
        """`start` is the number of leaves there are; on disk when it returns."""
        rest = iter(lines)
        while block := list(islice(rest, PER_FILE - start % PER_FILE)):
            _append(self._file(start // PER_FILE), block)
            start += len(block)

    def add_records(self, texts: Sequence[str]) -> None:
        """Before their leaves, so that no leaf of a record stands here without it."""
        if texts:
            _append(self._records, [text.encode() for text in texts])

    def records(self) -> Iterator[str]:
        if self._records.exists():
            with self._records.open(encoding="utf-8") as handle:
                yield from (line.rstrip("\n") for line in handle if line.endswith("\n"))

    def notes(self) -> list[str]:
        """Every signed checkpoint, oldest first."""
        return [json.loads(line) for line in _lines_of(self._checkpoints)]

    def add_note(self, note: str) -> None:
        _append(self._checkpoints, [json.dumps(note, ensure_ascii=False).encode()])

    def keep_key(self, key: str) -> None:
        """The log's public key beside what it signed, for whoever checks the folder alone."""
        path = self.folder / "key.txt"
        if not path.exists() or path.read_text(encoding="utf-8").strip() != key:
            path.write_text(f"{key}\n", encoding="utf-8")
