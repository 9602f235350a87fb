"""The seal on a letter: a signature that a standard validator accepts, and wrong files refused."""

from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pydantic import SecretStr
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from minhbach_case.documents.sealing import Seal, read_seal
from minhbach_case.statement_settings import StatementSettings
from minhbach_shared.errors import Misconfigured
from tests.support.seals import SEALED_BY, certificate_of, new_key
from tests.support.statements import last_statement, letter, noticed, pdf_of
from tests.support.suspicions import site_of, suspected

PASSWORD: Final = "a password of tests only"


@pytest.fixture(scope="module")
def key() -> EllipticCurvePrivateKey:
    """A key of tests only."""
    return new_key()


@pytest.fixture(scope="module")
def certificate(key: EllipticCurvePrivateKey) -> x509.Certificate:
    """Its certificate, signed by itself."""
    return certificate_of(key)


@pytest.fixture
def p12(tmp_path: Path, key: EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    """Both in a PKCS#12 file."""
    path = tmp_path / "seal.p12"
    encryption = BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, encryption)
    )
    return path


@pytest.fixture
def pem(
    tmp_path: Path, key: EllipticCurvePrivateKey, certificate: x509.Certificate
) -> tuple[Path, Path]:
    """Both in PEM files."""
    paths = tmp_path / "key.pem", tmp_path / "certificate.pem"
    paths[0].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    paths[1].write_bytes(certificate.public_bytes(Encoding.PEM))
    return paths


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A letter without a seal."""
    return pdf_of(letter(last_statement(*noticed(suspected(site_of("thu"))))))


async def _validated(signed: bytes, certificate: x509.Certificate) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(BytesIO(signed)).embedded_signatures
    root = translate_pyca_cryptography_cert_to_asn1(certificate)
    return await async_validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))


def _settings(key_file: Path | None, certificate_file: Path | None, word: str) -> StatementSettings:
    return StatementSettings(
        kafka_servers="127.0.0.1:1",
        mongodb_uri=SecretStr("mongodb://127.0.0.1:1"),
        mongodb_database="none",
        captures_url="file:///nowhere",
        secret=SecretStr("a secret of tests only"),
        seal_key_file=key_file,
        seal_certificate_file=certificate_file,
        seal_password=SecretStr(word),
    )


async def test_a_sealed_letter_is_valid(
    p12: Path, pdf: bytes, certificate: x509.Certificate
) -> None:
    """A validator finds the signature whole, over the whole file, by the agency's certificate."""
    seal = _settings(p12, None, PASSWORD).seal()
    assert isinstance(seal, Seal)
    assert seal.name == SEALED_BY
    status = await _validated(await seal.sign(pdf), certificate)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


async def test_a_changed_byte_is_found(
    pem: tuple[Path, Path], pdf: bytes, certificate: x509.Certificate
) -> None:
    """One byte of the letter changed after its sealing: the signature is not intact."""
    signed = bytearray(await read_seal(*pem, "").sign(pdf))
    # Within a font, so that the file can still be read.
    signed[len(pdf) // 3] ^= 1
    status = await _validated(bytes(signed), certificate)
    assert not status.intact
    assert not status.bottom_line


@pytest.mark.parametrize("word", ["", "wrong"])
def test_a_wrong_password_ends_the_start(p12: Path, word: str) -> None:
    """The message names the settings and the file, and no secret."""
    with pytest.raises(Misconfigured, match="MINHBACH_SEAL_KEY_FILE") as told:
        _settings(p12, None, word).seal()
    assert str(p12) in str(told.value)
    assert PASSWORD not in str(told.value)


def test_wrong_files_end_the_start(tmp_path: Path, pem: tuple[Path, Path]) -> None:
    """Rubbish, a missing file, a certificate of another key, a certificate alone."""
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"no key")
    other = tmp_path / "other.pem"
    other.write_bytes(certificate_of(new_key()).public_bytes(Encoding.PEM))
    wrong = [
        (rubbish, None),
        (tmp_path / "none", None),
        (pem[0], rubbish),
        (pem[0], other),
        (None, pem[1]),
    ]
    for key_file, certificate_file in wrong:
        with pytest.raises(Misconfigured, match="MINHBACH_SEAL_KEY_FILE"):
            _settings(key_file, certificate_file, "").seal()


def test_without_a_key_there_is_no_seal() -> None:
    """Nothing is set: letters are not signed, and their text says so."""
    assert _settings(None, None, "").seal() is None
    with pytest.raises(Misconfigured, match="MINHBACH_LETTER_FONTS"):
        _settings(None, None, "").model_copy(
            update={"letter_fonts": Path("/nonexistent")}
        ).font_folders()
