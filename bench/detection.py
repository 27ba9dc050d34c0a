"""The detectors: a year of 170 agencies and a million responses read night by night, then judged at once.

`DETECTION_RESPONSES`: how many (default a million). It runs in a process of its own, whose memory is counted.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.row import Row

RESPONSES = int(os.environ.get("DETECTION_RESPONSES", "1000000"))
AGENCIES, MONTHS, ITEMS = 170, 12, 9
LAST = date(2026, 11, 22)
CODES_A_DAY = 20


def measure() -> list[Row]:
    run = subprocess.run(
        [sys.executable, "-m", "bench.detection", "child"],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found = json.loads(run.stdout.strip().splitlines()[-1])
    note = f"{AGENCIES} agencies, {MONTHS} months, {RESPONSES:,} responses; {found['cpu']:.0f} s of CPU"
    parts = f"reading {found['reading']:.0f} s, judging everybody {found['judging']:.1f} s"
    return [
        Row("detectors: a year", found["whole"], "s", 300, "<=", note=f"{note}; {parts}"),
        Row("detectors: memory", found["peak"], "MB", 1024, "<=", note="VmHWM of the process"),
    ]


def child() -> None:
    from bench.ledger import make_app
    from bench.memory import peak_mb

    with tempfile.TemporaryDirectory() as scratch:
        url = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{scratch}/bench.sqlite")
        app = make_app(Path(scratch), url)
        with app.app_context():
            reading, judging, cpu = _year(app)
    values = {"whole": reading + judging, "reading": reading, "judging": judging}
    print(json.dumps({**values, "cpu": cpu, "peak": peak_mb()}))


def _year(app: Any) -> tuple[float, float, float]:
    """Seconds of reading all nights (folding months on the way), of judging everybody once; of CPU."""
    from surveys.detecting import Night, _fold, _raise, read_day

    round_id, version_id, agency_ids = _province()
    days = [LAST - timedelta(days=back) for back in reversed(range(365))]
    reading = cpu = 0.0
    for number, day in enumerate(days):
        _send(app, round_id, version_id, agency_ids, day, RESPONSES // len(days))
        start, began = time.perf_counter(), time.process_time()
        read_day(day)
        if day.day == 1:
            _fold(day)
        reading += time.perf_counter() - start
        cpu += time.process_time() - began
        _forget(day)
        if number % 60 == 0:
            print(f"{day}: {reading:.0f} s, {cpu:.0f} s of CPU", file=sys.stderr)
    start, began = time.perf_counter(), time.process_time()
    _raise(LAST + timedelta(days=1), [], Night())
    return reading, time.perf_counter() - start, cpu + time.process_time() - began


def _province() -> tuple[int, int, list[int]]:
    from sqlalchemy import insert

    from base.db import db
    from surveys.models import CodeBatch, OneTimeCode
    from tests.factories import make_agency, make_content, make_round, make_version

    agencies = [make_agency(f"Xã {number}") for number in range(AGENCIES)]
    version = make_version(content=make_content(ITEMS))
    survey_round = make_round(agencies=agencies, version=version)
    db.session.commit()
    values = (survey_round.id, version.id, [one.id for one in agencies])
    fixed = {"delivery": "slip", "root": bytes(32), "commitment": bytes(32), "state": "ready"}
    for back in range(92):
        day = LAST - timedelta(days=back)
        times = {"issue_day": day, "expires_on": day + timedelta(days=30)}
        for agency_id in values[2]:
            batch = CodeBatch(
                round_id=values[0], agency_id=agency_id, code_count=CODES_A_DAY, **times, **fixed
            )
            db.session.add(batch)
            db.session.flush()
            rows = [
                {"code_hash": secrets.token_bytes(32), "batch_id": batch.id, "is_late": False}
                for _ in range(CODES_A_DAY)
            ]
            db.session.execute(insert(OneTimeCode), rows)
        db.session.commit()
    return values


def _send(
    app: Any, round_id: int, version_id: int, agency_ids: list[int], day: date, count: int
) -> None:
    """A day's answers with their traces."""
    from sqlalchemy import insert

    from base.db import db
    from surveys.models import Response, ResponseTrace

    rng = np.random.default_rng(day.toordinal())
    responses, traces = [], []
    folder = app.extensions["settings"].instance_dir
    for values, trace in _answers(rng, round_id, version_id, agency_ids, day, count, folder):
        responses.append(values)
        traces.append(trace)
    db.session.execute(insert(Response), responses)
    db.session.execute(insert(ResponseTrace), traces)
    db.session.commit()


def _answers(
    rng: Any,
    round_id: int,
    version_id: int,
    agency_ids: list[int],
    day: date,
    count: int,
    folder: Path,
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    from base.clock import HANOI

    midnight = datetime(day.year, day.month, day.day, tzinfo=HANOI)
    seconds = rng.uniform(7.5, 17, count) * 3600
    levels = rng.integers(1, 6, (count, ITEMS), dtype=np.uint8)
    offices = rng.choice(agency_ids, count)
    for at in range(count):
        moment = midnight + timedelta(seconds=float(seconds[at]))
        key = {"round_id": round_id, "id": secrets.randbits(62)}
        yield (
            {
                **key,
                **_columns(moment, int(offices[at])),
                "questionnaire_version_id": version_id,
                "channel": "code" if at % 3 else "open_qr",
                "answers": levels[at].tobytes() + b"\1",
            },
            _trace(round_id, key["id"], day, moment, folder),
        )


def _trace(
    round_id: int, response_id: int, day: date, moment: datetime, folder: Path
) -> dict[str, Any]:
    from base.day_keys import seal
    from surveys.actions.responses import trace_subject

    plain = json.dumps({"at": moment.isoformat(), "near": 20, "class": {"is_late": False}})
    sealed = seal(folder, day, plain.encode(), trace_subject(round_id, response_id))
    return {"round_id": round_id, "response_id": response_id, "day": day, "sealed": sealed}


def _columns(moment: datetime, agency_id: int) -> dict[str, Any]:
    """Of a response: what follows from its office and its instant, and what all of them have."""
    year, week, _ = moment.isocalendar()
    return {
        "agency_id": agency_id,
        "cluster_id": agency_id,
        "month": moment.year * 100 + moment.month,
        "iso_week": year * 100 + week,
        "bucket": moment.hour // 3,
        "duration_steps": 10,
        "source": "live",
        "respondent_kind": "individual",
        "language": "vi",
    }


def _forget(day: date) -> None:
    from base.db import db
    from surveys.actions.traces import forget_days

    forget_days({day})
    db.session.commit()


if __name__ == "__main__":
    if sys.argv[1:] == ["child"]:
        child()
    else:
        for row in measure():
            print(*row.cells(), row.note, sep="  ")
