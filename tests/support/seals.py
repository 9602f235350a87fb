"""A key that seals documents in tests, and its certificate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from minhbach_case.documents.sealing import Seal, read_seal

SEALED_BY: Final = "Sở Văn hóa, Thể thao và Du lịch (thử)"
_NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)


def new_key() -> EllipticCurvePrivateKey:
    """A key of tests only."""
    return generate_private_key(SECP256R1())


def certificate_of(key: EllipticCurvePrivateKey) -> x509.Certificate:
    """Its certificate, signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SEALED_BY)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_NOW - timedelta(days=30 * 365))
        .not_valid_after(_NOW + timedelta(days=30 * 365))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def seal_in(folder: Path) -> Seal:
    """A seal whose files lie in this folder."""
    key = new_key()
    paths = folder / "key.pem", folder / "certificate.pem"
    paths[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    paths[1].write_bytes(certificate_of(key).public_bytes(Encoding.PEM))
    return read_seal(*paths, "")
