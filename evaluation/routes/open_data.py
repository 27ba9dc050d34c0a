"""/du-lieu/…: everything in one file, the catalogue that other portals read, and the feed of changes."""

import json

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from agencies.queries.installation import find_installation
from agencies.queries.legal import SettingMissing, setting_in_force
from base.clock import today
from base.permissions import Permission, requires
from base.rules import NotFound
from base.spreadsheets import write_csv, write_xlsx
from evaluation.open_data.bundle import write_bundle
from evaluation.open_data.datasets import MEDIA, list_datasets, list_publications
from evaluation.open_data.dcat import catalogue
from evaluation.open_data.scores import COLUMNS, flat_rows, score_document
from evaluation.queries.results import list_public_results
from ledger.signing import app_settings

open_data_bundle = Blueprint("open_data_bundle", __name__, url_prefix="/du-lieu")

MOST_CHANGES = 100


def _file(body: bytes | str, mimetype: str, fresh_seconds: int) -> Response:
    """Free for pages elsewhere to read; 304 where it is held already."""
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={fresh_seconds}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


def _publisher() -> str:
    found = find_installation()
    return found.province_name if found else "Ý Dân"


def _licence() -> str:
    """Empty before a province has been set up."""
    try:
        return str(setting_in_force("open_data.licence", today()).value)
    except SettingMissing:
        return ""


@open_data_bundle.get("/tron-bo.zip")
@requires(Permission.PUBLIC)
def bundle_file() -> ResponseReturnValue:
    """Aggregates, ledger heads, proofs, method, code counts, exclusions and the verifiers in one file."""
    response = _file(write_bundle(app_settings()), "application/zip", 3600)
    response.headers["Content-Disposition"] = 'attachment; filename="y-dan-tron-bo.zip"'
    return response


@open_data_bundle.get("/danh-gia/<key>.<any(csv, json, xlsx):kind>")
@requires(Permission.PUBLIC)
def score_file(key: str, kind: str) -> ResponseReturnValue:
    """`key`: year-number, as the list of datasets links it."""
    found = {
        f"{year.year}-{result.number}": (result, year) for result, year in list_public_results()
    }
    if key not in found:
        raise NotFound
    document = score_document(*found[key])
    if kind == "json":
        body: bytes | str = json.dumps(document, ensure_ascii=False)
    elif kind == "csv":
        body = write_csv(list(COLUMNS), flat_rows(document))
    else:
        body = write_xlsx("Điểm", list(COLUMNS), flat_rows(document))
    response = _file(body, MEDIA[kind], 300)
    response.headers["Content-Disposition"] = f'attachment; filename="y-dan-danh-gia-{key}.{kind}"'
    return response


@open_data_bundle.get("/danh-muc.jsonld")
@requires(Permission.PUBLIC)
def catalogue_file() -> ResponseReturnValue:
    found = catalogue(
        list_datasets(),
        site=app_settings().public_url,
        publisher=_publisher(),
        title=_("Dữ liệu mở của Ý Dân"),
        licence=_licence(),
    )
    return _file(json.dumps(found, ensure_ascii=False), "application/ld+json", 300)


@open_data_bundle.get("/thay-doi.atom")
@requires(Permission.PUBLIC)
def changes_feed() -> ResponseReturnValue:
    """What was published or corrected, the newest hundred."""
    site = app_settings().public_url
    body = render_template(
        "evaluation/changes.xml",
        site=site,
        page=site + url_for("portal.open_data"),
        here=site + url_for(".changes_feed"),
        entries=list_publications()[:MOST_CHANGES],
    )
    return _file(body, "application/atom+xml", 300)
