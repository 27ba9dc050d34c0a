"""Office networks: which address ranges an agency may name, and whether an address lies in one.

An address is looked at while a request is in memory and is kept nowhere.
"""

import ipaddress
from collections.abc import Collection, Iterable

from base.rules import RuleBroken

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_NETWORKS = 50
_WIDEST = {4: 16, 6: 32}  # prefix length: a wider range is a provider's, not an office's


class NetworkUnreadable(RuleBroken):
    sentence = "Không đọc được dải địa chỉ này. Xin ghi như 113.160.5.0/29 hoặc 2405:4800:5::/48."


class NetworkTooWide(RuleBroken):
    sentence = "Dải này quá rộng: xin ghi dải của riêng cơ quan, không rộng hơn /%(prefix)s."


class NetworkKnown(RuleBroken):
    sentence = "Dải này đã có trong danh sách."


class TooManyNetworks(RuleBroken):
    sentence = "Mỗi cơ quan ghi nhiều nhất %(most)s dải. Xin xóa dải không còn dùng."


def read_network(typed: str) -> Network:
    """The range in its canonical form; raises what is wrong with it. One address is a range of one.

    Private ranges are taken: offices of a province often reach its servers over a network of their own.
    """
    try:
        network = ipaddress.ip_network(typed.strip(), strict=False)
    except ValueError as error:
        raise NetworkUnreadable from error
    if network.prefixlen < _WIDEST[network.version]:
        raise NetworkTooWide(prefix=_WIDEST[network.version])
    if network.is_loopback or network.is_multicast:
        raise NetworkUnreadable
    return network


def stored_networks(stored: Iterable[str]) -> tuple[Network, ...]:
    """Ranges as they were stored, for use."""
    return tuple(ipaddress.ip_network(one) for one in stored)


def is_within(address: str | None, networks: Iterable[Network]) -> bool:
    """Whether the address lies in one of the ranges; an IPv4 address inside IPv6 counts as IPv4."""
    if not networks:
        return False
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return any(ip in network for network in networks if network.version == ip.version)


def check_may_add(network: str, known: Collection[str]) -> None:
    if network in known:
        raise NetworkKnown
    if len(known) >= MOST_NETWORKS:
        raise TooManyNetworks(most=MOST_NETWORKS)
