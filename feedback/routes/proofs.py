"""The proof of publication for everybody, as PDF; joins the pages of `comment_rounds`."""

import io

from flask import current_app, send_file
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from base.rules import NotFound
from feedback.queries.comment_rounds import get_public_round
from feedback.reports.round_words import has_begun
from feedback.routes.reading import comment_rounds
from feedback.sheets.making import publication_sheet
from feedback.sheets.publication_record import draw_publication_record

_FRESH_SECONDS = 600


@comment_rounds.get("/gop-y/<int:round_id>/bien-ban.pdf")
@requires(Permission.PUBLIC)
def proof(round_id: int) -> ResponseReturnValue:
    """Nothing has been published before a round opens."""
    comment_round = get_public_round(round_id)
    if not has_begun(comment_round):
        raise NotFound
    public_url = str(current_app.extensions["settings"].public_url)
    content = io.BytesIO(draw_publication_record(publication_sheet(comment_round, public_url)))
    response = send_file(
        content,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"bien-ban-dang-tai-{round_id}.pdf",
    )
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    return response
