"""Certificates of a test's own authority.

Valid, expired, for another name, signed by itself.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
YEAR = timedelta(days=365)


@cache
def _authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, subject, key, age=timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, age: timedelta
) -> x509.CertificateBuilder:
    begins = datetime.now(UTC) - age
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + YEAR)
    )


def authority_file(folder: Path) -> Path:
    """The authority's certificate, for SSL_CERT_FILE."""
    file = folder / "authority.pem"
    file.write_bytes(_authority("Easel's tests")[0].public_bytes(serialization.Encoding.PEM))
    return file


def tls(
    folder: Path,
    *,
    host: str = HOST,
    age: timedelta = timedelta(days=1),
    authority: str = "Easel's tests",
    self_signed: bool = False,
) -> SSLContext:
    """A server's side of TLS. `age`: how long ago its certificate of one year began."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    issuer, signer = (subject, key) if self_signed else (_authority(authority)[0].subject, _authority(authority)[1])
    named = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
    certificate = (
        _builder(subject, issuer, key, age=age)
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
