"""What a successor inherits: the agencies whose past figures count for it, with their weights."""

from datetime import date

from agencies.models import Agency
from agencies.queries.agencies import predecessors_of, succession_links
from agencies.rules.carrying import source_weights, year_before
from agencies.transactions import transactions_of
from base.db import db


def carried_sources(agency_id: int, on: date) -> list[tuple[int, float]]:
    """(old agency's id, weight), by id, weights adding up to 1; empty when nothing came to the agency.

    For periods that ended by the first reorganisation: the successor's figure of such a period is
    Σ weight × the old agencies' figures (`scoring.carrying.carry` carries the variance). Weights are the
    transactions of the 365 days before the latest reorganisation, times the part of the old
    agency's past that came over by `on`; by the parts alone where some source has no transactions on record.
    An agency that stood before and took others in is a source of its own past, so its own id is in the list.
    """
    came = predecessors_of(agency_id, on)
    if not came:
        return []
    days = [
        one.effective_on
        for one in succession_links()
        if one.to_id == agency_id and one.effective_on <= on
    ]
    if db.session.get_one(Agency, agency_id).valid_from < min(days):
        came[agency_id] = 1.0
    return source_weights(came, transactions_of(came, *year_before(max(days))))
