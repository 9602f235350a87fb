"""What is sought by its words first is found as by its pattern alone."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach_classifier.domain.duties import comments_none
from minhbach_classifier.domain.fields import contacts, labels, licence, organisations, people
from minhbach_classifier.domain.fields.sought import (
    Begun,
    Sought,
    begun,
    caseless,
    lines_with,
    lowered,
)

_ALL = [
    pytest.param(value, id=f"{module.__name__.split('.')[-1]}{name}")
    for module in (comments_none, contacts, labels, licence, organisations, people)
    for name, value in vars(module).items()
    if isinstance(value, Sought)
]
_FEW = settings(max_examples=25, deadline=None)


@pytest.mark.parametrize("one", _ALL)
@_FEW
@given(st.data())
def test_words_are_needed(one: Sought, data: st.DataObject) -> None:
    """Asked for its words first, a pattern finds the same."""
    text = data.draw(st.from_regex(one.pattern))
    written = isinstance(one, Begun) or one.pattern.flags & re.IGNORECASE
    told = (text, caseless(lowered(text))) if written else (text,)
    assert _spans(one.finditer(*told)) == _spans(one.pattern.finditer(text))


def test_a_match_within_another_is_left_out() -> None:
    """Matches follow one another, also where a word stands inside of one."""
    one = begun(r"(?:một|hai)(?: (?:một|hai))*", "hai;một")
    assert _spans(one.finditer("một hai một, hai")) == [(0, 11), (13, 16)]


@_FEW
@given(st.text(alphabet="IiıİsſSKkÉéĐđβΣ\n "))
def test_small_letters_stand_for_either_case(text: str) -> None:
    """A pattern without case finds in a text what it finds in its small letters with case."""
    small = caseless(lowered(text))
    for words in ("i", "s", "k", "é", "đ"):
        either = _spans(re.finditer(words, text, re.IGNORECASE))
        assert _spans(re.finditer(words, small)) == either


def test_lines_with_a_sign() -> None:
    """Each line that holds the sign is told once, in order."""
    text = "a@b@c\nno\n@\n\nlast@"
    assert [text[slice(*line)] for line in lines_with(text, "@")] == ["a@b@c", "@", "last@"]


def _spans(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [one.span() for one in found]
