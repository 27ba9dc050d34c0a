"""Who answered, from where and with what leaves no trace on disk, in logs or backups: served as shipped."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bench.serving import free_port, nine_questions
from portal.backup import read_archive

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).resolve().parents[2]
ADDRESSES = ("203.0.113.77", "198.51.100.213", "2001:db8:feed:beef::77", "::ffff:192.0.2.199")
AGENT = "Mozilla/5.0 (Linux; Android 9; MarkedPhone7731) Zalo/990.7731"
MARKS = (
    b"MarkedPhone", b"990.7731", b"203.0.113", b"198.51.100", b"db8:feed", b"192.0.2.199",
    ip_address("2001:db8:feed:beef::77").packed[:8],
)  # fmt: skip


class Shipped:
    """gunicorn with the settings in deploy/, behind one proxy; all it says goes into a file."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port, self.log = free_port(), log
        own = {"PORT": str(self.port), "TRUSTED_PROXY_COUNT": "1", "LOG_LEVEL": "DEBUG"}
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"]
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env={**os.environ, **environment, **own},
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        for _ in range(600):
            with suppress(OSError):
                self.ask("GET", "/healthz")
                return
            time.sleep(0.1)
        raise TimeoutError("gunicorn does not answer")

    def ask(
        self,
        method: str,
        path: str,
        address: str = "",
        form: dict[str, str] | None = None,
        **more: str,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"X-Forwarded-For": address or "127.0.0.1", "User-Agent": AGENT, **more}
        body = urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def _nonce(page: str) -> str:
    return page.split('name=".nonce" value="')[1].split('"')[0]


def _what_residents_do(server: Shipped, path: str, address: str) -> list[int]:
    """Answers, mistakes, wrong codes, foreign pages, addresses that do not exist."""
    form = {"item_1": "4", ".website": "x", ".beside": "alone"}
    _status, page = server.ask("GET", path, address)
    sound = server.ask("POST", f"{path}/gui", address, {**form, ".nonce": _nonce(page)})
    requests = [
        ("POST", f"{path}/gui", {"item_1": "99", ".nonce": _nonce(page)}, {}),
        ("POST", f"{path}/gui", {**form, ".nonce": "x"}, {}),
        ("POST", f"{path}/gui", form, {"Origin": "https://elsewhere.example"}),
        ("GET", "/k/AAAAAAA", None, {}),
        ("GET", "/m/ABCDEFGHJKM", None, {}),
        ("GET", "/kiem-tra-phieu/K7M49QWE2XHTC", None, {}),
        ("GET", "/khong-co-trang-nay", None, {}),
        ("GET", "/can-bo/dot-khao-sat", None, {}),
        ("POST", "/can-bo/tai-khoan-toi/dang-nhap", {"email": "a@b.vn", "password": "x"}, {}),
        ("GET", "/chi-so", None, {}),
        ("GET", f"{path}?lang=%ff", None, {"Cookie": "session=forged"}),
    ]  # fmt: skip
    return [
        sound[0],
        *(server.ask(how, to, address, what, **more)[0] for how, to, what, more in requests),
    ]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """(instance directory, everything that was written elsewhere), after the server was stopped."""
    aside = tmp_path / "aside"
    aside.mkdir()
    memory = aside / "memory"
    memory.mkdir()
    with nine_questions() as (environment, path):
        environment = {**environment, "TMPFS_DIR": str(memory)}
        server = Shipped(environment, aside / "server.log")
        try:
            statuses = [_what_residents_do(server, path, one) for one in ADDRESSES]
        finally:
            server.stop()
        assert all(one[0] == 200 and 500 not in one for one in statuses), statuses
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", "ops", "backup", str(aside)]
        subprocess.run(flask, cwd=PROJECT, env={**os.environ, **environment}, check=True)
        _unpack(aside)
        yield Path(environment["INSTANCE_DIR"]), aside


def _unpack(aside: Path) -> None:
    for archive in aside.glob("*.tar"):
        read_archive(archive, aside)


def test_neither_address_nor_browser_is_found_anywhere_after_residents_were_served(
    served: tuple[Path, Path],
) -> None:
    files = [one for place in served for one in place.rglob("*") if one.is_file()]
    names = {one.name for one in files}
    assert {"server.log", "database", "ydan.sqlite"} <= names
    assert any(name.endswith(".counters") for name in names)
    found = [(one.name, mark) for one in files for mark in MARKS if mark in one.read_bytes()]
    assert found == []


def test_a_trace_would_be_found(served: tuple[Path, Path]) -> None:
    """The pages themselves are in the database, so that a search that finds nothing is no empty search."""
    instance, _aside = served
    database = (instance / "ydan.sqlite").read_bytes()
    assert "Trung tâm Phục vụ hành chính công phường Hạc Thành".encode() in database
