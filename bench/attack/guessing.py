"""S8: codes guessed from 200 addresses, first over HTTP, then at the same application without the network.

Honest neighbours with good codes stand behind the same addresses meanwhile. What counts is what stands in the
database afterwards.
"""

import io
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

from base.codes import random_code
from bench.attack.lines import Line
from bench.attack.machines import Door, serving_door
from bench.attack.stage import new_stage
from bench.attack.visitors import AGENT, Reply, at_once

ADDRESSES, HONEST, BLOCK = 200, 20, 5_000


def guessing_lines(guesses: int, over_http: int) -> list[Line]:
    """`over_http` of the guesses go through the server, the others into the application in one process."""
    with new_stage("bench.attack.coded_counter") as stage, serving_door(stage) as door:
        before, spent = door.stored(), door.count("SELECT count(*) FROM code_use")
        statuses = Counter[int]()
        for first in range(0, over_http, BLOCK):
            acts = [_guess(door, first + at) for at in range(min(BLOCK, over_http - first))]
            statuses.update(_kind(one) for one in at_once(acts))
        honest = [
            door.visitor(number).answer(f"/m/{door.codes['own'].pop()}") for number in range(HONEST)
        ]
        statuses.update(_inside(door, guesses - over_http))
        refused = sum(len(one.codes) != 2 for one in honest)
        accepted = door.count("SELECT count(*) FROM code_use") - spent - (HONEST - refused)
        extra = door.stored() - before - (HONEST - refused)
    return [_line(statuses, over_http, accepted + extra, refused)]


def _line(statuses: Counter[int], over_http: int, accepted: int, refused: int) -> Line:
    sent = statuses.total()
    errors = sum(count for status, count in statuses.items() if status == 0 or status >= 500)
    seen = (
        f"{over_http} over HTTP, {sent - over_http} in process; {statuses[200]} opened, {accepted} accepted, "
        f"{statuses[429]} told to wait, {errors} errors; {HONEST - refused} of {HONEST} neighbours thanked"
    )
    good = sent if statuses[200] == accepted == errors == 0 else 0
    return Line(
        "S8", "guessed-codes", sent, good / sent, 1.0, official_shift=0.0, harmed=refused, seen=seen
    )


def _guess(door: Door, number: int) -> Callable[[], Reply]:
    code = random_code(10)
    return lambda: door.visitor(number % ADDRESSES).get(f"/m/{code}")


def _kind(reply: Reply) -> int:
    """200 only where a form stands on the page."""
    return reply.status if reply.status != 200 or reply.nonce else 404


def _inside(door: Door, count: int) -> Counter[int]:
    if count <= 0:
        return Counter()
    told = door.stage.python("-m", "bench.attack.guessing", str(count))
    return Counter({int(a): int(b) for a, b in (one.split() for one in told.stdout.splitlines())})


def _call(app: Any, number: int) -> int:
    """The status of one guess, as gunicorn would hand it over."""
    told: list[str] = []
    environment = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": f"/m/{random_code(10)}",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_USER_AGENT": AGENT,
        "REMOTE_ADDR": f"14.160.{number % ADDRESSES}.7",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    body = app(environment, lambda status, _headers, _error=None: told.append(status))
    has_form = any(b'name=".nonce"' in part for part in body)
    getattr(body, "close", lambda: None)()
    status = int(told[0][:3])
    return status if status != 200 or has_form else 404


def main(count: int) -> None:
    from portal.factory import create_app

    app = create_app()
    for status, number in Counter(_call(app, one) for one in range(count)).items():
        print(status, number)


if __name__ == "__main__":
    main(int(sys.argv[1]))
