"""Loads: wrk where it is installed, else threads of this process; 16 at a time, this machine only."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from gzip import decompress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlencode, urlsplit

AT_A_TIME = 16
SECONDS = 3
MOST_CODES = 3_000 * SECONDS
LUA = str(Path(__file__).parent / "submit.lua")
FIELDS = {
    **{f"item_{number}": "4" for number in range(1, 8)},
    "respondent_kind": "individual",
    "words": "Xin thêm ghế ngồi chờ",
}


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def _wrk(address: str, *script: str) -> float:
    """Requests per second that were answered with 200."""
    command = ["wrk", "-t1", f"-c{AT_A_TIME}", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip"]
    output = subprocess.run(
        [*command, *script[:2], address, *script[2:]], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in output:
        raise RuntimeError(output)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", output)[0])


def views_per_second(address: str) -> float:
    return _wrk(address) if has_wrk() else _Crowd(address, sends=False).run() / SECONDS


def submissions_per_second(address: str, path: str, kind: str) -> float:
    """Complete ones: a page and its form. `kind`: ours | bare."""
    if has_wrk():
        return _wrk(address, "-s", LUA, "--", path, kind) / 2
    return _Crowd(address + path, kind=kind).run() / SECONDS


def coded_submissions_per_second(address: str, codes: list[str]) -> float:
    """Complete ones, each with a code of its own; takes from `codes` as many as it needs at most."""
    taken = [codes.pop() for _ in range(min(len(codes), MOST_CODES))]
    if not has_wrk():
        return _Crowd(address, codes=taken).run() / SECONDS
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(taken))
        file.flush()
        return _wrk(address, "-s", LUA, "--", "/", "coded", file.name) / 2


@dataclass
class _Crowd:
    """Sixteen people who open, fill in and send, one form after the other."""

    url: str
    kind: str = "ours"
    sends: bool = True
    seconds: float = SECONDS
    codes: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    done: int = 0

    def run(self) -> int:
        self._end = time.monotonic() + self.seconds
        threads = [threading.Thread(target=self._person) for _ in range(AT_A_TIME)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.done

    def _person(self) -> None:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=60)
        done, latencies = 0, []
        while time.monotonic() < self._end:
            path = f"/m/{self.codes.pop()}" if self.codes else parts.path or "/"
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            page = connection.getresponse()
            body = page.read()
            if page.getheader("Content-Encoding") == "gzip":
                body = decompress(body)
            if self.sends:
                latencies.append(self._send(connection, path, body))
            done += 1
        connection.close()
        self.done += done
        self.latencies += latencies

    def _send(self, connection: http.client.HTTPConnection, path: str, page: bytes) -> float:
        nonce = re.search(rb'name="\.nonce" value="([^"]+)"', page)
        fields = {**FIELDS, ".nonce": nonce.group(1).decode()} if nonce else FIELDS
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        target = path + "/gui" if self.kind == "ours" else path
        began = time.perf_counter()
        connection.request("POST", target, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"answered with {answer.status}")
        return time.perf_counter() - began


def sending_times(address: str, path: str, seconds: float) -> list[float]:
    """Seconds from sending to thanks, of every submission that was thanked for."""
    crowd = _Crowd(address + path, seconds=seconds)
    crowd.run()
    return sorted(crowd.latencies)
