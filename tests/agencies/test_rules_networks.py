"""Which office networks may be named, and which addresses lie in them."""

import pytest

from agencies.rules.networks import (
    NetworkTooWide,
    NetworkUnreadable,
    is_within,
    read_network,
    stored_networks,
)

OFFICE = stored_networks(["113.160.5.0/29", "2405:4800:5::/48", "10.38.4.0/24"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("113.160.5.0/29", "113.160.5.0/29"),
        (" 113.160.5.3/29 ", "113.160.5.0/29"),
        ("113.160.5.3", "113.160.5.3/32"),
        ("2405:4800:5::1/48", "2405:4800:5::/48"),
        ("10.38.4.0/24", "10.38.4.0/24"),
    ],
)
def test_a_range_is_kept_in_its_canonical_form(typed: str, stored: str) -> None:
    assert str(read_network(typed)) == stored


@pytest.mark.parametrize(
    "typed", ["", "mạng xã", "113.160.5.0/33", "1.2.3", "127.0.0.0/24", "224.1.0.0/24"]
)
def test_what_is_no_office_network_is_refused(typed: str) -> None:
    with pytest.raises(NetworkUnreadable):
        read_network(typed)


@pytest.mark.parametrize("typed", ["113.160.0.0/15", "0.0.0.0/0", "2405::/16", "::/0"])
def test_a_range_wide_enough_for_a_whole_provider_is_refused(typed: str) -> None:
    with pytest.raises(NetworkTooWide):
        read_network(typed)


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("113.160.5.7", True),
        ("113.160.5.8", False),
        ("::ffff:113.160.5.2", True),
        ("2405:4800:5:ffff::9", True),
        ("2405:4800:6::1", False),
        ("10.38.4.200", True),
        ("unknown", False),
        ("", False),
        (None, False),
    ],
)
def test_an_address_is_inside_or_not(address: str | None, is_inside: bool) -> None:
    assert is_within(address, OFFICE) is is_inside


def test_an_agency_without_networks_has_no_desk() -> None:
    assert not is_within("113.160.5.1", ())
