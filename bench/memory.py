"""Memory: the peak of a process as the kernel counts it, and how large a web process is after a crowd.

A child's ru_maxrss begins at its parent's size, so the peak is read from the process's own VmHWM.
"""

import urllib.request
from pathlib import Path

from bench.loads import submissions_per_second, views_per_second
from bench.row import Row
from bench.serving import nine_questions, serving

MOST_MB = 150
READERS_PAGES = ("/", "/chi-so", "/khao-sat", "/phuong-phap", "/api/v1/agencies", "/dang-nhap")


def peak_mb(process: int | str = "self") -> float:
    """Greatest resident size so far of a process, in MB."""
    return _status(process, "VmHWM")


def _status(process: int | str, field: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


def measure() -> list[Row]:
    """Every worker of the web server after thousands of answers and every kind of reader's page."""
    with nine_questions() as (environment, path), serving("wsgi:app", **environment) as address:
        for _ in range(3):
            views_per_second(address + path)
            submissions_per_second(address, path, "ours")
        _read_pages(address)
        peaks = [peak_mb(one) for one in _workers(address)]
    note = f"VmHWM, largest of {len(peaks)} workers after about 20 s of 16 people at a time"
    return [Row("web process", max(peaks), "MB", MOST_MB, "<=", note=note)]


def _read_pages(address: str) -> None:
    for page in READERS_PAGES * 20:
        urllib.request.urlopen(address + page, timeout=30).read()


def _workers(address: str) -> list[int]:
    """Children of the gunicorn that listens at `address`."""
    port = f"PORT={address.rsplit(':', 1)[1]}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (
                port in (process / "environ").read_bytes().split(b"\0")
                and b"gunicorn" in (process / "cmdline").read_bytes()
            ):
                found.append(int(process.name))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    if len(found) < 2:
        raise LookupError("no workers found")
    return sorted(found)[1:]  # the first one only minds the others
