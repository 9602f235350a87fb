"""Charsets: a Vietnamese page is read whatever it is written in; other pages stay as they are."""

import unicodedata
from typing import Final

import pytest

from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.reading.charset import characters
from minhbach_classifier.domain.reading.legacy import tables
from minhbach_classifier.domain.reading.legacy.syllables import is_syllable
from tests.unit.classifier.markup import PROSE, article

ADDRESS: Final = "https://tin.example/bai-1"
_ROWS: Final = (
    "aàáảãạ",
    "ăằắẳẵặ",
    "âầấẩẫậ",
    "eèéẻẽẹ",
    "êềếểễệ",
    "iìíỉĩị",
    "oòóỏõọ",
    "ôồốổỗộ",
    "ơờớởỡợ",
    "uùúủũụ",
    "ưừứửữự",
    "yỳýỷỹỵ",
    "đ",
)
LETTERS: Final = " ".join(letter for row in _ROWS for letter in row)
SMALL: Final = f"{' '.join(PROSE)} {LETTERS}"
LARGE: Final = f"CẦU RẠCH ÔNG CẢ {LETTERS.upper()}"
ENGLISH: Final = "The bridge is 164 m long and 7 m wide; people paid for a third of it. " * 9


def _by_table(text: str, table: tables.Table) -> bytes:
    """Encode by a table of single bytes; the first place of a letter counts."""
    view = [tables.windows_1252(bytes([code])) for code in range(256)]
    codes = {table.get(ord(seen), seen): code for code, seen in reversed(list(enumerate(view)))}
    return bytes(codes[letter] for letter in text)


def _tcvn3(text: str) -> bytes:
    return _by_table(text.lower() if text.isupper() else _small(text), tables.tcvn3())


def _small(text: str) -> str:
    """TCVN3 has no capital with a tone: such a word is written small but for plain letters."""
    held = set(tables.tcvn3().values())
    return "".join(c if c.isascii() or c in held else c.lower() for c in text)


def _had(text: str, charset: str) -> str:
    """What a charset can say of a text."""
    return _small(text) if charset == "tcvn3" else text


def _vni(text: str) -> bytes:
    pairs = {letter: pair for pair, letter in tables.vni().items()}
    pairs |= {letter: pair for pair, letter in tables.vni().items() if pair.isupper()}
    pairs |= {letter: pair for pair, letter in tables.vni().items() if pair.islower()}
    return "".join(pairs.get(letter, letter) for letter in text).encode("cp1252")


def _cp1258(text: str) -> bytes:
    """As Windows' keyboard writes it: the letter, with its round or horn, then the tone."""
    out = b""
    for letter in text:
        spread = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(c for c in spread if c not in _TONES))
        out += (base + "".join(c for c in spread if c in _TONES)).encode("cp1258")
    return out


_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_FONTS: Final = {"tcvn3": ".VnTime", "vni": "VNI-Times"}


def _encoded(text: str, charset: str) -> bytes:
    match charset:
        case "tcvn3":
            return _tcvn3(text)
        case "vni":
            return _vni(text)
        case "cp1258":
            return _cp1258(text)
        case "viscii":
            return _by_table(text, tables.viscii())
        case "vps":
            return _by_table(text, tables.vps())
        case _:
            return text.encode(charset)


def _page(charset: str, *, font: str = "", english: str = "") -> bytes:
    """A whole page: a heading in capitals, prose with every letter, then plain ASCII."""
    capital = f"{font}H" if font.startswith(".Vn") else font
    style = f"<style>body {{font-family: {font}}}</style>" if font else ""
    large = b"<font face='%s'>%s</font>" % (
        (capital or ("x.VnTimeH" if charset == "tcvn3" else "Times")).encode(),
        _encoded(LARGE, charset),
    )
    small = _encoded(SMALL, charset)
    ascii_part = f"<p>{english}</p>".encode() if english else b""
    head = f"<html><head>{style}<title>Tin</title></head><body>".encode()
    return b"%s<h1>%s</h1><p>%s</p>%s</body></html>" % (head, large, small, ascii_part)


def _read(body: bytes, content_type: str | None = "text/html") -> Page:
    outcome = read(body, content_type, None, ADDRESS)
    assert isinstance(outcome, Page), outcome
    return outcome


