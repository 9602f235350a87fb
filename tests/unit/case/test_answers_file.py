"""A report's form as a file: what is written comes back as it was, and nothing else is read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.filings.answers import Answers, read_answers
from minhbach_case.domain.filings.steps import year_key
from minhbach_case.filings.answers_file import UnreadableAnswers, form_file, read_answers_file
from minhbach_case.filings.forms_file import load_forms
from minhbach_case.filings.views import FormToFill
from minhbach_case.web.texts import LANGUAGES, Language
from tests.support.filings import ANSWERS

FORM = load_forms().current("yearly")
# What a form takes, in any letters; line breaks of other kinds no form keeps.
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"))


def _to_fill(**answers: str | int | bool) -> FormToFill:
    return FormToFill(
        report=year_key(2025), year=2025, request_id=None, form=FORM, seen_version=0,
        answers=answers,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_filed_comes_back(language: Language) -> None:
    """Numbers, days, yes and no, lines: the form reads the file as it read the report."""
    match read_answers(FORM, ANSWERS, whole=True):
        case Answers() as kept:
            pass
        case faulty:
            raise AssertionError(faulty)
    text = form_file(_to_fill(**kept.all), language)
    read = read_answers(FORM, read_answers_file(text, "a.yaml"), whole=True)
    assert read == kept
    assert kept.all["licence_issued_on"] == date(2024, 4, 24).isoformat()
    assert 'licence_issued_on: "24/04/2024"' in text
    empty = form_file(_to_fill(), language)
    assert read_answers_file(empty, "a.yaml") == {}
    assert all(f"\n{one.name}:" in empty for one in FORM.fields)


@given(st.lists(WORDS, min_size=1, max_size=4).map("\n".join))
def test_any_words_come_back(words: str) -> None:
    """Signs of YAML, Vietnamese, lines: but for spaces at the ends."""
    text = form_file(_to_fill(changes=words), "vi")
    assert read_answers_file(text, "a.yaml").get("changes", "") == words.strip()


def test_words_stay_words() -> None:
    """What YAML would read as a number, an octal, a day or a truth; JSON is read too."""
    written = (
        'items: 1.200\nphone: 02733770\nday: 2024-04-24\nreviewed: yes\nnone: ~\nword: "null"\n'
    )
    assert read_answers_file(written, "a.yaml") == {
        "items": "1.200",
        "phone": "02733770",
        "day": "2024-04-24",
        "reviewed": "yes",
        "word": "null",
    }
    json = '{"items": 1200, "reviewed": true, "none": null}'
    assert read_answers_file(json, "a.json") == {"items": "1200", "reviewed": "true"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: write"),
        ("- items", "line 1: write"),
        ("a: 1\nitems: [1, 2]", "line 2: an answer is words"),
        ("a: 1\nitems:\n  b: 2", "line 2: an answer is words"),
        ("items: 1\nitems: 2", "'items' stands twice"),
        ('items: "1', "line 1: no YAML"),
        ("items: &x *x", "no YAML"),
        ("items: \x00", "no YAML"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, told: str) -> None:
    """With the file's name, and the line where there is one."""
    with pytest.raises(UnreadableAnswers, match=told) as refused:
        read_answers_file(text, "a.yaml")
    assert str(refused.value).startswith("a.yaml")
