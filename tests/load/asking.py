"""What a phone on a bad network does, for tests under load: ask again until somebody answers."""

import http.client
import time
from contextlib import closing, suppress

_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}


def until_answered(port: int, method: str, path: str, body: str = "") -> tuple[int, str]:
    """(status, page) of the first answer that is not «busy»."""
    while True:
        with suppress(OSError, http.client.HTTPException):
            status, page = _ask(port, method, path, body)
            if status != 503:
                return status, page
        time.sleep(0.05)


def _ask(port: int, method: str, path: str, body: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        connection.request(method, path, body, _FORM)
        with closing(connection.getresponse()) as answer:
            return answer.status, answer.read().decode()
