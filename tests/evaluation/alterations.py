"""What a copier does to a text: nothing that counts (spelling, typography), or a real change.

Every function takes paragraphs of sentences and a source of chance, and gives the altered
paragraphs, or None where this text offers no place for the change.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final

from tests.evaluation.wording import containment, is_apart, is_plain

Paragraphs = list[list[str]]
Alteration = Callable[[Paragraphs, Random], Paragraphs | None]

_NUMBER: Final = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:[.,]\d{1,3})*(?![\w.,/:-]*\d)(?!\w)")
_QUOTED: Final = re.compile(r"“([^“”]{25,300})”|\"([^\"]{25,300})\"")
_ZERO_WIDTH: Final = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u00ad")
_OLD: Final = (
    "òa",
    "óa",
    "ỏa",
    "õa",
    "ọa",
    "òe",
    "óe",
    "ỏe",
    "õe",
    "ọe",
    "ùy",
    "úy",
    "ủy",
    "ũy",
    "ụy",
)
_NEW: Final = (
    "oà",
    "oá",
    "oả",
    "oã",
    "oạ",
    "oè",
    "oé",
    "oẻ",
    "oẽ",
    "oẹ",
    "uỳ",
    "uý",
    "uỷ",
    "uỹ",
    "uỵ",
)
_TONES: Final[Mapping[str, str]] = dict(zip((*_OLD, *_NEW), (*_NEW, *_OLD), strict=True))
_OPEN_TONE: Final = re.compile(rf"(?<![qQ])({'|'.join(_TONES)})(?!\w)")
_TYPES: Final[Mapping[str, str]] = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-",
}  # fmt: skip
_SAME_SENSE: Final = (
    ("cho biết", "cho hay"), ("khoảng", "chừng"), ("hiện nay", "bây giờ"), ("do đó", "vì thế"),
    ("tuy nhiên", "thế nhưng"), ("ngoài ra", "bên cạnh đó"), ("bắt đầu", "khởi đầu"),
    ("nhiều người", "không ít người"), ("được biết", "theo tìm hiểu"), ("xảy ra", "diễn ra"),
    ("sử dụng", "dùng"), ("thực hiện", "tiến hành"), ("khẳng định", "quả quyết"),
    ("yêu cầu", "đề nghị"), ("phát hiện", "tìm thấy"), ("nguyên nhân", "lý do"),
    ("lo ngại", "e ngại"), ("giúp", "hỗ trợ"), ("trong khi đó", "cùng lúc ấy"),
    ("liên quan đến", "dính dáng tới"), ("đã có mặt", "đã tới nơi"), ("tiếp tục", "vẫn cứ"),
    ("gia đình", "người nhà"), ("phương tiện", "xe cộ"), ("hỗ trợ", "giúp đỡ"),
    ("rất nhiều", "vô số"), ("đặc biệt", "nhất là"), ("theo đó", "như vậy"),
    ("các đơn vị", "những nơi"), ("cơ quan chức năng", "nhà chức trách"),
)  # fmt: skip
_ADDED: Final = (
    "Chúng tôi cho rằng đây là việc làm đáng để mọi địa phương học tập.",
    "Dư luận đang đặt câu hỏi vì sao sự việc không được ngăn chặn sớm hơn.",
    "Trước đó, một trường hợp tương tự cũng từng được bạn đọc phản ánh tới tòa soạn.",
    "Nhiều bạn đọc bày tỏ mong muốn sớm có thêm thông tin chính thức về việc này.",
    "Đây là lần thứ hai trong năm nay câu chuyện này được nhắc lại ở tỉnh nhà.",
    "Giới quan sát nhận định tình hình có thể còn thay đổi trong những tuần tới.",
)


def _each(change: Callable[[str], str]) -> Alteration:
    def altered(parts: Paragraphs, _chance: Random) -> Paragraphs:
        return [[change(sentence) for sentence in part] for part in parts]

    return altered


def untouched(parts: Paragraphs, _chance: Random) -> Paragraphs:
    """The text as it stands."""
    return parts


def move_tones(text: str) -> str:
    """Tone marks on the other vowel: *hòa* for *hoà* and the other way round."""
    return _OPEN_TONE.sub(lambda found: _TONES[found[1]], text)


def plain_types(text: str) -> str:
    """Typographic quotes, dashes and dots as a typewriter has them."""
    return "".join(_TYPES.get(c, c) for c in text)


def curly_types(text: str) -> str:
    """The other way: straight quotes become curly ones, three dots an ellipsis."""
    curled = re.sub(r'"([^"]*)"', r"“\1”", text)
    return curled.replace("...", "…").replace(" - ", " – ")


def spaced(parts: Paragraphs, chance: Random) -> Paragraphs:
    """White space of other kinds and widths between words; paragraphs cut elsewhere."""
    wide = ("\u00a0", "  ", "\t", "\u2009", "\n")
    said = [s for part in parts for s in part]
    written = [_respaced(s, wide, chance) for s in said]
    return [written[at : at + 2] for at in range(0, len(written), 2)]


def _respaced(sentence: str, wide: Sequence[str], chance: Random) -> str:
    return "".join(
        chance.choice(wide) if c == " " and chance.random() < 0.15 else c for c in sentence
    )


def zero_width(parts: Paragraphs, chance: Random) -> Paragraphs:
    """Characters without width, sown between letters."""
    return [["".join(_sown(c, chance) for c in s) for s in part] for part in parts]


def _sown(letter: str, chance: Random) -> str:
    return letter + chance.choice(_ZERO_WIDTH) if chance.random() < 0.02 else letter


def all_spellings(parts: Paragraphs, chance: Random) -> Paragraphs:
    """Every harmless difference at once."""
    moved = [[plain_types(move_tones(s)) for s in part] for part in parts]
    loose = zero_width(spaced(moved, chance), chance)
    return [[unicodedata.normalize("NFD", s) for s in part] for part in loose]


def figure(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    """One number of the text is another number of the same length."""
    return _changed(parts, chance, _NUMBER, lambda found: _other_number(found[0], chance))


def _other_number(number: str, chance: Random) -> str:
    digits = [at for at, c in enumerate(number) if c.isdigit()]
    at = digits[0] if len(digits) == 1 else chance.choice(digits[:2])
    others = [d for d in "123456789" if d != number[at]]
    return number[:at] + chance.choice(others) + number[at + 1 :]


def quotation(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    """What somebody is quoted with is put otherwise, within the quotation marks."""

    def other(found: re.Match[str]) -> str:
        said = found[1] or found[2]
        return found[0].replace(said, _misquoted(said, chance))

    return _changed(parts, chance, _QUOTED, other)


def _misquoted(said: str, chance: Random) -> str:
    tokens = said.split(" ")
    at = chance.randrange(1, max(2, len(tokens) - 1))
    if chance.random() < 0.5:
        return " ".join([*tokens[:at], *tokens[at + 2 :]])
    return " ".join(
        [*tokens[:at], chance.choice(("hoàn toàn", "thực sự", "chắc chắn")), *tokens[at:]]
    )


def _changed(
    parts: Paragraphs,
    chance: Random,
    pattern: re.Pattern[str],
    other: Callable[[re.Match[str]], str],
) -> Paragraphs | None:
    places = [(p, s) for p, s in _plain_places(parts) if pattern.search(parts[p][s])]
    if not places:
        return None
    at, place = chance.choice(places)
    sentence = parts[at][place]
    found = chance.choice(list(pattern.finditer(sentence)))
    said = sentence[: found.start()] + other(found) + sentence[found.end() :]
    return _with(parts, at, place, [said])


def _plain_places(parts: Paragraphs) -> list[tuple[int, int]]:
    """Sentences inside the text, none beside a caption: the collection runs them together.

    None that repeats the lead either: without it the text would still say the same.
    """
    places = [(p, s) for p, part in enumerate(parts) for s in range(len(part))]
    lead = " ".join(parts[0]) if parts else ""
    return [
        (p, s)
        for at, (p, s) in enumerate(places[2:-2], 2)
        if is_plain(parts[p][s])
        and not any(is_apart(parts[q][t]) for q, t in places[at - 1 : at + 2])
        and (p == 0 or containment(parts[p][s], lead) < 0.4)
    ]


def _with(parts: Paragraphs, at: int, place: int, instead: list[str]) -> Paragraphs:
    part = parts[at]
    return [*parts[:at], [*part[:place], *instead, *part[place + 1 :]], *parts[at + 1 :]]


def dropped(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    """One sentence inside the text is left out without a mark."""
    places = _plain_places(parts)
    if not places:
        return None
    at, place = chance.choice(places)
    return _with(parts, at, place, [])


def added(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    """A sentence of the copier's own stands inside the text."""
    places = _plain_places(parts)
    if not places:
        return None
    at, place = chance.choice(places)
    return _with(parts, at, place, [parts[at][place], chance.choice(_ADDED)])


