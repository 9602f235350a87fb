"""Ed25519 signatures, checked by the reference arithmetic of RFC 8032, section 6."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
# What stands before the 32 bytes of a public key in a PEM file (RFC 8410).
SPKI = bytes.fromhex("302a300506032b6570032100")


def _add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return (e * f, g * h, f * g, e * h)


def _times(n: int, point: tuple[int, ...]) -> tuple[int, ...]:
    result: tuple[int, ...] = (0, 1, 1, 0)
    while n > 0:
        result = _add(result, point) if n & 1 else result
        point, n = _add(point, point), n >> 1
    return result


def _point(packed: bytes) -> tuple[int, ...] | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key (32 bytes) signed the message."""
    if len(key) != 32 or len(signature) != 64 or BASE is None:
        return False
    a, r, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = hashlib.sha512(signature[:32] + key + message).digest()
    left, right = _times(s, BASE), _add(r, _times(int.from_bytes(h, "little") % Q, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def key_of(word: str) -> bytes:
    """A public key: 64 hex digits, or a PEM file.

    Raises:
        OSError: there is no such file, or it cannot be read.
        ValueError: it is no public key; a private one is none.
    """
    if re.fullmatch("[0-9a-fA-F]{64}", word):
        return bytes.fromhex(word)
    lines = Path(word).read_text("ascii").strip().splitlines()
    packed = base64.b64decode("".join(line for line in lines if not line.startswith("-")))
    if len(packed) != len(SPKI) + 32 or not packed.startswith(SPKI):
        raise ValueError
    return packed[len(SPKI) :]
