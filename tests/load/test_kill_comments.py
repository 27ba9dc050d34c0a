"""Kill −9 in the middle of sixteen commenters, twenty times: what was acknowledged is there, once.

A sender does what a phone does: when no answer comes, it sends the same page again until it is thanked.
"""

import random
import re
import time
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, text

from base.codes import read_code
from bench.serving import one_comment_round
from ledger.leaves import number_hash
from tests.load.test_kill import KILLS, Senders, Server, database_url

pytestmark = pytest.mark.slow
__all__ = ["database_url"]  # the fixture: SQLite, and PostgreSQL where there is a server
TABLES = ("comment", "comment_text", "comment_standing", "comment_number", "comment_author")


class Commenters(Senders):
    def _send_on(self) -> None:
        while not self.is_over:
            page = self._until_answered("GET", f"{self.path}/viet?dieu=dieu-1", "")
            nonce = re.findall(r'name="\.nonce" value="([^"]+)"', page)[0]
            fields = {
                "stance": "partly",
                "text": f"Nên cho loa đài đến 22 giờ {random.randint(1, 59)}.",
                "email": "hoa@example.vn",
                "wants_answer": "y",
                ".nonce": nonce,
            }
            thanks = self._until_answered("POST", f"{self.path}/gui", urlencode(fields))
            self.thanked.append(re.findall(r'id="number"[^>]*>([^<]+)<', thanks)[0])


def test_every_acknowledged_comment_is_there_once_after_twenty_kills(
    database_url: str,
) -> None:
    with one_comment_round(database_url) as (environment, path):
        server = Server(environment)
        senders = Commenters(server.port, path)
        try:
            for kill in range(KILLS):
                time.sleep(random.uniform(0.4, 1.0))
                if kill % 5 == 4:
                    server.kill_everything_and_start_again()
                else:
                    server.kill_a_worker()
            time.sleep(1)
        finally:
            senders.finish()
            server.stop()
        _check(environment["DATABASE_URL"], senders.thanked)


def _check(url: str, thanked: list[str]) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        numbers = connection.execute(
            text(
                "SELECT n.number_hash FROM comment_number n "
                "JOIN comment c ON c.id = n.comment_id JOIN comment_text t ON t.comment_id = c.id"
            )
        )
        stored = {bytes(row.number_hash) for row in numbers}
        counts = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES
        }
        leaves = connection.scalar(text("SELECT count(*) FROM pending_leaf WHERE type = 'comment'"))
    engine.dispose()
    print(f"{len(thanked)} thanked, {counts} stored, {leaves} leaves")
    assert len(thanked) > 50
    assert len(set(thanked)) == len(thanked)
    assert stored == {number_hash(read_code(number, 12)) for number in thanked}
    assert {*counts.values(), leaves} == {len(thanked)}, counts
