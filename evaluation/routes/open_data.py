"""/du-lieu/tron-bo.zip: everything published and the programs that check it."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from evaluation.open_data.bundle import write_bundle
from ledger.signing import app_settings

open_data_bundle = Blueprint("open_data_bundle", __name__, url_prefix="/du-lieu")


@open_data_bundle.get("/tron-bo.zip")
@requires(Permission.PUBLIC)
def bundle_file() -> ResponseReturnValue:
    """Aggregates, ledger heads, proofs, method, code counts, exclusions and the verifiers in one file."""
    response = Response(write_bundle(app_settings()), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="y-dan-tron-bo.zip"'
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