def reworded(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    """One sentence says the same in other words."""
    places = [(p, s) for p, s in _plain_places(parts) if _resaid(parts[p][s]) is not None]
    if not places:
        return None
    at, place = chance.choice(places)
    said = _resaid(parts[at][place])
    return None if said is None else _with(parts, at, place, [said])


def _resaid(sentence: str) -> str | None:
    said = sentence
    for one, other in _SAME_SENSE:
        said = re.sub(rf"\b{one}\b", other, said, count=1)
        said = re.sub(rf"\b{one.capitalize()}\b", other.capitalize(), said, count=1)
    return said if said != sentence else None


def other_headline(title: str, chance: Random) -> str:
    """A headline as an editor rewrites it, to draw readers."""
    turns = ("Sốc: {}", "{} và sự thật phía sau", "Vì sao {}?", "{} khiến dư luận xôn xao")
    return chance.choice(turns).format(title.rstrip("?.! "))


HARMLESS: Final[Mapping[str, Alteration]] = {
    "untouched": untouched,
    "nfd": _each(lambda s: unicodedata.normalize("NFD", s)),
    "tones": _each(move_tones),
    "plain_types": _each(plain_types),
    "curly_types": _each(curly_types),
    "spaces": spaced,
    "zero_width": zero_width,
    "all_spellings": all_spellings,
}
REAL: Final[Mapping[str, Alteration]] = {
    "figure": figure,
    "quotation": quotation,
    "dropped": dropped,
    "added": added,
    "reworded": reworded,
}