@pytest.mark.parametrize("english", ["", ENGLISH], ids=["alone", "half ASCII"])
@pytest.mark.parametrize(
    "declared", [None, "iso-8859-1", "windows-1252", "x-user-defined", "utf-8", "us-ascii"]
)
@pytest.mark.parametrize("charset", ["cp1258", "tcvn3", "vni", "viscii", "vps", "utf-8"])
def test_every_letter_reads_back(charset: str, declared: str | None, english: str) -> None:
    """Upper and lower case, all tones, in each charset, whatever the page declares."""
    content_type = f"text/html; charset={declared}" if declared else "text/html"
    for font in ("", _FONTS.get(charset, "")):
        one = _read(_page(charset, font=font, english=english), content_type)
        assert one.charset == charset
        assert LARGE in one.text
        assert _had(SMALL, charset) in one.text


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells(coding: str) -> None:
    """UTF-8 with its mark, and UTF-16, whatever is declared."""
    body = f"<html><body><p>{SMALL}</p><p>{LARGE}</p></body></html>".encode(coding)
    one = _read(body, "text/html; charset=iso-8859-1")
    assert SMALL in one.text
    assert LARGE in one.text


def test_the_other_end_first_is_read_too() -> None:
    """UTF-16 as big-endian machines write it."""
    body = b"\xfe\xff" + f"<html><body><p>{SMALL}</p></body></html>".encode("utf-16-be")
    assert SMALL in _read(body).text


@pytest.mark.parametrize(
    ("raw", "label", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "x-viet-tcvn", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (
            "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
            "x-viet-vni",
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
        ),
        ("Xin ch\xe0o, th\xaa gi\xbei!", "viscii", "Xin chào, thế giới!"),
        ("Vi\x8ct Nam, ti\x89ng Vi\x8ct", "x-viet-vps", "Việt Nam, tiếng Việt"),
        ("Ti\xea\xecng Vi\xea\xf2t", "windows-1258", "Tiếng Việt"),
    ],
)
def test_a_known_writing_is_read(raw: str, label: str, meant: str) -> None:
    """Short texts as they are known from old pages, told by their label."""
    text = characters(f"<p>{raw}</p>".encode("latin-1"), f"text/html; charset={label}").text
    assert text == f"<p>{meant}</p>"


@pytest.mark.parametrize("charset", ["tcvn3", "vni"])
def test_letters_written_as_entities_are_read(charset: str) -> None:
    """Editors wrote the bytes as entities, by name or number; signs among them are letters too."""
    seen = tables.windows_1252(_encoded(SMALL, charset))
    spelt = "".join(c if c.isascii() else f"&#{ord(c)};" for c in seen)
    body = f"<style>p {{font-family: {_FONTS[charset]}}}</style><p>{spelt}</p>&copy; 2005"
    text = _read(body.encode()).text
    assert _had(" ".join(PROSE), charset) in text
    assert "© 2005" in text
    named = (
        "<p><font face='.VnTime'>C&eacute;ng h&szlig;a x&middot; h&eacute;i &laquo;ng</font></p>"
    )
    assert "Cộng hòa xã hội ông" in _read(named.encode()).text


def test_an_old_text_inside_a_page_in_unicode_is_read() -> None:
    """Pasted in with its font, byte by byte; the Unicode text around it stays as it is."""
    pasted = tables.windows_1252(_tcvn3(PROSE[0]))
    body = f"<p>{PROSE[1]} à la carte</p><p><font face='.VnTime'>{pasted}</font></p><p>{PROSE[2]}"
    text = _read(body.encode()).text
    expected = (f"{PROSE[1]} à la carte", _small(PROSE[0]), PROSE[2])
    assert text == "\n".join(expected)


def test_a_page_in_unicode_that_only_names_an_old_font_stays() -> None:
    """Templates kept the fonts when their texts had moved to Unicode."""
    body = f"<html><body style='font-family: .VnTime, VNI-Times'>{article()}</body></html>"
    one = _read(body.encode())
    assert one.charset == "utf-8"
    assert all(paragraph in one.text for paragraph in PROSE)


