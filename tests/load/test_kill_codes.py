"""Kill −9 while people answer with codes: no code is spent without its response, none serves twice.

Each code is fought over by two pages that send at the same time and go on until they are answered.
"""

import random
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from base.codes import read_code
from bench.serving import codes_of_a_batch
from ledger.leaves import number_hash
from tests.load.asking import until_answered
from tests.load.test_kill import Server, database_url

__all__ = ["database_url"]
pytestmark = pytest.mark.slow
PAIRS, KILLS, CODES = 8, 12, 6_000
TABLES = (
    "response",
    "response_number",
    "response_trace",
    "pending_leaf",
    "answer_link",
    "code_use",
)


class Rivals:
    """Pairs of pages; `won` holds the numbers of each code that were thanked for."""

    def __init__(self, port: int, codes: list[str]) -> None:
        self.port, self.codes = port, codes
        self.won: list[list[str]] = []
        self.is_over = False
        self._threads = [threading.Thread(target=self._fight_on) for _ in range(PAIRS)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, count: int) -> None:
        """Until so many codes were answered with: a busy machine takes its time to start again."""
        deadline = time.monotonic() + 120
        while len(self.won) < count:
            assert time.monotonic() < deadline, "nobody is answered any more"
            time.sleep(0.02)

    def finish(self) -> None:
        self.is_over = True
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()

    def _fight_on(self) -> None:
        with ThreadPoolExecutor(2) as two:
            while not self.is_over:
                code = self.codes.pop()
                nonces = [open_page(self.port, code) for _ in range(2)]
                answers = two.map(lambda nonce, code=code: send(self.port, code, nonce), nonces)
                self.won.append([number for number in answers if number])


def open_page(port: int, code: str) -> str:
    status, page = until_answered(port, "GET", f"/m/{code}")
    assert status == 200, page
    return str(re.findall(r'name="\.nonce" value="([^"]+)"', page)[0])


def send(port: int, code: str, nonce: str) -> str:
    """The number, or nothing when another page was first."""
    body = urlencode({"item_1": str(random.randint(1, 5)), ".nonce": nonce})
    status, page = until_answered(port, "POST", f"/m/{code}/gui", body)
    if status == 200:
        return str(re.findall(r'id="number"[^>]*>([^<]+)<', page)[0])
    assert status == 409, page
    assert "Mã này đã dùng" in page
    return ""


def test_after_twelve_kills_every_code_has_made_one_response(database_url: str) -> None:
    with codes_of_a_batch(database_url, CODES) as (environment, _path, codes):
        server = Server(environment)
        rivals = Rivals(server.port, codes)
        try:
            for kill in range(KILLS):
                rivals.wait_for(5 * kill)
                time.sleep(random.uniform(0.1, 0.4))
                if kill % 4 == 3:
                    server.kill_everything_and_start_again()
                else:
                    server.kill_a_worker()
            rivals.wait_for(5 * KILLS)
        finally:
            rivals.finish()
            server.stop()
        assert len(rivals.won) >= 5 * KILLS
        assert {len(numbers) for numbers in rivals.won} == {1}
        _check(environment["DATABASE_URL"], [numbers[0] for numbers in rivals.won])


def _check(url: str, thanked: list[str]) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        counts = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES
        }
        numbers = connection.scalars(text("SELECT number_hash FROM response_number"))
        stored = {bytes(one) for one in numbers}
    engine.dispose()
    assert set(counts.values()) == {len(thanked)}, counts
    assert stored == {number_hash(read_code(number, 12)) for number in thanked}


def test_of_fifty_posts_over_http_of_one_code_one_is_counted(database_url: str) -> None:
    with codes_of_a_batch(database_url, CODES) as (environment, _path, codes):
        server = Server(environment)
        try:
            for code in codes[:5]:
                nonces = [open_page(server.port, code) for _ in range(50)]
                with ThreadPoolExecutor(50) as fifty:
                    numbers = list(
                        fifty.map(lambda n, code=code: send(server.port, code, n), nonces)
                    )
                assert sum(bool(number) for number in numbers) == 1
        finally:
            server.stop()
        engine = create_engine(environment["DATABASE_URL"])
        with engine.connect() as connection:
            for table in TABLES:
                assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 5
        engine.dispose()
