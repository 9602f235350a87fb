"""Lists of words of one kind of promotion, and what of them together makes a promotion.

A list names its words by what they do in a text; what counts is how many *distinct* words and
signs of a kind stand together (``promotes``) and what they weigh. The kinds of words are closed:
none of them tells an opinion (safeguard 2). Matched after folding, see ``domain/lexicon.py``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Final, Literal, cast, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from minhbach_classifier.domain.duty import Strict

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,60}$")]
Identity = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,60}/[1-9]\d{0,5}$")]

Listed = Literal[
    "strong",  # not seen in honest news
    "brand",  # names under which only this is offered
    "thing",  # what is offered
    "deal",  # that it is made, sold or delivered
    "offer",  # bonus and payout, ease and speed: speak beside others
    "claim",  # what is told of the reader's account, parcel, fine or luck
    "act",  # what the reader is told to do
    "contact",  # how the seller is reached
    "name",  # organisations in whose name others write
    "lure",  # words of any advertisement
    "weak",  # common in honest news: never alone
    "reporting",  # of news about crime, of warnings: where they stand, more is asked
]
Sign = Literal[
    "shape",  # a word shaped like a brand (``shapes``)
    "money",  # a sum that is given, won or paid in
    "wage",  # a sum for a day, week or month
    "phone",  # a telephone number
    "link",  # a shortened or cheap host
    "cheap",  # a host under an ending that no bank or state body uses, beside its ``link``
    "site",  # a numbered host
    "address",  # any other host but those of state bodies and schools
    "search",  # a link to a search for a host
    "lookalike",  # a host that carries an organisation's name and is not its own
    "listed",  # a visible link to a listed domain
    "apk",  # a file to install
    "disguise",  # a block that is written to evade search
    "bare",  # a block without Vietnamese marks
    "headed",  # a strong word in the headline
    "led",  # a headline that opens with a brand in small letters
    "hidden",  # no reader sees it
]
Kind = Listed | Sign
OF_ALL: Final[frozenset[Kind]] = frozenset(("act", "contact", "lure", "reporting"))
"""Kinds of words that a list may take from another (``also``)."""
LISTED: Final = frozenset(get_args(Listed))
_KINDS: Final = LISTED | frozenset(get_args(Sign))


def _sum_of_kinds(key: str) -> str:
    unknown = [kind for kind in key.split("+") if kind not in _KINDS]
    if unknown:
        raise ValueError(f"no such kind of word or sign: {', '.join(unknown)}")
    return key


Kinds = Annotated[str, AfterValidator(_sum_of_kinds)]
"""One kind, or several that are counted together (``offer+lure``)."""
Enough = Annotated[int, Field(ge=1, le=99)]
Recipe = tuple[tuple[tuple[Kind, ...], int], ...]
"""Kinds that are counted together, and how many distinct ones of them there must be."""
Weight = tuple[Annotated[float, Field(ge=0)], Annotated[int, Field(ge=0)]]


class Lookalike(Strict):
    """Names of organisations that strangers put into their hosts."""

    names: tuple[str, ...]
    """Lower-case ASCII; of five letters and more anywhere in a host, shorter ones between dots
    and hyphens."""
    own: tuple[str, ...]
    """The organisations' own domains."""

    @cached_property
    def domains(self) -> frozenset[str]:
        """``own``, for looking up."""
        return frozenset(self.own)

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """The names that are no accident inside a host's letters."""
        return re.compile("|".join(re.escape(n) for n in self.names if len(n) >= 5) or "(?!)")

    @cached_property
    def apart(self) -> frozenset[str]:
        """The names that count between dots and hyphens only."""
        return frozenset(name for name in self.names if len(name) < 5)


class TermList(Strict):
    """Words of one kind of promotion."""

    name: Name
    version: int = Field(ge=1)
    also: tuple[Identity, ...] = ()
    """Lists whose words count here too."""
    words: Mapping[Listed, tuple[Annotated[str, Field(min_length=2)], ...]]
    shapes: tuple[str, ...] = ()
    """Regular expressions over a lower-case word in which letters and digits meet."""
    disguised: Mapping[Listed, tuple[str, ...]] = Field(default_factory=dict)
    """Words that speak only where a block is written to evade search."""
    lookalike: Lookalike | None = None
    weights: Mapping[Kind, Weight] = Field(default_factory=dict)
    """What a distinct word or sign counts, and how many of its kind count."""
    promotes: tuple[Mapping[Kinds, Enough], ...] = ()
    """Each says how many distinct words and signs of which kinds make a promotion."""
    window: int = Field(default=1500, ge=100, le=10_000)
    """Characters of neighbouring blocks that are weighed together."""

    @property
    def identity(self) -> str:
        """Name and version, such as ``gambling/2``."""
        return f"{self.name}/{self.version}"

    @cached_property
    def recipes(self) -> tuple[Recipe, ...]:
        """``promotes`` with its sums of kinds taken apart."""
        return tuple(
            tuple((cast("tuple[Kind, ...]", tuple(key.split("+"))), n) for key, n in one.items())
            for one in self.promotes
        )

    @cached_property
    def anchored(self) -> bool:
        """Whether nothing is promoted without a word of the list's own."""
        own = frozenset(self.words) - OF_ALL
        return all(any(own.issuperset(kinds) for kinds, _ in one) for one in self.recipes)

    # Lists are keys of what is kept for the next page, so they are compared by what they are.
    __hash__ = object.__hash__
    __eq__ = object.__eq__


@dataclass(frozen=True, eq=False)
class LoadedLists:
    """All lists of a folder, known by what they are, so that one pass serves them all."""

    lists: tuple[TermList, ...]


@dataclass(frozen=True, slots=True)
class ChosenTerms:
    """A term list, and all that are loaded with it: one pass over a page finds all their words."""

    own: TermList
    loaded: LoadedLists
    counted: tuple[TermList, ...]
    """The lists whose words count for it, itself first."""


@lru_cache(maxsize=64)
def _loaded(lists: tuple[TermList, ...]) -> LoadedLists:
    return LoadedLists(lists)


def _chosen(value: object, info: ValidationInfo) -> object:
    lists: Mapping[str, TermList] = (info.context or {}).get("terms", {})
    if not isinstance(value, str):
        return value
    for wanted in (value, *(lists[value].also if value in lists else ())):
        if wanted not in lists:
            raise ValueError(f"no such term list: {wanted!r}; there are {', '.join(sorted(lists))}")
    own = lists[value]
    counted = (own, *(lists[name] for name in own.also))
    return ChosenTerms(own, _loaded(tuple(lists[name] for name in sorted(lists))), counted)


Terms = Annotated[ChosenTerms, BeforeValidator(_chosen)]
"""In a rule set: a term list's identity (``name/version``)."""
