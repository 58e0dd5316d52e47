"""Which addresses are inside, in every spelling."""

from ipaddress import ip_address, ip_network

import pytest

from workers.delivery.guard import is_allowed


@pytest.mark.parametrize(
    "inside",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255"),
        *("224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "::7f00:1"),
    ],
)
def test_addresses_inside_are_refused(inside: str) -> None:
    assert not is_allowed(ip_address(inside), ())


@pytest.mark.parametrize("public", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(public: str) -> None:
    assert is_allowed(ip_address(public), ())


def test_a_network_is_allowed_by_name_and_no_other() -> None:
    allowed = (ip_network("10.20.0.0/16"), ip_network("fc00::/64"))
    for address in ("10.20.3.4", "::ffff:10.20.3.4", "fc00::1"):
        assert is_allowed(ip_address(address), allowed)
    for address in ("10.21.0.1", "127.0.0.1", "fc00:1::1"):
        assert not is_allowed(ip_address(address), allowed)
