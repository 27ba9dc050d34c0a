"""Wrong attempts per network, counted in the host's memory file, never in the database."""

from flask import current_app

from agencies.rules.sign_in import WRONG_PER_NETWORK
from base.abuse import AbuseCounters, counters_in, network_of
from base.clock import today


def _counters() -> AbuseCounters:
    settings = current_app.extensions["settings"]
    return counters_in(settings.tmpfs_dir, settings.instance_dir)


def count_wrong(address: str | None) -> None:
    _counters().count_wrong(today().isoformat(), f"sign-in|{network_of(address)}")


def is_network_limited(address: str | None) -> bool:
    subject = f"sign-in|{network_of(address)}"
    return _counters().wrong_attempts(today().isoformat(), subject) >= WRONG_PER_NETWORK
