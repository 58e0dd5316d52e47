"""Which addresses a message may go to: what a name leads to is looked up here, checked, and then really connected to."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from workers.errors import ForbiddenAddress, UnknownHost

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address in IPv6 clothes."""


def addresses(host: str, port: int, allowed: Sequence[Network]) -> tuple[str, ...]:
    """Addresses of a host that may be connected to, in the resolver's order.

    Only public ones, and those of the networks that are allowed. Raises `ForbiddenAddress` when there is no other, and
    `UnknownHost`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownHost("The receiver's name is not known to the resolver; look at its url.") from None
    known = dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found)
    good = tuple(str(each) for each in known if is_allowed(each, allowed))
    if not good:
        raise ForbiddenAddress(
            "The receiver's name leads to an address that is not public; name its network in allow_networks."
        )
    return good


def is_allowed(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address is public, or in one of the allowed networks. An IPv4 address in IPv6 clothes counts as itself."""
    bare = _bare(address)
    if any(bare.version == network.version and bare in network for network in allowed):
        return True
    # `is_global` says yes to multicast and to what is reserved for later.
    inside = bare.is_multicast or bare.is_reserved or (isinstance(bare, IPv6Address) and bare.is_site_local)
    return bare.is_global and not inside


def _bare(address: Address) -> Address:
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inside is None and address in _NAT64:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return inside
    return address
