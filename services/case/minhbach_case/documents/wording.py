"""The words of letters as data: versioned templates, a file each, and one file of citations.

Everything is checked at the start: a template that lacks a text or a field, names one that is not
there, or cites a text of law that the citations do not know, is refused with its file and the
text's key. So no letter ever shows a blank.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minhbach_case.documents.citations import read_law
from minhbach_case.domain.delivery import LetterKind
from minhbach_case.domain.statement_law import Law
from minhbach_case.web.texts import LANGUAGES, Language, Texts
from minhbach_shared.errors import Misconfigured
from minhbach_shared.ids import digest_of

HERE: Final = Path(__file__).parent / "templates"
CITATIONS: Final = "citations.yaml"
LAW: Final = "law."
TEMPLATES: Final = (
    *("common", "annex", "mail", "notice", "decision", "appeal"),
    *("correction", "retraction", "reminder", "report_reminder"),
)
_Fields = dict[str, tuple[str | None, str]]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    template: str
    language: Language
    version: int = Field(ge=1)
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """One template; ``own`` where it is the agency's."""

    name: str
    version: int
    own: bool
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateMark:
    """What a letter's record says of the words that it was written with.

    Attributes:
        digest: of every text of the letter's language, since a letter uses several templates.
    """

    name: str
    version: int
    own: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of letters in every language, over others' for duties, fields and evidence."""

    texts: Mapping[Language, Texts]
    templates: Mapping[tuple[Language, str], Template]
    law: Law

    def mark(self, kind: LetterKind, language: Language) -> TemplateMark:
        """Which template a letter of this kind is written with."""
        used = self.templates[(language, kind)]
        all_texts = {
            name: dict(one.texts)
            for (tongue, name), one in self.templates.items()
            if tongue == language
        }
        return TemplateMark(used.name, used.version, used.own, digest_of(all_texts))

    def fields(self, kind: LetterKind, language: Language) -> frozenset[str]:
        """The fields that the text of a letter of this kind has."""
        return frozenset(_fields(self.templates[(language, kind)].texts[f"{kind}.text"]))


def read_wording(others: Mapping[Language, Texts], own: Path | None = None) -> Wording:
    """Reads the templates, the agency's own first.

    Args:
        others: words that letters share with the console.
        own: the agency's folder, laid out as ours: ``LANGUAGE/TEMPLATE.yaml``, and
            ``citations.yaml``; what it does not have is ours.

    Raises:
        Misconfigured: a file cannot be read, or a text or field is missing or unknown in it.
    """
    if own is not None:
        _check_folder(own)
    own_law = own / CITATIONS if own and (own / CITATIONS).is_file() else None
    law = read_law(own_law or HERE.parent / CITATIONS)
    templates = {
        (language, name): _chosen(own, language, name, law)
        for language in LANGUAGES
        for name in TEMPLATES
    }
    texts = {language: _joined(language, others[language], templates) for language in LANGUAGES}
    return Wording(texts, templates, law)


def _joined(
    language: Language, others: Texts, templates: Mapping[tuple[Language, str], Template]
) -> Texts:
    words = dict(others.words)
    for name in TEMPLATES:
        words |= templates[(language, name)].texts
    return Texts(language, words)


def _chosen(own: Path | None, language: Language, name: str, law: Law) -> Template:
    place = Path(language) / f"{name}.yaml"
    standard = _read(HERE / place, language, name)
    if own is None or not (own / place).is_file():
        return _resolved(standard, HERE / place, law, own=False)
    theirs = _read(own / place, language, name)
    _check_against(theirs, standard, own / place)
    return _resolved(theirs, own / place, law, own=True)


def _check_folder(own: Path) -> None:
    if not own.is_dir():
        raise Misconfigured(f"MINHBACH_LETTER_TEMPLATES: {own} is no folder.")
    known = {f"{language}/{name}.yaml" for language in LANGUAGES for name in TEMPLATES}
    found = {path.relative_to(own).as_posix() for path in own.rglob("*.yaml")}
    if unknown := sorted(found - known - {CITATIONS}):
        names = ", ".join((*sorted(known), CITATIONS))
        raise Misconfigured(f"{own / unknown[0]}: no letter uses this template; known are {names}.")


def _read(path: Path, language: Language, name: str) -> _File:
    try:
        file = _File.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path}: cannot be read as YAML: {error}") from error
    except ValidationError as error:
        raise Misconfigured(f"{path}: {_first(error)}") from error
    if (file.template, file.language) != (name, language):
        raise Misconfigured(
            f"{path}: says that it is template {file.template!r} in {file.language!r}; "
            f"{name!r} in {language!r} is expected here."
        )
    return file


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'the file'}: {fault['msg']}"


def _check_against(theirs: _File, standard: _File, path: Path) -> None:
    if missing := sorted(standard.texts.keys() - theirs.texts.keys()):
        raise Misconfigured(f"{path}: the text {missing[0]!r} is missing.")
    if unknown := sorted(theirs.texts.keys() - standard.texts.keys()):
        raise Misconfigured(f"{path}: the text {unknown[0]!r} is unknown: no letter uses it.")
    for key, text in theirs.texts.items():
        _check_text(path, key, text, standard.texts[key])


def _check_text(path: Path, key: str, text: str, standard: str) -> None:
    if not text.strip() and standard.strip():
        raise Misconfigured(f"{path}: the text {key!r} is empty.")
    has, needs = _parsed(path, key, text), _fields(standard)
    if unknown := sorted(has.keys() - needs.keys()):
        known = ", ".join(sorted(needs)) or "none"
        raise Misconfigured(
            f"{path}: {key!r}: the field {{{unknown[0]}}} is unknown; known here: {known}."
        )
    if missing := sorted(needs.keys() - has.keys()):
        raise Misconfigured(f"{path}: {key!r}: the field {{{missing[0]}}} is missing.")
    for name, form in has.items():
        if form != needs[name]:
            raise Misconfigured(f"{path}: {key!r}: write the field {name!r} as {{{name}}}.")


def _parsed(path: Path, key: str, text: str) -> _Fields:
    try:
        return _fields(text)
    except ValueError as error:
        raise Misconfigured(
            f"{path}: {key!r}: {error} (braces that are words: {{{{ }}}})."
        ) from error


def _fields(text: str) -> _Fields:
    """The fields of a text but for citations, each with its conversion and format."""
    return {
        name: (conversion, form or "")
        for name, form, conversion in _places(text)
        if not name.startswith(LAW)
    }


def _places(text: str) -> Iterator[tuple[str, str | None, str | None]]:
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            yield name, form, conversion


def _resolved(file: _File, path: Path, law: Law, *, own: bool) -> Template:
    texts = {key: _with_law(path, key, text, law) for key, text in file.texts.items()}
    return Template(file.template, file.version, own, texts)


def _with_law(path: Path, key: str, text: str, law: Law) -> str:
    cited = {name for name, _, _ in _places(text) if name.startswith(LAW)}
    for name in cited:
        citation = law.citations.get(name.removeprefix(LAW))
        if citation is None:
            raise Misconfigured(
                f"{path}: {key!r}: the citation {{{name}}} is unknown; known are "
                f"{', '.join(sorted(law.citations))}."
            )
        words: Any = citation.told()
        text = text.replace(f"{{{name}}}", words.replace("{", "{{").replace("}", "}}"))
    return text
