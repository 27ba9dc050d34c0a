"""/so-cong-khai: the ledger for everybody, its days to print, its checkpoints, programs to check it."""

from datetime import date
from pathlib import Path

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from base.clock import now
from base.paging import Paging, page_of
from base.permissions import Permission, requires
from base.rules import NotFound
from ledger import reports
from ledger.queries.checkpoints import (
    count_days,
    find_checkpoint,
    find_newest_checkpoint,
    list_cosignatures,
    list_events,
)
from ledger.queries.records import count_records
from ledger.record_words import FIELDS, FIRST, TYPES, VALUES
from ledger.rules import next_slot
from ledger.signing import app_settings, origin_of, signer_of

ledger_pages = Blueprint("ledger", __name__, url_prefix="/so-cong-khai")

DAYS_A_PAGE = 31
RECORDS_A_PAGE = 15
NEWEST = "moi-nhat"
TOOLS = Path(__file__).parent / "tools"
PROGRAMS = ("verify_ledger.py", "witness.py")


@ledger_pages.get("")
@requires(Permission.PUBLIC)
def home() -> ResponseReturnValue:
    typed = request.args.get("trang", "1")
    page = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    paging = Paging(max(page, 1), count_days(), DAYS_A_PAGE)
    settings = app_settings()
    newest = find_newest_checkpoint()
    return render_template(
        "ledger/home.html",
        newest=newest,
        root=reports.as_base64(newest.root) if newest else "",
        next_at=next_slot(now()),
        days=reports.day_lines(DAYS_A_PAGE, paging.offset),
        pages=paging.links(lambda number: url_for(".home", trang=number)),
        witnesses=reports.witness_lines(settings),
        events=list_events(),
        key=str(signer_of(settings).key),
        public_url=settings.public_url,
    )


@ledger_pages.get("/viec")
@requires(Permission.PUBLIC)
def records() -> ResponseReturnValue:
    """What the province did with the figures, day by day, each with its place in the ledger."""
    asked = request.args.get("loai", "")
    wanted = asked if asked in TYPES else ""
    paging = page_of(request.args.get("trang"), count_records(wanted), RECORDS_A_PAGE)
    return render_template(
        "ledger/records.html",
        records=reports.record_lines(RECORDS_A_PAGE, paging.offset, wanted),
        wanted=wanted,
        types=TYPES,
        first=FIRST,
        fields=FIELDS,
        values=VALUES,
        total=paging.total,
        pages=paging.links(lambda number: url_for(".records", loai=wanted, trang=number)),
    )


@ledger_pages.get("/ngay/<day>")
@requires(Permission.PUBLIC)
def day_page(day: str) -> ResponseReturnValue:
    """A sheet for the notice board: the day's last checkpoint large, the others below."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound from error
    lines = reports.checkpoint_lines(wanted)
    if not lines or wanted.isoformat() != day:
        raise NotFound
    settings = app_settings()
    return render_template(
        "ledger/day.html",
        day=wanted,
        lines=lines,
        last=lines[-1],
        added=sum(one.added for one in lines),
        origin=origin_of(settings),
        key=str(signer_of(settings).key),
        cosignatures=list_cosignatures(lines[-1].size),
        public_url=settings.public_url,
    )


@ledger_pages.get("/moc/<size>")
@requires(Permission.PUBLIC)
def checkpoint(size: str) -> ResponseReturnValue:
    """A checkpoint word for word (C2SP tlog-checkpoint), with the witnesses' lines."""
    if size == NEWEST:
        found = find_newest_checkpoint()
    else:
        is_number = size.isascii() and size.isdecimal() and len(size) < 16
        found = find_checkpoint(int(size)) if is_number else None
    if found is None:
        raise NotFound
    answer = Response(reports.note_with_witnesses(found), mimetype="text/plain")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@ledger_pages.get("/tai/<name>")
@requires(Permission.PUBLIC)
def program(name: str) -> ResponseReturnValue:
    """The stand-alone programs, as they are in the source."""
    if name not in PROGRAMS:
        raise NotFound
    answer = Response((TOOLS / name).read_bytes(), mimetype="text/x-python")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
