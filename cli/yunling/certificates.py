"""Certificates for broker and database, from an authority whose key is thrown away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yunling.stack.secret import write_private

CA, SERVER, KEY, BOTH = "ca.pem", "server.crt", "server.key", "server.pem"
VALID_FOR, RENEWED_BEFORE = timedelta(days=397), timedelta(days=30)


def ensure_certificates(folder: Path, host: str = "127.0.0.1") -> None:
    """Make what a server at `host` (a name or an IP address) needs, unless it is there and valid
    for another month: the authority's certificate, the server's with its key, and both in one."""
    if _valid(folder):
        return
    authority, ca = _new(f"yunling authority of {host}")
    key, certificate = _new(host, (authority, ca))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    write_private(folder / KEY, private)
    write_private(folder / SERVER, _pem(certificate))
    write_private(folder / BOTH, _pem(certificate) + private)
    # Last, because it is what is looked at.
    write_private(folder / CA, _pem(ca))


def _valid(folder: Path) -> bool:
    try:
        ca = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    return ca.not_valid_after_utc - datetime.now(UTC) > RENEWED_BEFORE


def _new(
    name: str, issuer: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None = None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key and its certificate: an authority's own, or a server's by its issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by_key, by_name = (issuer[0], issuer[1].subject) if issuer else (key, subject)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer:
        certificate = certificate.add_extension(
            x509.SubjectAlternativeName([_host(name)]), critical=False
        ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return key, certificate.sign(by_key, hashes.SHA256())


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
