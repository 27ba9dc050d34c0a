"""Counters against abuse: shared by processes, forgotten each day, never holding who it was."""

import multiprocessing
from pathlib import Path

from base.abuse import AbuseCounters

NETWORK = "203.0.113.0/24"


def test_a_visitor_is_counted_per_agency_and_capped_at_three(tmp_path: Path) -> None:
    counters = AbuseCounters(tmp_path / "counters")
    ranks = [counters.rank_today("2026-11-23", 7, NETWORK, "chrome") for _ in range(5)]
    assert ranks == [1, 2, 3, 3, 3]
    assert counters.rank_today("2026-11-23", 8, NETWORK, "chrome") == 1
    assert counters.rank_today("2026-11-23", 7, NETWORK, "zalo") == 1


def test_the_same_page_sent_again_is_not_counted_again(tmp_path: Path) -> None:
    counters = AbuseCounters(tmp_path / "counters")
    pages = [b"page one", b"page one", b"other page", b"other page"]
    ranks = [counters.rank_today("2026-11-23", 7, NETWORK, "chrome", page) for page in pages]
    assert ranks == [1, 1, 2, 2]


def test_a_new_day_forgets_everybody_and_the_salt(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    counters = AbuseCounters(path)
    counters.rank_today("2026-11-23", 7, NETWORK, "chrome")
    old_salt = path.read_bytes()[32:64]
    assert counters.rank_today("2026-11-24", 7, NETWORK, "chrome") == 1
    assert old_salt not in path.read_bytes()


def test_the_file_never_holds_the_network(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    AbuseCounters(path).rank_today("2026-11-23", 7, NETWORK, "chrome")
    AbuseCounters(path).count_wrong("2026-11-23", f"check|{NETWORK}")
    assert b"203.0.113" not in path.read_bytes()


def test_wrong_attempts_are_counted_within_their_window(tmp_path: Path) -> None:
    counters = AbuseCounters(tmp_path / "counters")
    assert [counters.count_wrong("2026-11-23", "sign-in|a") for _ in range(3)] == [1, 2, 3]
    assert counters.wrong_attempts("2026-11-23", "sign-in|a") == 3
    assert counters.wrong_attempts("2026-11-23", "sign-in|b") == 0
    assert counters.wrong_attempts("2026-11-23", "sign-in|a", window_seconds=0) == 0


def test_a_full_table_forgets_somebody_instead_of_failing(tmp_path: Path) -> None:
    counters = AbuseCounters(tmp_path / "counters")
    for number in range(20_000):
        counters.count_wrong("2026-11-23", f"network {number}")
    assert counters.count_wrong("2026-11-23", "the last one") == 1


def _count(path: Path) -> None:
    for _ in range(20):
        AbuseCounters(path).count_wrong("2026-11-23", "shared")


def test_processes_of_one_host_count_together(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_count, args=(path,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert AbuseCounters(path).wrong_attempts("2026-11-23", "shared") == 60


def test_nothing_of_a_page_stands_beside_the_mark_of_its_visitor(tmp_path: Path) -> None:
    path = tmp_path / "counters"
    page = b"twelve bytes"
    AbuseCounters(path).rank_today("2026-11-23", 7, NETWORK, "chrome", page)
    assert page[:4] not in path.read_bytes()
