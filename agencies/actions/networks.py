"""Naming and dropping an agency's office networks: the province does it, never the body itself."""

from agencies.actions.audit import record_act
from agencies.models import Agency, AgencyNetwork
from agencies.queries.bodies import body_of
from agencies.queries.networks import list_networks
from agencies.roles import Viewer
from agencies.rules import networks as rules
from agencies.rules.cases import check_not_own_body
from base.db import db


def add_network(actor: Viewer, agency: Agency, typed: str) -> AgencyNetwork:
    """Answers sent from the range are marked from some seconds later on; earlier ones stay as they are."""
    check_not_own_body(body_of(agency.id), body_of(actor.agency_id))
    network = str(rules.read_network(typed))
    rules.check_may_add(network, [one.network for one in list_networks(agency.id)])
    row = AgencyNetwork(agency_id=agency.id, network=network, added_by_id=actor.staff_id)
    db.session.add(row)
    db.session.flush()
    _record("network.add", actor, row, after={"network": network})
    return row


def remove_network(actor: Viewer, row: AgencyNetwork) -> None:
    check_not_own_body(body_of(row.agency_id), body_of(actor.agency_id))
    _record("network.remove", actor, row, before={"network": row.network})
    db.session.delete(row)


def _record(act: str, actor: Viewer, row: AgencyNetwork, **values: dict[str, str]) -> None:
    record_act(
        act,
        staff_id=actor.staff_id,
        subject=row,
        agency_id=row.agency_id,
        before=values.get("before"),
        after=values.get("after"),
    )
