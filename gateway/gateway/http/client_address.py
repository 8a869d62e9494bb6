"""The address of a request's client, behind our own proxies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Self

Address = IPv4Address | IPv6Address


class Networks(tuple[IPv4Network | IPv6Network, ...]):
    """Addresses of proxies, written `10.0.0.0/8 ::1`."""

    def __new__(cls, written: str | Iterable[str] = "") -> Self:
        given = written.split() if isinstance(written, str) else written
        return super().__new__(cls, (ip_network(one) for one in given))

    def hold(self, address: Address) -> bool:
        return any(address in network for network in self)


def client_address(environ: Mapping[str, Any], trusted: Networks) -> str:
    """The client's address. X-Forwarded-For is read from its right end, and only as far as our own
    proxies wrote it: everything to the left of the first other address was chosen by the client."""
    remote = str(environ.get("REMOTE_ADDR", ""))
    told = environ.get("HTTP_X_FORWARDED_FOR")
    if not trusted or not told:
        return remote
    return _behind(remote, str(told), trusted)


@lru_cache(4096)
def _behind(remote: str, told: str, trusted: Networks) -> str:
    found = remote
    for hop in (remote, *reversed([hop.strip() for hop in told.split(",")])):
        try:
            address = ip_address(hop)
        except ValueError:
            return found
        found = str(address)
        if not trusted.hold(address):
            return found
    return found
