"""What became of the comments, for everybody: the table, its figures, its files. Only what is published."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from agencies.queries.agencies import get_agency_by_id
from base.clock import today
from base.paging import page_of
from base.permissions import Permission, requires
from base.rules import NotFound
from base.words import fold
from feedback import result_files
from feedback.documents.making import MEDIA, file_name, formats_for, source_of
from feedback.documents.table import stub
from feedback.models import CommentRound
from feedback.queries.comment_rounds import get_public_round
from feedback.queries.results import get_result, list_results
from feedback.reports.result_charts import result_charts
from feedback.reports.results import Row, table_rows, words_of
from feedback.reports.round_heads import round_head
from feedback.result_shelf import ReadyTable, ResultShelf
from feedback.rules.word_changes import word_changes
from feedback.words import AUTHOR_KINDS, CHANNELS, FILE_WORDS, STANCE_TONES, STANCE_WORDS

comment_results = Blueprint("comment_results", __name__)
_shelf = ResultShelf()
comment_results.record_once(
    lambda state: state.app.extensions.setdefault("caches", []).append(_shelf)
)
PAGE_SIZE = 30
WHOLE = "chung"


def _ready(comment_round: CommentRound, result_id: int) -> ReadyTable:
    """The table of the record in force, as it may be shown today."""

    def make() -> ReadyTable:
        found = get_result(result_id)
        source = source_of(comment_round, found)
        keys = current_app.extensions["settings"].secrets
        return ReadyTable(
            source.figures,
            table_rows(comment_round, source.answers, keys),
            found.content_hash,
            found.published_at,
        )

    mark = result_files.shown_mark(comment_round.id)
    return _shelf.table((result_id, mark, today(), comment_round.revision), make)


def _published(round_id: int) -> tuple[CommentRound, int]:
    """The round and the id of the record in force; 404 before anything is published."""
    comment_round = get_public_round(round_id)
    results = list_results(round_id)
    if not results:
        raise NotFound
    return comment_round, results[0][0]


@comment_results.get("/gop-y/<int:round_id>/ket-qua")
@requires(Permission.PUBLIC)
def result(round_id: int) -> ResponseReturnValue:
    comment_round = get_public_round(round_id)
    if not list_results(round_id):
        return _not_published_yet(comment_round)
    _round, result_id = _published(round_id)
    table = _ready(comment_round, result_id)
    chosen = _wanted(table.rows)
    paging = page_of(request.args.get("trang"), len(chosen), PAGE_SIZE)
    kept = _kept()
    return render_template(
        "feedback/result.html",
        **_head(comment_round, table),
        charts=result_charts(table.figures, words_of(comment_round)),
        rows=chosen[paging.offset : paging.offset + paging.size],
        places=list({str(row.provision_id or WHOLE): row.place for row in table.rows}.items()),
        kept=kept,
        paging=paging,
        links=paging.links(
            lambda number: url_for(".result", round_id=round_id, trang=number, **kept)
        ),
    )


def _not_published_yet(comment_round: CommentRound) -> ResponseReturnValue:
    """404 as before, but it says what the round waits for and leads there."""
    head = round_head(comment_round, get_agency_by_id(comment_round.agency_id))
    page = render_template("feedback/result_pending.html", round=comment_round, head=head)
    return page, 404


def _kept() -> dict[str, Any]:
    given = {key: request.args.get(key, "")[:200] for key in ("tim", "dieu", "xu-ly", "lang")}
    return {key: value for key, value in given.items() if value}


def _head(comment_round: CommentRound, table: ReadyTable) -> dict[str, Any]:
    agency = get_agency_by_id(comment_round.agency_id)
    return {
        "round": comment_round,
        "head": round_head(comment_round, agency),
        "figures": table.figures,
        "kinds": words_of(comment_round),
        "published_at": table.published_at,
        "content_hash": table.content_hash,
        "results": list_results(comment_round.id),
        "formats": formats_for(table.figures["answered"]),
        "file_words": FILE_WORDS,
        "stances": STANCE_WORDS,
        "stance_tones": STANCE_TONES,
        "author_kinds": AUTHOR_KINDS,
        "channels": CHANNELS,
        "stub": stub,
        "changes": lambda row: word_changes(row.answer.before, row.answer.after),
    }


def _wanted(rows: Sequence[Row]) -> list[Row]:
    """What the address asks for: words without accents, a provision, a kind of answer."""
    words = fold(request.args.get("tim", "")[:200]).split()
    place, kind = request.args.get("dieu", ""), request.args.get("xu-ly", "")
    return [
        row
        for row in rows
        if (not place or str(row.provision_id or WHOLE) == place)
        and (not kind or row.answer.kind == kind)
        and (not words or _holds(row, words))
    ]


def _holds(row: Row, words: list[str]) -> bool:
    shown = f"{row.comment.text} {row.comment.wording}" if row.comment.is_shown else ""
    text = fold(f"{shown} {row.answer.reason} {row.place}")
    return all(word in text for word in words)


@comment_results.get("/gop-y/<int:round_id>/ket-qua.<any(docx, xlsx, pdf, csv, json):file_format>")
@requires(Permission.PUBLIC)
def download(round_id: int, file_format: str) -> ResponseReturnValue:
    """The file the worker made; a small one is made at once, a large one is said to be on its way."""
    comment_round, result_id = _published(round_id)
    found = get_result(result_id)
    if file_format not in formats_for(found.content["statistics"]["answered"]):
        raise NotFound
    path = result_files.published_path(comment_round, found, file_format)
    name = file_name(comment_round, found, file_format)
    if path.exists():
        return send_file(path, MEDIA[file_format], as_attachment=True, download_name=name)
    if result_files.is_large(round_id):
        page = render_template("feedback/result_later.html", round=comment_round)
        return Response(page, 503, {"Retry-After": "60"})
    content = io.BytesIO(result_files.make_bytes(comment_round, found, file_format))
    return send_file(content, MEDIA[file_format], as_attachment=True, download_name=name)
