"""A small installation of its own for the attacks that need the real thing: files, commands, a server."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving import PROJECT, serving


@dataclass(frozen=True)
class Stage:
    """One installation on SQLite in a folder of its own; `words` is what its maker printed."""

    folder: Path
    words: tuple[str, ...] = ()
    witnesses: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "INSTANCE_DIR": str(self.folder),
            "TMPFS_DIR": str(self.folder),
            "LOG_LEVEL": "CRITICAL",
            "DATABASE_URL": f"sqlite:///{self.folder}/ydan.sqlite",
            "LEDGER_WITNESSES": self.witnesses,
            "LEDGER_ORIGIN": "ydan.example.vn/so-cong-khai",
            "FLASK_APP": "wsgi",
        }

    def python(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *words],
            cwd=PROJECT,
            env={**os.environ, **self.environment},
            check=check,
            capture_output=True,
            text=True,
        )

    def flask(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return self.python("-m", "flask", *words, check=check)

    def copied(self, folder: Path) -> "Stage":
        """The same installation once more: what is done to one is not done to the other."""
        shutil.copytree(self.folder, folder)
        return Stage(folder, self.words, self.witnesses)

    def serving(self, **more: str) -> "Iterator[str]":
        return serving("wsgi:app", "/healthz", **self.environment, **more)  # type: ignore[return-value]

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """As somebody who holds the file: triggers and foreign keys are no obstacle."""
        with closing(sqlite3.connect(self.folder / "ydan.sqlite")) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names.fetchall():
                connection.execute(f'DROP TRIGGER "{name}"')
            yield connection
            connection.commit()


@contextmanager
def new_stage(module: str, *words: str) -> Iterator[Stage]:
    """An installation made by `python -m module words`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="y-dan-") as folder:
        empty = Stage(Path(folder) / "instance")
        empty.folder.mkdir()
        made = empty.python("-m", module, *words)
        yield Stage(empty.folder, tuple(made.stdout.split()))
