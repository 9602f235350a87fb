"""The rule sets' files: read once, where the service is put together."""

from pathlib import Path
from typing import Final

from minhbach_classifier.domain.rule_text import parse_rule_set, parse_terms
from minhbach_classifier.domain.rules import RuleSetRefused, RuleSets

RULE_SETS: Final = Path(__file__).parent / "rule_sets"


def load_rule_sets(folder: Path = RULE_SETS) -> RuleSets:
    """All rule sets (``*.yaml``) of a folder, with the term lists of its ``terms`` folder.

    Raises:
        RuleSetRefused: a file is no rule set, or two are in force for one class on one day.
    """
    lists = [parse_terms(_text(p), p.name) for p in sorted((folder / "terms").glob("*.yaml"))]
    terms = {one.identity: one for one in lists}
    sets = [parse_rule_set(_text(p), p.name, terms) for p in sorted(folder.glob("*.yaml"))]
    if not sets:
        raise RuleSetRefused(f"{folder} holds no rule set (*.yaml)")
    return RuleSets.of(sets)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleSetRefused(f"{path.name} cannot be read: {error}") from error
