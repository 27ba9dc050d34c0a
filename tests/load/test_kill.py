"""Kill −9 in the middle of sixteen senders, twenty times: what was acknowledged is there, once, and counted.

A sender does what a phone does: when no answer comes, it sends the same page again until it is thanked.
Meanwhile a process follows the responses with the tallies; it is killed as often as the server.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from base.codes import read_code
from bench.serving import free_port, nine_questions
from ledger.leaves import number_hash

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).resolve().parents[2]
SERVER_URL = os.environ.get("TEST_DATABASE_URL", "")
SENDERS, KILLS = 16, 20


class Server:
    """gunicorn with two workers, in a process group of its own so that all of it can be killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.environment = {**os.environ, **environment, "PORT": str(self.port)}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.py", "wsgi:app"]
        self.process = subprocess.Popen(
            [*command, "--log-level", "critical"],
            cwd=PROJECT,
            env=self.environment,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise TimeoutError("gunicorn does not answer")

    def workers(self) -> list[int]:
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(one) for one in Path(children).read_text().split()]

    def kill_a_worker(self) -> None:
        workers = self.workers()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(random.choice(workers), signal.SIGKILL)

    def kill_everything_and_start_again(self) -> None:
        self.stop()
        self.start()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


FOLLOW = """
import time
from portal.factory import create_app
from surveys.following import follow_open_rounds
with create_app().app_context():
    while True:
        follow_open_rounds()
        time.sleep(0.02)
"""


class Follower:
    """The worker's part of the tallies, without a pause."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment}
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", FOLLOW]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=self.environment)

    def kill(self) -> None:
        assert self.process.poll() is None, "the follower fell over by itself"
        self.process.kill()
        self.process.wait()


class Senders:
    """Sixteen people; `thanked` holds the number of every page that was acknowledged."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.thanked: list[str] = []
        self.is_over = False
        self._threads = [threading.Thread(target=self._send_on) for _ in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        self.is_over = True
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    def _send_on(self) -> None:
        while not self.is_over:
            page = self._until_answered("GET", self.path, "")
            nonce = re.findall(r'name="\.nonce" value="([^"]+)"', page)[0]
            fields = {"item_1": str(random.randint(1, 5)), "words": "Xin thêm ghế", ".nonce": nonce}
            thanks = self._until_answered("POST", f"{self.path}/gui", urlencode(fields))
            self.thanked.append(re.findall(r'id="number"[^>]*>([^<]+)<', thanks)[0])

    def _until_answered(self, method: str, path: str, body: str) -> str:
        while True:
            with suppress(OSError, http.client.HTTPException):
                status, page = self._ask(method, path, body)
                if status == 200:
                    return page
                assert status == 503, page
            time.sleep(0.05)

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request(method, path, body, headers)
            with closing(connection.getresponse()) as answer:
                return answer.status, answer.read().decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    if not SERVER_URL:
        pytest.skip("TEST_DATABASE_URL names no PostgreSQL server")
    url = make_url(SERVER_URL)
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"ydan_kill_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    yield url.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_every_acknowledged_response_is_there_once_after_twenty_kills(database_url: str) -> None:
    with nine_questions(database_url) as (environment, path):
        server = Server(environment)
        follower = Follower(environment)
        senders = Senders(server.port, path)
        try:
            for kill in range(KILLS):
                time.sleep(random.uniform(0.2, 0.6))
                if kill % 4 == 3:
                    time.sleep(2)  # it takes that long to begin
                    follower.kill()
                    follower.start()
                if kill % 5 == 4:
                    server.kill_everything_and_start_again()
                else:
                    server.kill_a_worker()
            time.sleep(1)
        finally:
            senders.finish()
            server.stop()
            time.sleep(3)
            follower.kill()
        _check(environment["DATABASE_URL"], senders.thanked)
        _check_tallies(environment["DATABASE_URL"], len(senders.thanked))


def _check(url: str, thanked: list[str]) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:

        def count(table: str) -> int:
            return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)

        numbers = connection.execute(
            text(
                "SELECT n.number_hash FROM response_number n "
                "JOIN response r ON r.round_id = n.round_id AND r.id = n.response_id"
            )
        )
        stored = {bytes(row.number_hash) for row in numbers}
        counts = {
            table: count(table)
            for table in (
                "response",
                "response_number",
                "response_trace",
                "response_text",
            )
        }
        kinds = text("SELECT type, count(*) AS n FROM pending_leaf GROUP BY type")
        leaves = {row.type: row.n for row in connection.execute(kinds)}
    engine.dispose()
    assert len(thanked) > 100
    assert len(set(thanked)) == len(thanked)
    assert stored == {number_hash(read_code(number, 12)) for number in thanked}
    assert set(counts.values()) == {len(thanked)}, counts
    assert leaves == {"response": len(thanked), "words": len(thanked)}


def _check_tallies(url: str, thanked: int) -> None:
    """Each level of the first rated item, counted from the stored bytes, is what the tallies say."""
    engine = create_engine(url)
    with engine.connect() as connection:
        packed = [bytes(one) for one in connection.scalars(text("SELECT answers FROM response"))]
        levels = ", ".join(f"sum(level_{one})" for one in range(1, 6))
        tallied = connection.execute(
            text(
                f"SELECT {levels}, sum(response_count) FROM cluster_tally "
                "WHERE question_key = 'item_1'"
            )
        ).one()
    engine.dispose()
    recount = [sum(answers[0] == level for answers in packed) for level in range(1, 6)]
    assert [int(one) for one in tallied] == [*recount, thanked]
