"""S4, S8 and the re-answers of S7, over HTTP against a server of this machine: what was stored, what refused.

Each act returns a line of its own; what counts is what stands in the database afterwards, not what was said.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.attack.lines import Line
from bench.attack.stage import Stage, new_stage
from bench.attack.visitors import Visitor, at_once, percentile, steadily


@dataclass(frozen=True)
class Effort:
    """How much is sent."""

    bot: int
    flood_seconds: float


SMALL, FULL = Effort(60, 5), Effort(500, 300)


@dataclass(frozen=True)
class Door:
    """A served installation and the codes that lie ready."""

    stage: Stage
    address: str
    codes: dict

    def stored(self, channel: str = "code") -> int:
        return self.count("SELECT count(*) FROM response WHERE channel = ?", channel)

    def count(self, query: str, *values: object) -> int:
        with closing(sqlite3.connect(self.stage.folder / "ydan.sqlite")) as connection:
            return int(connection.execute(query, values).fetchone()[0])

    def visitor(self, number: int = 0) -> Visitor:
        return Visitor(self.address, f"14.{160 + number // 250}.{number % 250}.7")


@contextmanager
def serving_door(stage: Stage) -> Iterator[Door]:
    with stage.serving(TRUSTED_PROXY_COUNT="1") as address:
        yield Door(stage, address, _codes(stage))


def _codes(stage: Stage) -> dict:
    found: dict = json.loads((stage.folder / "codes.json").read_text(encoding="utf-8"))
    return found


def machine_lines(runs: int) -> list[Line]:
    """All acts once, on one installation each run would set up alike; `runs` > 1 means the full effort.

    What is copied afterwards is copied when nobody serves it any more.
    """
    effort = FULL if runs > 1 else SMALL
    with new_stage("bench.attack.coded_counter") as stage:
        with serving_door(stage) as door:
            lines = [act(door, effort) for act in ACTS]
        return [*lines, _phantom(stage, _codes(stage)), _minted(stage, _codes(stage))]


def _line(scenario: str, act: str, good: int, of: int, seen: str, harmed: int = 0) -> Line:
    return Line(scenario, act, of, good / of, 1.0, official_shift=0.0, harmed=harmed, seen=seen)


def one_code_many_times(door: Door, effort: Effort) -> Line:
    """50 pages opened with one code and sent at once: one is stored, the others learn no number."""
    code, before = door.codes["own"].pop(), door.stored()
    pages = at_once([lambda: door.visitor().get(f"/m/{code}")] * 50)
    replies = at_once(
        [lambda page=page: door.visitor().send(f"/m/{code}", page.nonce) for page in pages], 50
    )
    thanked = [one for one in replies if one.status == 200 and len(one.codes) == 2]
    errors = [one.status for one in replies if one.status in (0, 500, 502)]
    same = _same_page(door)
    is_one = door.stored() - before == 2 and len(thanked) == 1 and not errors
    seen = f"{len(thanked)} thanked, {len(replies) - len(thanked)} told «đã dùng»; {same}"
    return _line("S4", "one-code-50-times", 50 if is_one and same == 1 else 0, 50, seen)


def _same_page(door: Door) -> int:
    """The same page sent 50 times at once: how many numbers it was given (one)."""
    code = door.codes["own"].pop()
    nonce = door.visitor().get(f"/m/{code}").nonce
    replies = at_once([lambda: door.visitor().send(f"/m/{code}", nonce)] * 50, 50)
    return len({tuple(one.codes) for one in replies if one.status == 200})


def bad_codes(door: Door, effort: Effort) -> Line:
    """Withdrawn, expired, of another office's page, mistyped: nothing is stored."""
    before = door.stored()
    tried = 0
    for kind in ("withdrawn", "expired"):
        for number, code in enumerate(door.codes[kind]):
            door.visitor(number).answer(f"/m/{code}")
            tried += 1
    own, other = door.codes["own"][-20:], door.codes["other"][-20:]
    for number, (one, another) in enumerate(zip(own, other, strict=True)):
        nonce = door.visitor(number).get(f"/m/{one}").nonce
        door.visitor(number).send(f"/m/{another}", nonce)
        tried += 1
    for number, code in enumerate(own):
        wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
        door.visitor(40 + number).answer(f"/m/{wrong}")
        tried += 1
    stored = door.stored() - before
    return _line("S4", "foreign-codes", tried - stored, tried, f"{stored} of {tried} stored")


def answers_anew(door: Door, effort: Effort) -> Line:
    """20 coached people answer again at home; who only knows the code cannot."""
    codes = [door.codes["own"].pop() for _ in range(20)]
    keys = [door.visitor(number).answer(f"/m/{code}").codes for number, code in enumerate(codes)]
    before = door.count("SELECT count(*) FROM supersession")
    stored = door.stored()
    for code in codes:
        door.visitor(99).answer(f"/m/{code}", "5")
    overwritten = door.stored() - stored
    for number, found in enumerate(keys):
        door.visitor(100 + number).answer_anew(found[1], "2")
    replaced = door.count("SELECT count(*) FROM supersession") - before
    leaves = door.count("SELECT count(*) FROM pending_leaf WHERE type = 'supersede'")
    good = replaced if overwritten == 0 and leaves >= replaced else 0
    seen = f"{replaced} replaced, {leaves} records, {overwritten} overwritten by the code"
    return _line("S7", "re-answer", good, 20, seen)


