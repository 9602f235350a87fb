"""The letters of a case as files of its dossier: as they are made, or with others' data masked."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

from minhbach_case.documents.letter import Letter
from minhbach_case.letters import Letters

_COPY: Final = "BẢN CHE"


BESIDE_STATEMENTS: Final[Mapping[str, str]] = {
    "corrected": "correction",
    "retracted": "retraction",
}
"""Steps that were served by a letter and state no reasons anew: what the letter is called."""


async def letter_file(
    letters: Letters, letter: Letter, words: Callable[[str], str] | None
) -> bytes:
    """The PDF of a letter.

    Args:
        words: masks a text; None leaves the letter whole.
    """
    shown = letter if words is None else _masked(letter, words)
    if shown == letter:
        return await letters.file(letter)
    pdf = await letters.press.pdf(replace(shown, draft=_COPY))
    return await letters.seal.sign(pdf) if letters.seal else pdf


def _masked(letter: Letter, words: Callable[[str], str]) -> Letter:
    """A letter with others' personal data masked in its text; head and signature stay."""
    return replace(
        letter,
        body=cast(Any, _each(letter.body, words)),
        annex=cast(Any, _each(letter.annex, words)),
    )


def _each(part: Any, words: Callable[[str], str]) -> Any:
    match part:
        case str():
            return words(part)
        case tuple():
            return tuple(_each(one, words) for one in part)
        case _ if is_dataclass(part) and not isinstance(part, type):
            named = {one.name: getattr(part, one.name) for one in fields(part) if one.init}
            return replace(part, **{name: _each(value, words) for name, value in named.items()})
        case _:
            return part
