"""The same page sent to two processes at once is one response."""

import http.client
import re
import threading
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import create_engine, text

from bench.serving import nine_questions, serving

pytestmark = pytest.mark.slow


def ask(address: str, method: str, path: str, body: str = "") -> tuple[int, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
    with closing(http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)) as connection:
        connection.request(method, path, body, headers)
        with closing(connection.getresponse()) as answer:
            return answer.status, answer.read().decode()


def test_ten_sendings_at_once_to_two_processes_make_one_response() -> None:
    with nine_questions() as (environment, path):
        with serving("wsgi:app", path, **environment) as address:
            for _round in range(10):
                send_ten(address, path)
        engine = create_engine(environment["DATABASE_URL"])
        with engine.connect() as connection:
            stored = connection.scalar(text("SELECT count(*) FROM response"))
        engine.dispose()
    assert stored == 10


def send_ten(address: str, path: str) -> None:
    _, page = ask(address, "GET", path)
    nonce = re.findall(r'name="\.nonce" value="([^"]+)"', page)[0]
    body = urlencode({"item_1": "4", ".nonce": nonce})
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(10)

    def send() -> None:
        start.wait()
        answers.append(ask(address, "POST", f"{path}/gui", body))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {200}
    assert len({tuple(re.findall(r"<output[^>]*>([^<]+)<", page)) for _, page in answers}) == 1
