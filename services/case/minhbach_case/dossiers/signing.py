"""The agency's signature over a dossier's manifest: Ed25519, with a key from a file."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from minhbach_shared.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class ManifestKey:
    """A key that signs manifests."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> str:
        """The public key, in hex."""
        return self.private.public_key().public_bytes_raw().hex()

    def sign(self, manifest: bytes) -> bytes:
        """The signature, 64 bytes; the same manifest gives the same one (RFC 8032)."""
        return self.private.sign(manifest)


def read_manifest_key(file: Path) -> ManifestKey:
    """The key of a PEM file (PKCS#8), such as ``openssl genpkey -algorithm ed25519`` makes.

    Raises:
        Misconfigured: it cannot be read, or holds no Ed25519 key.
    """
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        # The library's message names the fault, never the key.
        raise Misconfigured(f"MINHBACH_DOSSIER_KEY_FILE {file} cannot be read: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Misconfigured(
            f"MINHBACH_DOSSIER_KEY_FILE {file} holds no Ed25519 key; make one with "
            "`openssl genpkey -algorithm ed25519 -out FILE`."
        )
    return ManifestKey(key)
