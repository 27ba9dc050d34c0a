"""The results page over 10 M stored responses, and the recount of 10 M × 8 from columnar files.

The responses are made up as Parquet by DuckDB: 166 agencies, three places each, 365 days. The file is the
one the product writes; counting it, weighting, variances, intervals, withholding and ranks are the product's
own functions. The page is the product's page over the stored cells of a snapshot with 166 agencies, in a
database that holds the responses too (SQLite, about 1 GB in the folder for temporary files).
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.memory import peak_mb
from bench.row import Row

RESPONSES = 10_000_000
ITEMS = 8
AGENCIES = 166


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.parquet"
        making = timed(lambda: make_file(path))
        recount = run_apart("recount", str(path))
        page = run_apart("page", folder)
    seconds, cells, memory = float(recount[0]), float(recount[1]), float(recount[2])
    note = f"{recount[3]} clusters, {recount[4]} figures; weights, variance, intervals, ranks"
    return [
        Row("make the columnar file, 10 M × 8", making, "s", 600, "<=", note="reported, no budget"),
        Row("recount 10 M × 8 from the file", seconds, "s", 10, "<=", note=note),
        Row("all cells of a snapshot from it", cells, "s", 60, "<=", note="reported, no budget"),
        Row("memory of the recount", memory, "MB", 1024, "<="),
        Row("results page, 10 M stored responses", float(page[0]), "ms", 100, "<=", note=page[1]),
    ]


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run_apart(*arguments: str) -> list[str]:
    """A measurement in a process of its own, so that memory is its own too."""
    command = [sys.executable, "-m", "bench.index", *arguments]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return found.stdout.strip().splitlines()[-1].split("|")


def content() -> Any:
    from surveys.questionnaire_content import read_content

    items = [
        {
            "key": f"item_{n}",
            "type": "rating",
            "texts": {"vi": f"Nội dung {n}"},
            "counts_in_index": True,
        }
        for n in range(1, ITEMS + 1)
    ]
    sections = [
        {"key": f"section_{n}", "texts": {"vi": f"Nhóm {n}"}, "questions": items[4 * n - 4 : 4 * n]}
        for n in (1, 2)
    ]
    return read_content({"title": {"vi": "Khảo sát"}, "sections": sections})


def make_file(path: Path, responses: int = RESPONSES) -> None:
    """Made-up answers with day effects, sorted as the product sorts them."""
    from surveys.columnar import connect

    level = (
        "CASE WHEN random() < 0.04 THEN 9 WHEN random() < mood THEN 4 + (random() * 2)::INT % 2 "
        "ELSE 1 + (random() * 3)::INT % 3 END"
    )
    items = ", ".join(f"({level})::UTINYINT AS q_item_{n}" for n in range(1, ITEMS + 1))
    with connect() as connection:
        connection.execute(f"SET temp_directory = '{path.parent}'")
        connection.execute("SELECT setseed(0.42)")
        connection.execute(
            f"""COPY (
            WITH drawn AS (
              SELECT (random() * {AGENCIES})::INT % {AGENCIES} + 1 AS agency_id,
                     (random() * 3)::INT % 3 AS spot, (random() * 365)::INT % 365 AS day,
                     random() < 0.15 AS is_body, random() < 0.1 AS at_kiosk
              FROM range({responses})),
            placed AS (
              SELECT *, agency_id * 10 + spot AS place_id,
                     hash(agency_id, spot, day, at_kiosk) >> 1 AS cluster_id,
                     0.78 + 0.15 * sin(agency_id) * 0.5 + 0.06 * sin(hash(agency_id, spot, day) % 97) AS mood
              FROM drawn)
            SELECT agency_id, CASE WHEN at_kiosk THEN 'kiosk' ELSE 'open_qr' END AS channel,
                   202601 + day // 31 AS month, 202601 + day // 7 AS iso_week,
                   cluster_id::BIGINT AS cluster_id, place_id,
                   CASE WHEN is_body THEN 'organisation' ELSE 'individual' END AS respondent_kind,
                   'counted' AS standing, '' AS class_key, 0 AS resolving_agency_id,
                   1::UTINYINT AS seen, {items}
            FROM placed ORDER BY agency_id, month, cluster_id
            ) TO '{path}' (FORMAT parquet)"""
        )


def recount(path: Path) -> tuple[float, float, int, int]:
    """Seconds from the file to weighted figures, seconds for the cells beyond, clusters, figures."""
    start = time.perf_counter()
    asked = content()
    from surveys.columnar import check_file, count_file, hash_of

    check_file(path, hash_of(path))
    counts = count_file(path, asked, by=("respondent_kind",))
    frame, kinds = frame_of(counts, asked), counts["respondent_kind"]
    del counts
    made = weighted(frame, kinds)
    middle = time.perf_counter()
    published_cells(frame, asked)
    return middle - start, time.perf_counter() - middle, len(frame.responses), made


def published_cells(frame: Any, asked: Any) -> None:
    """All cells of a snapshot: agencies, months, province, channels, and what must be withheld."""
    from surveys.reports.computing.cell import Sample
    from surveys.reports.computing.cells import compute_cells
    from surveys.reports.computing.disclosure import Scope, withhold_neighbours
    from surveys.rules.method import read_method

    method = read_method({})
    found = compute_cells(frame, Sample(("open_qr",)), method, range(1, AGENCIES + 1))
    sections = {one.key: [item.key for item in one.questions] for one in asked.sections}
    withhold_neighbours(found.cells, Scope(frozenset(range(202601, 202613)), sections), [], 10)


def weighted(frame: Any, kinds: Any) -> int:
    """Every agency's overall, dimensions and items post-stratified to known numbers of each kind."""
    import numpy as np

    from scoring.arrays import joint_codes, sum_by
    from scoring.clusters import Calibration, ClusterTotals, estimate
    from scoring.index import figures
    from scoring.ranks import rank_sets

    classes, _ = joint_codes([kinds])
    cells, count = joint_codes([frame.agencies, classes])
    answered = sum_by(cells, frame.responses, count)
    known = np.where(np.arange(count) % 2 == 0, 0.8, 1.3) * answered
    totals = ClusterTotals(
        agencies=frame.agencies,
        strata=frame.months,
        responses=frame.responses,
        items=frame.totals.items,
        clusters=frame.clusters,
        weights=(known / answered)[cells],
        calibration=Calibration(np.ones(len(kinds)), (classes,)),
    )
    made = 0
    for items in (None, range(4), range(4, 8), *([n] for n in range(ITEMS))):
        found = estimate(totals, None if items is None else list(items))
        made += len(figures(found))
        if items is None:
            rank_sets(found.p, found.variance, seed=1, on_logit_scale=True)
    return made


