"""The agency's digital signature on a PDF: PAdES, with a key from files."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from cryptography.x509 import Certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID

from minhbach_shared.errors import Misconfigured

# Signing takes half a second to load: only where a seal is set.
if TYPE_CHECKING:
    from pyhanko.sign import SimpleSigner

FIELD: Final = "MinhBach"
"""The signature's field in the file."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A key that signs, and whose it is."""

    signer: "SimpleSigner"
    name: str

    async def sign(self, pdf: bytes) -> bytes:
        """The same pages with a signature over every byte before it (PAdES baseline B-B)."""
        return await asyncio.to_thread(self._sign, pdf)

    def _sign(self, pdf: bytes) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.fields import SigSeedSubFilter

        meta = PdfSignatureMetadata(
            field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        written = BytesIO()
        PdfSigner(meta, self.signer).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), output=written
        )
        return written.getvalue()


def read_seal(key_file: Path, certificate_file: Path | None, password: str) -> Seal:
    """The seal of a PKCS#12 file, or of a PEM key and its PEM certificate (the chain may follow).

    Raises:
        Misconfigured: a file cannot be read, is none of its kind, or key and certificate differ.
    """
    secret = password.encode() or None
    try:
        if certificate_file is None:
            return _from_pkcs12(key_file.read_bytes(), secret)
        return _from_pem(key_file.read_bytes(), certificate_file.read_bytes(), secret)
    except OSError as error:
        raise Misconfigured(f"{_WRONG} {error.filename} cannot be read") from None
    except (ValueError, TypeError) as error:
        # The libraries' messages name the fault, never the key.
        raise Misconfigured(f"{_WRONG} {key_file}: {error}") from None


_WRONG: Final = (
    "MINHBACH_SEAL_KEY_FILE, MINHBACH_SEAL_CERTIFICATE_FILE and MINHBACH_SEAL_PASSWORD have to "
    "name a PKCS#12 file, or a PEM key and its PEM certificate:"
)


def _from_pkcs12(data: bytes, password: bytes | None) -> Seal:
    found = pkcs12.load_pkcs12(data, password)
    if found.key is None or found.cert is None:
        raise ValueError("it holds no key with its certificate")
    chain = [found.cert.certificate, *(other.certificate for other in found.additional_certs)]
    return _seal(found.key, chain)


def _from_pem(key: bytes, certificates: bytes, password: bytes | None) -> Seal:
    return _seal(load_pem_private_key(key, password), load_pem_x509_certificates(certificates))


def _seal(key: PrivateKeyTypes, chain: Sequence[Certificate]) -> Seal:
    from pyhanko.keys.internal import (
        translate_pyca_cryptography_cert_to_asn1,
        translate_pyca_cryptography_key_to_asn1,
    )
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    if key.public_key() != chain[0].public_key():
        raise ValueError("the key does not belong to the certificate")
    own, *others = [translate_pyca_cryptography_cert_to_asn1(one) for one in chain]
    private = translate_pyca_cryptography_key_to_asn1(key)
    # The library leaves this one without types.
    store = SimpleCertificateStore.from_certs(others)  # type: ignore[no-untyped-call]
    return Seal(SimpleSigner(own, private, store), _name(chain[0]))


def _name(certificate: Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
