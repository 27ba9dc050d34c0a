"""Servers of a bench: gunicorn with the same settings for ours and for the bare apps, on this machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 40.0  # seconds; gunicorn lets its workers finish for up to 20
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(module: str, path: str = "/", **environment: str) -> Iterator[str]:
    """The address of `module` ("package.module:app") while the block runs; stopped by its own id."""
    port = free_port()
    environ = {**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(
        [*GUNICORN, "--log-level", "critical", module], cwd=PROJECT, env=environ
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address + path)
        yield address
    finally:
        stop(process)


def stop(process: "subprocess.Popen[bytes]", patience: float = PATIENCE) -> None:
    """Asked first, then made to: a server that outlives its bench loads the machine for the next one."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    if process.poll() is None:
        process.kill()
        process.wait()


def _wait_for(url: str) -> None:
    for _attempt in range(1_200):
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def nine_questions(database_url: str = "") -> Iterator[tuple[dict[str, str], str]]:
    """(environment, path) of a new instance with one open place; SQLite unless a URL is given."""
    with _instance("bench.nine_questions", database_url) as (environment, code):
        yield environment, f"/k/{code}"


@contextmanager
def codes_of_a_batch(
    database_url: str = "", count: int = 80_000
) -> Iterator[tuple[dict[str, str], str, list[str]]]:
    """Likewise, with one-time codes of the place's office: (environment, path, codes)."""
    with _instance("bench.codes_of_a_batch", database_url, BENCH_CODES=str(count)) as (
        environment,
        code,
    ):
        codes = (Path(environment["INSTANCE_DIR"]) / "codes.txt").read_text("utf-8").split()
        yield environment, f"/k/{code}", codes


@contextmanager
def one_comment_round(database_url: str = "") -> Iterator[tuple[dict[str, str], str]]:
    """Likewise, with an open comment round; the path is the round's address."""
    with _instance("bench.one_comment_round", database_url) as (environment, round_id):
        yield environment, f"/gop-y/{round_id}"


@contextmanager
def _instance(module: str, database_url: str, **more: str) -> Iterator[tuple[dict[str, str], str]]:
    """(environment, last word that `module` printed) of a new instance made by it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"INSTANCE_DIR": folder, "TMPFS_DIR": folder, "LOG_LEVEL": "CRITICAL"}
        environment["DATABASE_URL"] = database_url or f"sqlite:///{folder}/ydan.sqlite"
        made = subprocess.run(
            [sys.executable, "-m", module],
            cwd=PROJECT,
            env={**os.environ, **environment, **more},
            check=True,
            capture_output=True,
            text=True,
        )
        yield environment, made.stdout.split()[-1]


@contextmanager
def durable_postgres() -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL of its own, with fsync on as in production."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        home = Path(folder)
        home.chmod(0o755)
        environment = {
            **os.environ,
            "TEST_PG_FSYNC": "on",
            "TEST_PG_PORT": str(free_port()),
            "TEST_PG_DIR": str(home / "cluster"),
        }
        command = [sys.executable, "tests/postgres_server.py"]
        started = subprocess.run(
            [*command, "start"],
            cwd=PROJECT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        try:
            yield started.stdout.split()[-1]
        finally:
            subprocess.run([*command, "stop"], cwd=PROJECT, env=environment, check=False)
