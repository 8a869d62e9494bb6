"""TLS to broker and database: requested by their addresses, always verified.

An address that begins with `amqps://`, or that says `tls=true` for MongoDB, is connected to with
TLS 1.2 or later. The certificate must match the host of the address and be issued by the
authorities in the setting `tls_ca`, or, without that setting, by one that the machine trusts. With
`tls_ca` every address must ask for TLS: a service that is meant to be protected does not start
otherwise.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_ca = ""


def configure(ca: str) -> None:
    """Trust only the authorities in the file `ca`; "" stands for the machine's."""
    global _ca
    _ca = ca


def ca() -> str:
    """The file of the authorities, "" for the machine's."""
    return _ca


def of_broker(node: str) -> dict[str, Any] | bool:
    """How a connection to the node with this URI is protected: kombu's `ssl`."""
    parts = urlsplit(node)
    if parts.scheme != "amqps":
        return False
    return {
        "server_hostname": parts.hostname,
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": _ca or None,
        "tls_minimum_version": ssl.TLSVersion.TLSv1_2,
    }


def of_database(uri: str) -> dict[str, Any]:
    """How a client of the database with this URI is protected: pymongo's options."""
    return {"tlsCAFile": _ca} if _ca and asks_for_tls(uri) else {}


def asks_for_tls(mongo_uri: str) -> bool:
    parts = urlsplit(mongo_uri)
    given = parse_qs(parts.query).get("tls") or parse_qs(parts.query).get("ssl")
    return given == ["true"] or (given is None and parts.scheme == "mongodb+srv")


def complaints(amqp_uri: str, mongo_uri: str, ca: str) -> Iterator[str]:
    """Faults of these settings, one sentence each, without their secrets."""
    if not ca:
        return
    if not Path(ca).is_file():
        yield "tls_ca: no such file"
    if any(urlsplit(node).scheme != "amqps" for node in amqp_uri.split(";")):
        yield "amqp_uri: tls_ca is given, so every node has to be amqps://"
    if not asks_for_tls(mongo_uri):
        yield "mongo_uri: tls_ca is given, so it has to say tls=true"
    if {"tlsinsecure", "tlsallowinvalidcertificates", "tlsallowinvalidhostnames"} & {
        name.lower() for name in parse_qs(urlsplit(mongo_uri).query)
    }:
        yield "mongo_uri: certificates are verified, whatever it says"
