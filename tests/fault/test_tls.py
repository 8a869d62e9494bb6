"""TLS to the broker and the database: whoever cannot be verified is not spoken to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import warnings
from pathlib import Path

import pytest

from tests.fault.stage import Demo, Infra, until
from tests.fault.test_backbone import an_event, copied
from yunling.certificates import CA, ensure_certificates


def protected(infra: Infra, ca: Path, host: str = "127.0.0.1") -> str:
    """Settings of a service that reaches broker and database at `host`, by TLS only."""
    plain, port = infra.place.port("rabbitmq"), infra.place.port("rabbitmq-tls")
    amqp = infra.amqp_uri.replace("amqp://", "amqps://").replace(f":{plain}/", f":{port}/")
    amqp, mongo = (uri.replace("127.0.0.1", host) for uri in (amqp, infra.mongo_uri))
    # Straight to it: as a member of its set it is known by the address of its certificate.
    mongo = mongo.replace("replicaSet=rs0", "directConnection=true")
    return f"amqp_uri: {amqp}\nmongo_uri: {mongo}&tls=true\ntls_ca: {ca}\n"


@pytest.fixture
def ca(infra: Infra) -> Path:
    return infra.place.tls / CA


def test_a_service_works_over_tls_as_it_does_without(demo: Demo, infra: Infra, ca: Path):
    demo.start_ready(protected(infra, ca))
    infra.publish(*(an_event(f"e{n}", f"t{n}", "a") for n in range(500)))
    until(lambda: len(copied(infra)) == 500)
    made = demo.ask("make_thing", {"name": "over tls"})
    until(lambda: copied(infra).get(made["thing_id"]) == ["over tls"])


def test_a_service_does_not_speak_to_whom_it_cannot_verify(
    demo: Demo, infra: Infra, ca: Path, tmp_path: Path
):
    ensure_certificates(tmp_path / "another")
    wrong_authority = demo.start(protected(infra, tmp_path / "another" / CA))
    wrong_host = demo.start(protected(infra, ca, "localhost"))
    for port in (wrong_authority, wrong_host):
        log = demo.folder / f"{port}.log"
        until(lambda log=log: '"error": "SSLCertVerificationError"' in log.read_text())
        until(lambda log=log: '"event": "store.prepare_failed"' in log.read_text())
    assert infra.db.leases.count_documents({}) == 0


@pytest.mark.parametrize("server", ["rabbitmq-tls", "mongod"])
def test_a_server_refuses_versions_of_tls_that_are_broken(infra: Infra, server: str):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(infra.place.tls / CA)
    with handshake(infra.place.port(server), context) as protected:
        assert protected.version() in ("TLSv1.2", "TLSv1.3")
    # The library would not even ask for them any more.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        handshake(infra.place.port(server), context)


def handshake(port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", port), 10)
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(plain.close)
        protected = context.wrap_socket(plain, server_hostname="127.0.0.1")
        on_failure.pop_all()
    return protected