_FOREIGN: Final = {
    "French": "L'été dernier, près de Paris, les élèves ont reçu à l'école des leçons de "
    "français; « voilà », dit-il, où était la forêt, là-bas, à côté du château. Ça ira déjà mieux.",
    "German": "Die Straße über die Brücke führt zu schönen Häusern; für Kinder gibt es große "
    "Gärten und müde Füße, wie man früher hörte. Ähnlich süß wäre Öl.",
    "Italian": "Lunedì può darsi che la città sia più bella; ciò che è già così non è però perché, "
    "né là né qua; martedì e mercoledì, l'università, la libertà e la virtù.",
    "Spanish": "El niño pequeño comió en el jardín; la señora llegó mañana según el médico. ¿Qué "
    "está aquí? Dónde, cómo, cuándo: después también habrá más.",
    "Portuguese": "A nação não tem coração; às vezes há pão, maçãs e limões. Você está lá, avó e "
    "avô, até amanhã, três irmãs são órfãs.",
    "English": "The café’s résumé — “naïve” © 2005 ® José’s jalapeño à la carte » Home » News «",
    "Danish": "På øen så han små søer, blå bær, rødgrød på brød og æbler; hvornår må få gå på "
    "café?",
}


@pytest.mark.parametrize("language", _FOREIGN)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("times", [1, 30])
def test_western_pages_stay_as_they_are(language: str, declared: str | None, times: int) -> None:
    """Windows-1252 is no legacy Vietnamese, however much of it there is."""
    words = _FOREIGN[language]
    content_type = f"text/html; charset={declared}" if declared else None
    found = characters((f"<p>{words}</p>" * times).encode("cp1252"), content_type)
    assert found.charset == "windows-1252"
    assert found.text == f"<p>{words}</p>" * times


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("Привет, мир! Это страница на русском языке, и она остаётся такой.", "windows-1251"),
        ("ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอน", "tis-620"),
        ("中文网页的内容保持不变，编码由声明决定。", "gb18030"),
        ("日本語のページはそのまま読まれます。", "shift_jis"),
        ("한국어 페이지는 그대로 읽힙니다.", "euc-kr"),
        ("Zażółć gęślą jaźń, łódź i święta, proszę państwa.", "windows-1250"),
    ],
)
def test_other_charsets_are_read_as_declared(words: str, charset: str) -> None:
    """A declared charset that is none of the Vietnamese ones is believed."""
    body = f"<meta charset='{charset}'><p>{words}</p>".encode(charset)
    assert words in characters(body, None).text


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.999])
def test_a_page_in_utf_8_that_was_cut_stays_one(share: float) -> None:
    """Cut anywhere, also in the middle of a letter."""
    whole = f"<p>{SMALL * 20}</p>"
    for by in range(4):
        body = whole.encode()[: int(len(whole.encode()) * share) + by]
        found = characters(body, "text/html; charset=iso-8859-1")
        assert found.charset == "utf-8"
        assert whole.startswith(found.text.rstrip("\ufffd"))


def test_an_advertisement_in_another_charset_does_not_turn_a_page() -> None:
    """A few foreign bytes in a page that is UTF-8 otherwise."""
    body = f"<p>{SMALL * 5}</p>".encode() + b"<p>caf\xe9 d\xe9j\xe0 vu</p>"
    found = characters(body, None)
    assert found.charset == "utf-8"
    assert SMALL in found.text


@pytest.mark.parametrize("label", ["base64", "rot13", "hex", "zlib", "idna", "undefined", "x" * 40])
def test_a_label_that_is_no_charset_is_not_believed(label: str) -> None:
    """Python knows codecs that turn bytes into bytes or fail on principle: none is used."""
    assert characters(b"<p>caf\xe9 au lait</p>", f"text/html; charset={label}").text == (
        "<p>café au lait</p>"
    )


@pytest.mark.parametrize("table", [tables.tcvn3(), tables.viscii(), tables.vps()])
def test_a_table_holds_every_small_letter_once(table: tables.Table) -> None:
    """Each as one composed character."""
    letters = list(table.values())
    assert len(set(letters)) == len(letters)
    assert {c for c in LETTERS if not c.isascii()} <= set(letters)
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in letters)


@pytest.mark.parametrize("word", ["nghiêng", "Việt", "ỦY", "quốc", "giết", "ở", "khuỷu", "Đắk"])
def test_syllables_are_known(word: str) -> None:
    """As they are spelt and capitalised; place names of the highlands may be foreign."""
    assert is_syllable(word) == (word != "Đắk")


@pytest.mark.parametrize("word", ["éé", "vIệt", "tàc", "cầng̣", "straße", "çà"])
def test_what_is_no_syllable_is_told(word: str) -> None:
    """Two tones, capitals inside, a level tone before a stop, foreign letters."""
    assert not is_syllable(word)