def frame_of(counts: Any, asked: Any) -> Any:
    """The product's frame; a cluster may have several rows, one for each kind of respondent."""
    import numpy as np

    from surveys.models import WHOLE
    from surveys.reports.computing.frame import Frame, Items

    items = Items.of(asked)
    answered = {"": WHOLE, **{key: f"{WHOLE}{key}" for key in items.sections}}
    return Frame(
        items=items,
        satisfied_levels=(4, 5),
        agencies=counts["agency_id"].astype(np.int64),
        channels=counts["channel"].astype(str, copy=False),
        months=counts["month"].astype(np.int64),
        clusters=counts["cluster_id"],
        responses=counts["responses"].astype(float),
        levels=levels_of(counts, items.keys),
        answered={key: counts[f"{name}/0"].astype(float) for key, name in answered.items()},
        classes=np.zeros(len(counts["responses"]), "U1"),
        left_out=np.zeros(len(counts["responses"]), bool),
        resolvers=np.zeros(len(counts["responses"]), np.int64),
    )


def levels_of(counts: Any, keys: Any) -> Any:
    """(G, J, 5)."""
    import numpy as np

    levels = np.empty((len(counts["responses"]), len(keys), 5))
    for item, key in enumerate(keys):
        for level in range(5):
            levels[:, item, level] = counts[f"{key}/{level}"]
    return levels


def page(folder: Path) -> tuple[float, str]:
    """Median of the list over the cells of 166 agencies, with all responses in the same database."""
    from bench.stored_snapshot import make_app

    app = make_app(folder, AGENCIES, RESPONSES)
    client = app.test_client()
    times = []
    for _ in range(30):
        start = time.perf_counter()
        response = client.get("/chi-so")
        times.append((time.perf_counter() - start) * 1000)
        assert response.status_code == 200
    size = len(response.data)
    return statistics.median(
        times
    ), f"median of 30 requests, {size / 1000:.0f} kB of HTML, {RESPONSES:,} rows of response"


def main(what: str, argument: str) -> None:
    if what == "recount":
        seconds, cells, clusters, made = recount(Path(argument))
        print(f"{seconds:.2f}|{cells:.2f}|{peak_mb():.0f}|{clusters}|{made}")
    else:
        milliseconds, note = page(Path(argument))
        print(f"{milliseconds:.1f}|{note}")


if __name__ == "__main__":
    main(*sys.argv[1:])
