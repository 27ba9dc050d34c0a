"""SELECTs over office networks."""

from sqlalchemy import select

from agencies.models import AgencyNetwork
from base.db import db


def list_networks(agency_id: int) -> list[AgencyNetwork]:
    rows = select(AgencyNetwork).where(AgencyNetwork.agency_id == agency_id)
    return list(db.session.scalars(rows.order_by(AgencyNetwork.network, AgencyNetwork.id)))
