"""Personal values: masked without moving anything, and told equal however they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_shared.personal import MASK, PersonalKind, keyed_digest, mask, normal_value

SECRET, SALT = b"a secret of tests", b"a salt"
PHONES = [
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "0912-345-678",
    "(0912) 345 678",
    "+84912345678",
    "+84 912 345 678",
    "(+84) 912 345 678",
    "84 912 345 678",
    "0912 34 56 78",
]
LANDLINES = ["02733999001", "0273 3999 001", "(0273) 3999 001", "0273.3999.001", "+84 273 3999001"]
EMAILS = ["toasoan@hoamoi.vn", "Ban.Bien-Tap+1@tin.hoamoi.com.vn", "a_b@c-d.edu.vn"]


def _digest(kind: PersonalKind, value: str) -> str:
    return keyed_digest(SECRET, SALT, kind, value)


@pytest.mark.parametrize("phone", [*PHONES, *LANDLINES])
def test_phones_are_masked_in_every_writing(phone: str) -> None:
    """Mobile and landline numbers as Vietnamese pages write them."""
    text = f"Liên hệ: {phone}, gặp ban biên tập"
    masked = mask(text)
    assert not any(character.isdigit() for character in masked)
    assert masked.startswith("Liên hệ: ")
    assert masked.endswith(", gặp ban biên tập")


@pytest.mark.parametrize("email", EMAILS)
def test_emails_are_masked(email: str) -> None:
    """Whatever their letters and parts, and nothing around them."""
    assert mask(f"Thư: {email} nhé") == f"Thư: {MASK * len(email)} nhé"


@pytest.mark.parametrize(
    "text",
    [
        "Giấy phép số 2216/GP-TTĐT ngày 24/4/2017",
        "Quyết định 147/2024/NĐ-CP",
        "giá 1.250.000 đồng",
        "ngày 28-12-2020 lúc 10:30",
        "năm 2015 đến 2021",
    ],
)
def test_what_is_no_phone_stays(text: str) -> None:
    """Licence numbers, dates and sums are the evidence itself."""
    assert mask(text) == text


@given(st.text(max_size=200), st.lists(st.text(max_size=10), max_size=3))
def test_masking_moves_nothing(text: str, names: list[str]) -> None:
    """The length stays, and each place holds what it held, or the mask."""
    masked = mask(text, *names)
    assert len(masked) == len(text)
    assert all(new in (old, MASK) for new, old in zip(masked, text, strict=True))


@given(st.text(max_size=100))
def test_masking_twice_is_masking_once(text: str) -> None:
    """What is masked holds nothing more to mask."""
    assert mask(mask(text)) == mask(text)


def test_given_names_are_masked_whatever_their_case() -> None:
    """The responsible person's name, as often as it stands there."""
    text = "Ông TRẦN THỊ MẪU (Trần Thị Mẫu) chịu trách nhiệm"
    assert mask(text, "Trần Thị Mẫu") == f"Ông {MASK * 12} ({MASK * 12}) chịu trách nhiệm"
    assert mask(text, "") == text


def test_all_writings_of_a_phone_are_one() -> None:
    """With or without country code, dots and brackets."""
    assert len({_digest("phone", phone) for phone in PHONES}) == 1
    assert len({_digest("phone", phone) for phone in LANDLINES}) == 1
    assert _digest("phone", PHONES[0]) != _digest("phone", LANDLINES[0])


@given(st.text(min_size=1))
def test_composed_and_decomposed_letters_are_one(value: str) -> None:
    """NFC and NFD of a value have one digest, whatever kind it is."""
    kinds: tuple[PersonalKind, ...] = ("name", "email", "phone")
    for kind in kinds:
        composed = unicodedata.normalize("NFC", value)
        decomposed = unicodedata.normalize("NFD", value)
        assert _digest(kind, composed) == _digest(kind, decomposed)


def test_names_are_one_without_regard_to_case_space_and_tone_placement() -> None:
    """Hòa and Hoà, with one space or two, in capitals."""
    writings = ["Nguyễn Văn Hòa", "NGUYỄN VĂN HOÀ", "nguyễn  văn hòa", " Nguyễn-Văn Hoà "]
    assert len({_digest("name", name) for name in writings}) == 1
    assert normal_value("name", "Đỗ Đức") == "doduc"


def test_digests_are_keyed() -> None:
    """By the deployment's secret, the site's salt, and the kind of value."""
    value = "0912345678"
    digests = {
        keyed_digest(SECRET, SALT, "phone", value),
        keyed_digest(b"another secret here", SALT, "phone", value),
        keyed_digest(SECRET, b"another", "phone", value),
        keyed_digest(SECRET, SALT, "name", value),
    }
    assert len(digests) == 4
    assert all(len(digest) == 64 for digest in digests)
