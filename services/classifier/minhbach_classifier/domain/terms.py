"""Lists of words of one kind of promotion; matched after folding, see ``domain/lexicon.py``."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from minhbach_classifier.domain.duty import Strict

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,60}$")]


class TermList(Strict):
    """Words of one kind of promotion."""

    name: Name
    version: int = Field(ge=1)
    strong: tuple[str, ...] = Field(min_length=1)
    """Not seen in honest news."""
    brands: tuple[str, ...]
    brand_patterns: tuple[str, ...] = ()
    """Regular expressions over a folded word."""
    offers: tuple[str, ...]
    """Words of bonus and payout, which speak beside others."""
    weak: tuple[str, ...]
    """Common in honest news: never alone."""
    reporting: tuple[str, ...]
    """Words of news about crime: where they stand, more is asked."""

    @property
    def identity(self) -> str:
        """Name and version, such as ``gambling/1``."""
        return f"{self.name}/{self.version}"


def _term_list(value: object, info: ValidationInfo) -> object:
    lists: Mapping[str, TermList] = (info.context or {}).get("terms", {})
    if isinstance(value, str):
        if value not in lists:
            raise ValueError(f"no such term list: {value!r}; there are {', '.join(sorted(lists))}")
        return lists[value]
    return value


Terms = Annotated[TermList, BeforeValidator(_term_list)]
"""In a rule set: a term list's identity (``name/version``)."""
