"""Alterations of copies: harmless ones keep every word, real ones change what they say they do."""

import unicodedata
from random import Random

import pytest

from tests.evaluation.alterations import (
    HARMLESS,
    REAL,
    Paragraphs,
    curly_types,
    move_tones,
    other_headline,
    plain_types,
)
from tests.evaluation.wording import words

TEXT: Paragraphs = [
    ["Sáng nay, chợ nổi trên sông đông hơn mọi ngày nhờ trời tạnh ráo.", "Ghe chở đầy trái cây."],
    [
        "Ông Bảy cho biết ghe của ông bán được khoảng 320 ký dưa hấu chỉ trong buổi sáng.",
        "“Tôi chạy ghe ở khúc sông này đã ba mươi năm mà chưa thấy năm nào vui như vậy”, ông nói.",
        "Bà con hòa vào dòng người thăm thú, thuỷ triều lên cao tới sát bờ kè phía thượng nguồn.",
    ],
    [
        "Tuy nhiên, chính quyền xã lo ngại bến đò nhỏ không đủ chỗ cho khách trong dịp lễ tới.",
        "Xã dự định mở thêm hai bến tạm và cử người trực từ sáng sớm đến khi tan chợ.",
    ],
    ["Chợ họp từ bốn giờ sáng và vãn khi nắng lên.", "Khách muốn đi nên thuê ghe từ hôm trước."],
]


def _flat(parts: Paragraphs) -> list[str]:
    return [sentence for part in parts for sentence in part]


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_differences_keep_every_word(kind: str) -> None:
    """Spelling, tones and typography change no word that a reader would name."""
    altered = HARMLESS[kind](TEXT, Random(3))
    assert altered is not None
    joined = " ".join(_flat(altered))
    seen = joined.translate(dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad")))
    assert words(seen) == words(" ".join(_flat(TEXT)))


def test_tones_move_both_ways_and_never_behind_q() -> None:
    """The old and the new placement are exchanged; *quý* has but one."""
    assert move_tones("hòa bình, thuỷ triều, quý khách") == "hoà bình, thủy triều, quý khách"


def test_types_are_plain_or_curly() -> None:
    """Quotes, dashes and dots in both manners."""
    assert plain_types("“Vui” – ông nói…") == '"Vui" - ông nói...'
    assert curly_types('"Vui" - ông nói...') == "“Vui” – ông nói…"


@pytest.mark.parametrize("kind", REAL)
def test_real_changes_touch_one_sentence_inside(kind: str) -> None:
    """One sentence differs, is gone or is new; the text's two ends stand."""
    for seed in range(20):
        altered = REAL[kind](TEXT, Random(seed))
        assert altered is not None
        before, after = _flat(TEXT), _flat(altered)
        gone = [s for s in before if s not in after]
        new = [s for s in after if s not in before]
        assert (len(gone), len(new)) == {"dropped": (1, 0), "added": (0, 1)}.get(kind, (1, 1))
        assert (after[:2], after[-2:]) == (before[:2], before[-2:])


def test_a_changed_figure_is_another_figure_of_the_same_length() -> None:
    """Only the number differs, and it is as long as before."""
    altered = REAL["figure"]([*TEXT], Random(5))
    assert altered is not None
    new = next(s for s in _flat(altered) if s not in _flat(TEXT))
    number = "".join(c for c in new if c.isdigit())
    assert len(number) == 3
    assert number != "320"
    assert new.replace(number, "320") in _flat(TEXT)


def test_a_text_without_the_place_is_left() -> None:
    """No quotation, no misquotation."""
    short: Paragraphs = [["Trời mưa to."] * 6]
    assert REAL["quotation"](short, Random(1)) is None
    assert REAL["figure"](short, Random(1)) is None


def test_a_headline_is_turned() -> None:
    """The new headline holds the old one's words and more."""
    assert other_headline("Chợ nổi đông khách", Random(1)) != "Chợ nổi đông khách"


def test_the_same_chance_gives_the_same_text() -> None:
    """Derivation is repeatable."""
    assert HARMLESS["all_spellings"](TEXT, Random("s")) == HARMLESS["all_spellings"](
        TEXT, Random("s")
    )
    altered = HARMLESS["nfd"](TEXT, Random(1))
    assert altered is not None
    assert all(unicodedata.is_normalized("NFD", s) for s in _flat(altered))
