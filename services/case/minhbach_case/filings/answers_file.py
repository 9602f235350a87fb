"""A report's form as a file to fill in, and back: YAML, a line a field, in which words stay words.

Nothing in it is read as a number, a day or a yes: ``1.204``, ``0273 399`` and ``24/4/2024`` come as
they were written, and the form's own fields say what they are.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import yaml

from minhbach_case.domain.filings.answers import Answer
from minhbach_case.domain.filings.form import FieldKind, FormField
from minhbach_case.filings.views import FormToFill
from minhbach_case.web.texts import Language

# Words are not folded: what is edited is one line.
LINE_LENGTH: Final = 10**6
_NOTHING: Final = frozenset(("", "~", "null"))
_HOW: Final[Mapping[Language, Mapping[FieldKind, str]]] = {
    "vi": {
        "line": "một dòng",
        "text": "nhiều dòng được",
        "whole_number": "số nguyên",
        "day": "ngày/tháng/năm",
        "yes_no": "yes hoặc no",
        "choice": "một trong",
        "email": "thư điện tử",
        "phone": "điện thoại",
    },
    "en": {
        "line": "one line",
        "text": "may have lines",
        "whole_number": "a whole number",
        "day": "day/month/year",
        "yes_no": "yes or no",
        "choice": "one of",
        "email": "an e-mail address",
        "phone": "a telephone number",
    },
}
_REQUIRED: Final[Mapping[Language, str]] = {"vi": "bắt buộc", "en": "required"}
_LINES: Final[Mapping[Language, str]] = {
    "vi": "Nhiều dòng: viết `tên: |`, rồi mỗi dòng bên dưới lùi vào hai dấu cách.",
    "en": "Several lines: write `name: |`, then each line below with two spaces before it.",
}


class UnreadableAnswers(Exception):
    """The file as a whole cannot be read; the message says where and what to do."""


def form_file(found: FormToFill, language: Language) -> str:
    """A form with what stands in it, as text to edit; its labels stand as comments."""
    return "\n".join(_written(found, language)) + "\n"


def read_answers_file(text: str, file: str) -> dict[str, str]:
    """What was filled in, by field, as it was written; an empty field is left out.

    Args:
        file: its name, for messages.

    Raises:
        UnreadableAnswers: it is no YAML (or JSON) of a name and its words a line; says which line.
    """
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableAnswers(f"{file}, line {line}: no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise UnreadableAnswers(f"{file}: no YAML: {error}") from None
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableAnswers(f"{file}, line 1: write `field: answer`, a field a line")
    answers: dict[str, str] = {}
    for name, words in _pairs(node, file):
        if name in answers:
            raise UnreadableAnswers(f"{file}: the field {name!r} stands twice")
        answers[name] = words
    return {name: words for name, words in answers.items() if words}


def _pairs(node: yaml.MappingNode, file: str) -> Iterator[tuple[str, str]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise UnreadableAnswers(f"{file}, line {line}: an answer is words, not a list of them")
        # Unquoted: a word in quotes means what it says.
        empty = value.style is None and value.value in _NOTHING
        yield key.value, "" if empty else value.value.strip()


def _written(found: FormToFill, language: Language) -> Iterator[str]:
    form = found.form
    title = form.title.model_dump()[language]
    yield f"# {title}: {found.year or found.request_id} ({form.identity})"
    yield f"# {_LINES[language]}"
    for section in form.sections:
        yield f"\n# == {section.title.model_dump()[language]}"
        for one in section.fields:
            yield f"# {_label(one, language)}"
            yield _line(one, found.answers.get(one.name))


def _label(one: FormField, language: Language) -> str:
    how = _HOW[language][one.kind]
    if one.options:
        how += " " + ", ".join(option.value for option in one.options)
    need = f"; {_REQUIRED[language]}" if one.required else ""
    said = one.help.model_dump()[language] if one.help else ""
    return f"{one.label.model_dump()[language]} ({how}{need}){f'. {said}' if said else ''}"


def _line(one: FormField, answer: Answer | None) -> str:
    words = _as_words(one, answer).strip()
    if not words:
        return f"{one.name}:"
    style = "|" if "\n" in words else '"'
    written = yaml.dump(words, default_style=style, allow_unicode=True, width=LINE_LENGTH)
    return f"{one.name}: {written.rstrip()}"


def _as_words(one: FormField, answer: Answer | None) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return "yes" if answer else "no"
        case str() if one.kind == "day":
            return "/".join(reversed(answer.split("-")))
        case _:
            return str(answer)
