"""/du-lieu/<snapshot>.csv, .json, .xlsx: every cell of a published snapshot, as it was signed."""

import hashlib

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from base.spreadsheets import write_csv, write_xlsx
from surveys.open_data.tables import COLUMNS, SnapshotTable, as_json, snapshot_table
from surveys.open_data.texts import texts_by_key
from surveys.queries.published import get_public_snapshot, list_cells_with_agencies
from surveys.questionnaire_content import read_content

open_data_files = Blueprint("open_data_files", __name__, url_prefix="/du-lieu")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _table(snapshot_id: int) -> SnapshotTable:
    release = get_public_snapshot(snapshot_id)
    texts = texts_by_key(read_content(release.round.version.content))
    return snapshot_table(release, list_cells_with_agencies(snapshot_id), texts)


def _file(table: SnapshotTable, kind: str, mimetype: str, body: bytes) -> Response:
    """Downloaded under its own name. The ETag is over the figures: an XLSX also holds when it was made."""
    response = Response(body, mimetype=mimetype)
    name = f"y-dan-so-lieu-{table.about['snapshot']}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(f"{hashlib.sha256(as_json(table)).hexdigest()[:32]}-{kind}")
    response.make_conditional(request)
    return response


@open_data_files.get("/<int:snapshot_id>.csv")
@requires(Permission.PUBLIC)
def csv_file(snapshot_id: int) -> ResponseReturnValue:
    table = _table(snapshot_id)
    body = write_csv(list(COLUMNS), table.flat_rows())
    return _file(table, "csv", "text/csv", body)


@open_data_files.get("/<int:snapshot_id>.json")
@requires(Permission.PUBLIC)
def json_file(snapshot_id: int) -> ResponseReturnValue:
    table = _table(snapshot_id)
    return _file(table, "json", "application/json", as_json(table))


@open_data_files.get("/<int:snapshot_id>.xlsx")
@requires(Permission.PUBLIC)
def xlsx_file(snapshot_id: int) -> ResponseReturnValue:
    table = _table(snapshot_id)
    body = write_xlsx("Số liệu", list(COLUMNS), table.flat_rows())
    return _file(table, "xlsx", _XLSX, body)
