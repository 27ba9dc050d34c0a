"""«Độ tin cậy»: how the index stood up to the ten attacks of an auditor, measured with this release."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from base.permissions import Permission, requires
from portal import trust_report as report

trust = Blueprint("trust", __name__, url_prefix="/do-tin-cay")
SHOWN_SIZE = 55


@trust.get("")
@requires(Permission.PUBLIC)
def reliability() -> ResponseReturnValue:
    measured = report.read_report()
    if measured is None:
        return render_template("portal/trust/unmeasured.html")
    return render_template(
        "portal/trust/reliability.html",
        report=measured,
        cards=report.cards(measured),
        overview=report.overview(measured),
        act_columns=report.act_columns(),
        bars=report.chart(measured, SHOWN_SIZE),
        bar_rows=report.chart_rows(measured, SHOWN_SIZE),
        size=SHOWN_SIZE,
        undetected=report.undetected(measured),
    )
