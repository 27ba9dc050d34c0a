"""SELECTs over office networks."""

from sqlalchemy import select

from agencies.models import AgencyNetwork
from base.db import db
from base.rules import NotFound


def list_networks(agency_id: int) -> list[AgencyNetwork]:
    rows = select(AgencyNetwork).where(AgencyNetwork.agency_id == agency_id)
    return list(db.session.scalars(rows.order_by(AgencyNetwork.network, AgencyNetwork.id)))


def get_network(agency_id: int, network_id: int) -> AgencyNetwork:
    row = db.session.get(AgencyNetwork, network_id)
    if row is None or row.agency_id != agency_id:
        raise NotFound(network_id)
    return row
