"""A set of criteria out of its file; every refusal names file, line and key."""

from pathlib import Path
from typing import Final

from minhbach_case.definitions import parse_definition
from minhbach_case.domain.portals.criteria import CriteriaSet
from minhbach_shared.errors import Misconfigured

BUILT_IN: Final = Path(__file__).parent / "criteria" / "portals.yaml"


def load_criteria(path: Path | None = None) -> CriteriaSet:
    """The agency's set, or the one that comes with the service.

    Raises:
        Misconfigured: the file cannot be read, or what it holds is no set of criteria.
    """
    file = path or BUILT_IN
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file}: the portals' criteria cannot be read: {error}") from None
    return parse_criteria(text, str(file))


def parse_criteria(text: str, file: str) -> CriteriaSet:
    """The set that a YAML text holds.

    Args:
        file: its name, for messages.

    Raises:
        Misconfigured: no YAML, an unknown or doubled key, a wrong value, a duty that a portal
            does not owe, weights that do not make 100.
    """
    return parse_definition(CriteriaSet, text, file)
