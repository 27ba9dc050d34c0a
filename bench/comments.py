"""A round with ten thousand comments: work board, grouping, DOCX, and the public page of its result.

Each of the long works runs in a process of its own, as in the worker; memory is that process's peak.
`python -m bench.comments URL DIR WORK ROUND` is one such process; BENCH_COMMENTS changes the ten thousand.
"""

import json
import os
import random
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from agencies.actions.legal import load_legal_data
from agencies.models import Agency, Installation
from base.db import db
from base.words import fold
from bench.filled import make_app
from bench.row import Row
from bench.transfer import _postgres_database
from feedback.models import Comment, CommentStanding, CommentText, Disposition
from feedback.queries.provisions import list_provisions
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_draft_version, make_staff, make_tree
from tests.feedback.answering import make_ended_round
from tests.postgres_server import is_running, start

COMMENTS = int(os.environ.get("BENCH_COMMENTS", "10000"))
ARTICLES = 60
VIEWS = 9
BOARD_MS, GROUPING_S, DOCX_S, MOST_MB = 300, 60, 60, 512
WORDS = (
    "đường làng vệ sinh hộ gia đình thôn xóm quy ước nhà văn hóa loa đài lễ cưới việc tang rác thải "
    "thu gom mức đóng góp quỹ nông thôn mới chăn nuôi an ninh trật tự trẻ em người già cần đề nghị bổ "
    "sung quy định rõ ràng thời gian họp thôn trưởng ban công tác mặt trận kiểm tra giám sát xây dựng"
)


def measure() -> list[Row]:
    if not is_running():
        start()
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        rows = _measure_on("SQLite", f"sqlite:///{folder}/comments.sqlite", directory)
        with _postgres_database() as url:
            rows += _measure_on("PostgreSQL", url, directory)
    return rows


def _measure_on(database: str, url: str, directory: Path) -> list[Row]:
    app = make_app(url, directory)
    round_id = fill_comments(app, COMMENTS)
    board = _board_ms(app, round_id)
    document = _in_process(url, directory, "docx", round_id)  # before grouping: every row its own
    grouping = _in_process(url, directory, "group", round_id)
    with app.app_context():
        db.engine.dispose()
    group_note = f"{grouping['placed']:,} of {COMMENTS:,} placed; peak {grouping['peak_mb']:.0f} MB"
    docx_note = f"{document['size'] / 1e6:.1f} MB; peak {document['peak_mb']:.0f} MB"
    seconds = grouping["seconds"], document["seconds"]
    peak = max(grouping["peak_mb"], document["peak_mb"])
    return [
        Row(f"Work board, {database}", board, "ms", BOARD_MS, "<=", note=f"{COMMENTS:,} comments"),
        Row(f"Grouping, {database}", seconds[0], "s", GROUPING_S, "<=", note=group_note),
        Row(f"DOCX of the table, {database}", seconds[1], "s", DOCX_S, "<=", note=docx_note),
        Row(f"Memory of grouping and DOCX, {database}", peak, "MB", MOST_MB, "<="),
    ]


def fill_comments(app: Flask, count: int) -> int:
    """An ended round with `count` comments, a fifth of them one of twenty texts, all answered."""
    with app.app_context():
        upgrade()
        load_legal_data()
        db.session.add(Installation(id=1, province_code="38", province_name="Tỉnh Thanh Hóa"))
        agency = make_agency("UBND xã Hợp Tiến")
        version = make_draft_version(agency=agency, tree=make_tree(ARTICLES))
        comment_round = make_ended_round(agency)
        comment_round.version_id = version.id
        db.session.flush()
        places = [one.id for one in list_provisions(version.id)]
        draw = random.Random(7)
        campaign = [_text(draw) for _one in range(20)]
        for start_at in range(0, count, 1_000):
            _insert(comment_round, places, campaign, draw, min(1_000, count - start_at))
        db.session.commit()
        return int(comment_round.id)


def _text(draw: random.Random) -> str:
    words = WORDS.split()
    return " ".join(draw.choice(words) for _word in range(draw.randint(20, 60)))


def _insert(round_: Any, places: list[int], campaign: list[str], draw: Any, count: int) -> None:
    comments, texts, standings, answers = [], [], [], []
    for _one in range(count):
        key = secrets.randbits(62)
        text = draw.choice(campaign) + " Xin cảm ơn." * draw.randint(0, 1)
        text = text if draw.random() < 0.2 else _text(draw)
        about = {"round_id": round_.id, "version_id": round_.version_id}
        day = date(2025, 10, 1) + timedelta(days=draw.randrange(30))
        stance = draw.choice(("agree", "partly", "disagree", "question"))
        comments.append(
            {"id": key, **about, "provision_id": draw.choice(places), "stance": stance, "received_on": day}
        )  # fmt: skip
        mark = secrets.token_bytes(32) if text not in campaign else text.encode()[:32].ljust(32)
        texts.append(
            {"comment_id": key, "text": text, "wording": "", "search_text": fold(text), "fingerprint": mark}
        )  # fmt: skip
        standings.append({"comment_id": key, "round_id": round_.id})
        reason = "Ban soạn thảo giải trình: nội dung này đã có trong quy định hiện hành."
        answers.append(
            {"comment_id": key, "round_id": round_.id, "kind": "noted", "reason": reason, "is_final": True}
        )  # fmt: skip
    for table, rows in (
        (Comment, comments),
        (CommentText, texts),
        (CommentStanding, standings),
        (Disposition, answers),
    ):
        db.session.execute(insert(table), rows)


def _board_ms(app: Flask, round_id: int) -> float:
    """The slowest of the board's views, each the median of several; the first view of all is left out."""
    with app.app_context():
        agency = db.session.query(Agency).filter_by(name="UBND xã Hợp Tiến").one()
        staff = make_staff("agency_officer", agency=agency)
        db.session.commit()
        client = sign_in_client(app, staff)
        base = f"/can-bo/gop-y/{round_id}/bang"
        views = ("", "?page=150", "?q=nha+van+hoa", "?state=done", "/dieu-khoan", "/nguoi-tra-loi")
        client.get(base)
        return max(
            statistics.median(_timed(client, base + one) for _ in range(VIEWS)) for one in views
        )


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return (time.perf_counter() - began) * 1_000


def _in_process(url: str, directory: Path, work: str, round_id: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.comments", url, str(directory), work, str(round_id)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_once(url: str, directory: Path, work: str, round_id: int) -> dict[str, Any]:
    from feedback.grouping_job import group_comments
    from feedback.queries.comment_rounds import get_round
    from feedback.result_files import make_bytes

    told: dict[str, Any] = {}
    with make_app(url, directory).app_context():
        began = time.perf_counter()
        if work == "group":
            told["placed"] = group_comments(round_id)
            db.session.commit()
        else:
            told["size"] = len(make_bytes(get_round(round_id, None), None, work))
        told["seconds"] = time.perf_counter() - began
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


if __name__ == "__main__":
    print(json.dumps(run_once(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
