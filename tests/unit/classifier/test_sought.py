"""What is sought by its words first is found as by its pattern alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach_classifier.domain.fields import contacts, labels, licence, organisations, people
from minhbach_classifier.domain.fields.sought import (
    Sought,
    begun,
    caseless,
    lines_with,
    lowered,
)

_ALL = [
    pytest.param(value, id=f"{module.__name__.split('.')[-1]}{name}")
    for module in (contacts, labels, licence, organisations, people)
    for name, value in vars(module).items()
    if isinstance(value, Sought)
]
_FEW = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize("one", _ALL)
@_FEW
@given(st.data())
def test_words_are_needed(one: Sought, data: st.DataObject) -> None:
    """Whatever a pattern matches holds one of its words."""
    text = data.draw(st.from_regex(one.pattern))
    assert [m.span() for m in one.finditer(text)] == [m.span() for m in one.pattern.finditer(text)]


@_FEW
@given(st.lists(st.sampled_from(["phố", "phố cổ", "p", "xã", "a", "1", " ", ".", "\n", "_"])))
def test_first_letters_come_before_the_look_back(parts: list[str]) -> None:
    """A pattern that begins with first letters matches where one that looks back first does."""
    text = "".join(parts)
    plain = re.compile(r"(?<![\w.])(?:phố cổ|phố|p|xã)(?!\w)")
    quick = re.compile(begun(r"[\w.]", "phố cổ;phố;p;xã") + r"(?!\w)")
    assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]


@_FEW
@given(st.text(alphabet="IiıİsſSKkÉéĐđβΣ\n "))
def test_small_letters_stand_for_either_case(text: str) -> None:
    """A pattern without case finds in a text what it finds in its small letters with case."""
    small = caseless(lowered(text))
    for words in ("i", "s", "k", "é", "đ"):
        either = [m.span() for m in re.finditer(words, text, re.IGNORECASE)]
        assert [m.span() for m in re.finditer(words, small)] == either


def test_lines_with_a_sign() -> None:
    """Each line that holds the sign is told once, in order."""
    text = "a@b@c\nno\n@\n\nlast@"
    assert [text[slice(*line)] for line in lines_with(text, "@")] == ["a@b@c", "@", "last@"]
