"""Code tables, as letters by row of sixteen; a dot stands where a table has nothing of its own.

TCVN3 is the half of TCVN 5712:1993 (VSCII-1) from A0 up, which the ``.Vn`` fonts show; below it
they keep Windows' own punctuation. VISCII is RFC 1456. VPS and VNI-Windows are as the fonts of
their makers have them, checked against the tables of the xvnkb keyboard; TCVN and VISCII against
those of GNU libc's iconv. In VNI a letter is followed by its mark.
"""

from functools import lru_cache
from typing import Final

_OPEN: Final = "·"
_TCVN3: Final = (
    0xA0,
    (
        "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"
        "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
        "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
        "éẹềểễếệìỉỄẾỒĩíịò"
        "Ổỏõóọồổỗốộờởỡớợù"
        "ỖủũúụừửữứựỳỷỹýỵỐ"
    ),
)
_VISCII: Final = (
    0x80,
    (
        "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
        "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
        "Õắằặấầẩậẽẹếềểễệố"
        "ồổỗỠƠộờởịỰỨỪỬơớƯ"
        "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
        "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
        "àáâãảăữẫèéêẻìíĩỉ"
        "đựòóôõỏọụùúũủýợỮ"
    ),
)
_VISCII_LOW: Final = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS: Final = (
    0x80,
    (
        "ÀẢÃẤẦẨọỗĂếềểệẮẰẲ"
        "Ế··ỀỂỄỐỒỔỖýỷỵỚỜỞ"
        "·ắằẳẵặỠớÙờởỡŨỨợỪ"
        "ổỬỲỸÍÌộỈĨÓửữÒỎÕự"
        "ầÁÂấẩẫậđẻÉÊẹỉễịỹ"
        "ƯỦồốÔỏơÈừứÚũưÝẺ·"
        "àáâãảạă·èéêẽìí·ĩ"
        "ẴĐòóôõ·Ơụùúủ·ỶẼỳ"
    ),
)
_VPS_LOW: Final = {
    0x02: "Ạ",
    0x03: "Ậ",
    0x04: "Ặ",
    0x05: "Ẹ",
    0x06: "Ệ",
    0x10: "Ị",
    0x11: "Ọ",
    0x12: "Ộ",
    0x13: "Ợ",
    0x14: "Ụ",
    0x15: "Ự",
    0x19: "Ỵ",
    0x1C: "Ẫ",
    0x1D: "Ữ",
}
_VNI_TONES: Final = "ùøûõï"
"""Behind a vowel: acute, grave, hook, tilde, dot below."""
_VNI_ROUND: Final = "âáàåãä"
"""Behind a, e and o: circumflex, alone and with each tone."""
_VNI_SHORT: Final = "êéèúüë"
"""Behind a: breve, alone and with each tone."""
_VNI_MARKED: Final = (
    ("a", _VNI_TONES, "áàảãạ"),
    ("a", _VNI_ROUND, "âấầẩẫậ"),
    ("a", _VNI_SHORT, "ăắằẳẵặ"),
    ("e", _VNI_TONES, "éèẻẽẹ"),
    ("e", _VNI_ROUND, "êếềểễệ"),
    ("o", _VNI_TONES, "óòỏõọ"),
    ("o", _VNI_ROUND, "ôốồổỗộ"),
    ("ô", _VNI_TONES, "ớờởỡợ"),
    ("u", _VNI_TONES, "úùủũụ"),
    ("ö", _VNI_TONES, "ứừửữự"),
    ("y", _VNI_TONES, "ýỳỷỹ"),
)
_VNI_SINGLE: Final = {"ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}

Table = dict[int, str]
"""Code point of the Windows-1252 character to the letter meant."""


@lru_cache(maxsize=1)
def _windows() -> str:
    return "".join(
        bytes([code]).decode("cp1252") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(code)
        for code in range(256)
    )


def windows_1252(body: bytes) -> str:
    """Bytes as browsers read Latin-1: every byte is one character, none is lost."""
    return body.decode("latin-1").translate(_controls())


@lru_cache(maxsize=1)
def _controls() -> dict[int, str]:
    return {code: _windows()[code] for code in range(0x80, 0xA0)}


def _table(first: int, letters: str, low: dict[int, str]) -> Table:
    view = _windows()
    high = {ord(view[first + i]): c for i, c in enumerate(letters) if c != _OPEN}
    return {**low, **high}


@lru_cache(maxsize=1)
def tcvn3() -> Table:
    """TCVN3, also called ABC."""
    return _table(*_TCVN3, {})


@lru_cache(maxsize=1)
def viscii() -> Table:
    """VISCII."""
    return _table(*_VISCII, _VISCII_LOW)


@lru_cache(maxsize=1)
def vps() -> Table:
    """VPS."""
    return _table(*_VPS, _VPS_LOW)


@lru_cache(maxsize=1)
def windows_1258() -> Table:
    """Windows-1258, whose tones are letters of their own: compose them afterwards."""
    return {
        ord(seen): bytes([code]).decode("cp1258", "ignore") or seen
        for code, seen in enumerate(_windows())
        if code >= 0x80
    }


@lru_cache(maxsize=1)
def vni() -> dict[str, str]:
    """VNI-Windows: one or two characters to the letter meant."""
    small = {
        base + mark: letter
        for base, marks, letters in _VNI_MARKED
        for mark, letter in zip(marks, letters, strict=False)
    } | _VNI_SINGLE
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in small.items()}
    large = {key.upper(): letter.upper() for key, letter in small.items()}
    return {**mixed, **large, **small}