def bot(door: Door, effort: Effort) -> Line:
    """A machine at the open QR from one address: all but its first two answers are marked."""
    page, before = f"/k/{door.codes['place']}", door.stored("open_qr")
    replies = at_once([lambda: door.visitor(7).answer(page)] * effort.bot, 8)
    marked = door.count("SELECT count(*) FROM response WHERE channel = 'open_qr' AND cap_rank >= 3")
    stored = door.stored("open_qr") - before
    thanked = sum(one.status == 200 for one in replies)
    seen = f"{stored} stored, {marked} marked, {thanked} thanked"
    good = marked + 2 if stored == thanked else 0
    return _line("S8", "bot-marked", min(good, effort.bot), effort.bot, seen)


def flood(door: Door, effort: Effort) -> Line:
    """100 requests a second while honest people answer: how long these wait, what is lost."""
    page, before = f"/k/{door.codes['place']}", door.stored("open_qr")
    honest: list = []

    def act(number: int) -> object:
        visitor = door.visitor(number % 5_000)
        if number % 20 == 0:
            reply = visitor.answer(page, "4")
            honest.append(reply)
            return reply
        return visitor.get(page)

    every = steadily(act, 100, effort.flood_seconds)
    errors = sum(one.status == 0 or one.status >= 500 for one in every)
    thanked = sum(len(one.codes) == 2 for one in honest)
    lost = thanked - (door.stored("open_qr") - before)
    slow = percentile([one.seconds for one in honest], 0.95)
    is_good = slow < 1 and not errors and lost == 0
    seen = (
        f"{len(every)} requests in {effort.flood_seconds:.0f} s, p95 {slow:.2f} s, {errors} errors, "
        f"{thanked} thanked, {lost} lost"
    )
    harmed = len(honest) - thanked + max(lost, 0)
    return _line("S8", "flood", len(every) if is_good else 0, len(every), seen, harmed)


ACTS = (one_code_many_times, bad_codes, answers_anew, bot, flood)


def _phantom(stage: Stage, codes: dict) -> Line:
    """200 codes more than dossiers, asked for by the department's own act."""
    told = stage.python("-c", _MINT, check=False)
    is_refused = "BeyondDossiers" in told.stdout
    return _line("S4", "phantom-codes", 200 * is_refused, 200, told.stdout.strip()[-200:])


_MINT = """
import json, os
from pathlib import Path
from agencies.models import Role
from agencies.roles import Viewer
from base.clock import now, today
from ledger.signing import app_settings
from portal.factory import create_app
from surveys.actions.codes import BatchPlan, make_batch
told = json.loads((Path(os.environ["INSTANCE_DIR"]) / "codes.json").read_text())
with create_app().app_context():
    actor = Viewer(told["staff"], told["department"], ((Role.DEPARTMENT, None),))
    plan = BatchPlan(told["round"], told["office"], today(), "slip", 200)
    try:
        make_batch(actor, plan, app_settings().secrets, now())
        print("made")
    except Exception as refused:
        print(type(refused).__name__, refused)
"""


def _minted(stage: Stage, codes: dict) -> Line:
    """200 codes put into the database past every rule: the auditor's command names their batch, the night

    finds more codes than dossiers.
    """
    with TemporaryDirectory(prefix="y-dan-") as folder:
        copy = stage.copied(Path(folder) / "minted")
        copy.flask("ledger", "seal", "--now")
        clean = copy.flask("ledger", "verify", check=False)
        with copy.database() as connection:
            (batch,) = connection.execute(
                "SELECT max(id) FROM code_batch WHERE agency_id = ? AND state <> 'withdrawn'",
                (codes["office"],),
            ).fetchone()
            rows = [(secrets.token_bytes(32), batch, 1, "", "") for _ in range(200)]
            connection.executemany(
                "INSERT INTO one_time_code (code_hash, batch_id, is_handed, field_key, filing_mode)"
                " VALUES (?, ?, ?, ?, ?)",
                rows,
            )
        told = copy.flask("ledger", "verify", check=False)
        over = _over(copy, codes)
    is_named = told.returncode == 1 and f"đợt mã {batch}:" in told.stdout
    is_found = clean.returncode == 0 and is_named and over > 0
    seen = f"before {clean.returncode}: {clean.stdout[-60:]} after: {told.stdout[:90]} over {over}"
    return _line("S4", "codes-minted-by-sql", 200 * is_found, 200, seen)


def _over(stage: Stage, codes: dict) -> float:
    """Codes beyond the dossiers, by the detectors' next run; 0 unless it is an alarm."""
    month = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%Y-%m")
    words = ("--agency", codes["office_code"], "--month", month, "--json")
    judged = json.loads(stage.flask("surveys", "detect", *words).stdout)
    found = [one["statistic"] for one in judged["detectors"] if one["detector"] == "over"]
    return float(found[0]) if judged["tier"] == "alarm" and found else 0.0


if __name__ == "__main__":
    for one in machine_lines(1):
        print(one)
