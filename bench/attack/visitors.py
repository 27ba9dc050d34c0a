"""People and machines at the HTTP door of an installation of this machine; threads, bounded."""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
ITEMS = ("item_1", "item_2", "item_3")
AGENT = "Mozilla/5.0 (Linux; Android 11) Chrome/118.0 Mobile"


@dataclass(frozen=True)
class Reply:
    """`seconds` from asking to the last byte; status 0: no answer at all."""

    status: int
    text: str
    seconds: float

    @property
    def nonce(self) -> str:
        found = re.search(r'name="\.nonce" value="([^"]*)"', self.text)
        return found.group(1) if found else ""

    @property
    def codes(self) -> list[str]:
        """Response number and key, where it says thanks."""
        return re.findall(r"<output[^>]*>([^<]*)</output>", self.text)


class Visitor:
    """One browser behind one network address (the server trusts one proxy, which we play)."""

    def __init__(self, address: str, network: str = "14.160.7.9", agent: str = "") -> None:
        self.host = urlsplit(address).netloc
        self.headers = {"X-Forwarded-For": network, "User-Agent": agent or AGENT}

    def get(self, path: str) -> Reply:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Reply:
        return self._ask("POST", path, urlencode(fields), {"Content-Type": FORM})

    def _ask(
        self, method: str, path: str, body: str | None = None, more: dict | None = None
    ) -> Reply:
        began = time.perf_counter()
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, {**self.headers, **(more or {})})
            answer = connection.getresponse()
            text = answer.read().decode()
            return Reply(answer.status, text, time.perf_counter() - began)
        except OSError:
            return Reply(0, "", time.perf_counter() - began)
        finally:
            connection.close()

    def send(self, page: str, nonce: str, level: str = "5") -> Reply:
        """`page`: /k/… or /m/…"""
        return self.post(f"{page}/gui", {**dict.fromkeys(ITEMS, level), ".nonce": nonce})

    def answer(self, page: str, level: str = "5") -> Reply:
        """Opens and sends."""
        return self.send(page, self.get(page).nonce, level)

    def answer_anew(self, key: str, level: str) -> Reply:
        nonce = self.post("/tra-loi-lai", {"key": key}).nonce
        return self.post("/tra-loi-lai/gui", {**dict.fromkeys(ITEMS, level), ".nonce": nonce})


def at_once(acts: Sequence[Callable[[], Reply]], hands: int = 16) -> list[Reply]:
    with ThreadPoolExecutor(hands) as pool:
        return [one.result() for one in [pool.submit(act) for act in acts]]


def steadily(act: Callable[[int], Reply], per_second: float, seconds: float) -> list[Reply]:
    """Begins `per_second` acts each second, whether or not earlier ones are answered (16 at a time)."""
    began, count = time.perf_counter(), int(per_second * seconds)
    with ThreadPoolExecutor(16) as pool:
        waiting = []
        for number in range(count):
            pause = began + number / per_second - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            waiting.append(pool.submit(act, number))
        return [one.result() for one in waiting]


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
