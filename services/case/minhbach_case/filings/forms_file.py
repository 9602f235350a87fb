"""The forms that come with the service, read and checked when it starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Self, get_args

from minhbach_case.definitions import parse_definition
from minhbach_case.domain.filings.form import Due, FormKind, ReportForm
from minhbach_shared.errors import Misconfigured

FORMS: Final = Path(__file__).parent / "forms"


@dataclass(frozen=True, slots=True)
class Forms:
    """Every version of every form."""

    all: tuple[ReportForm, ...]

    @classmethod
    def of(cls, forms: Iterable[ReportForm]) -> Self:
        """Put together.

        Raises:
            Misconfigured: there is none, or two are called the same.
        """
        known = tuple(sorted(forms, key=lambda form: (form.name, form.version)))
        for one, other in pairwise(known):
            if one.identity == other.identity:
                raise Misconfigured(f"two forms are called {one.identity}: raise one's version")
        for kind in get_args(FormKind):
            names = {form.name for form in known if form.kind == kind}
            if len(names) != 1:
                raise Misconfigured(
                    f"of {kind} reports there is one form in its versions, not {len(names)}"
                )
        return cls(known)

    def current(self, kind: FormKind) -> ReportForm:
        """The form that is filled in today: the last version."""
        return next(form for form in reversed(self.all) if form.kind == kind)

    @property
    def due(self) -> Due:
        """When yearly reports are due."""
        return next(form.due for form in reversed(self.all) if form.due is not None)

    def named(self, identity: str) -> ReportForm | None:
        """A form by name and version; None where this service has none."""
        return next((form for form in self.all if form.identity == identity), None)


def load_forms(folder: Path = FORMS) -> Forms:
    """All forms of a folder (``*.yaml``).

    Raises:
        Misconfigured: one is broken; the message names file, line and key.
    """
    return Forms.of(_read(path) for path in sorted(folder.glob("*.yaml")))


def _read(path: Path) -> ReportForm:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path.name}: the form cannot be read: {error}") from None
    return parse_definition(ReportForm, text, path.name)
