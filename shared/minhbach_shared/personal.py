"""Keyed digests of personal values, and masks: personal data stays home (safeguard 7).

A name, phone or e-mail travels only as an HMAC under the deployment's secret and a salt of the
site. Erasing the salt makes every digest of that site meaningless.
"""

import hashlib
import hmac
import re
import unicodedata
from typing import Final, Literal

PersonalKind = Literal["name", "phone", "email"]

EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PHONE: Final = re.compile(
    r"(?<![\d./-])(?:\(?\+?84[\d. ]{0,4}\)?|\(?0\d{1,3}\)?)(?:[\s.-]{0,2}\d){6,9}(?![\d/])"
)
MASK: Final = "█"


def normal_value(kind: PersonalKind, value: str) -> str:
    """The form in which two writings of one value are equal (case, spaces, tone, punctuation)."""
    text = unicodedata.normalize("NFC", value).casefold()
    if kind == "phone":
        digits = re.sub(r"\D", "", text)
        return "0" + digits[2:] if digits.startswith("84") else digits
    if kind == "email":
        return "".join(text.split())
    folded = unicodedata.normalize("NFD", text).replace("đ", "d")
    return "".join(c for c in folded if c.isalnum())


def keyed_digest(secret: bytes, salt: bytes, kind: PersonalKind, value: str) -> str:
    """HMAC-SHA-256 of the value's normal form, hex (64 characters)."""
    message = kind.encode() + b"\0" + salt + b"\0" + normal_value(kind, value).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def salt_digest(salt: bytes) -> str:
    """Tells one salt from another, hex; a salt is random, so nothing is guessed back from it."""
    return hashlib.sha256(b"salt\0" + salt).hexdigest()


def mask(text: str, *names: str) -> str:
    """The text with e-mails, phones and the given names masked, its length unchanged."""
    for pattern in (
        EMAIL,
        PHONE,
        *(re.compile(re.escape(n), re.IGNORECASE) for n in names if n),
    ):
        text = pattern.sub(lambda m: MASK * len(m.group()), text)
    return text
