"""/chi-so/<agency>/loi-ghi: released words about an agency, week by week."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agencies.names import name_of
from agencies.queries.agencies import get_agency
from base.permissions import Permission, requires
from surveys.reports.texts import published_weeks, withheld_words

texts = Blueprint("texts", __name__, url_prefix="/chi-so")


@texts.get("/<agency_code>/loi-ghi")
@requires(Permission.PUBLIC)
def text_list(agency_code: str) -> ResponseReturnValue:
    agency = get_agency(agency_code)
    return render_template(
        "surveys/indices/texts.html",
        agency=agency,
        name=name_of(agency),
        weeks=published_weeks(agency.id),
        withheld=withheld_words(agency.id),
    )
