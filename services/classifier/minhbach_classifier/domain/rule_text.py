"""A rule set's text into its model; every refusal names file, line and key."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from minhbach_classifier.domain.duty import Strict
from minhbach_classifier.domain.rules import RuleSet, RuleSetRefused
from minhbach_classifier.domain.terms import TermList

Model = TypeVar("Model", bound=Strict)


def parse_rule_set(text: str, file: str, terms: Mapping[str, TermList]) -> RuleSet:
    """The rule set that a YAML text holds.

    Args:
        file: its name, for messages.
        terms: the term lists by identity (``name/version``).

    Raises:
        RuleSetRefused: no YAML, an unknown key, a wrong value, a duty outside the closed list.
    """
    return _parsed(RuleSet, text, file, terms)


def parse_terms(text: str, file: str) -> TermList:
    """The term list that a YAML text holds.

    Raises:
        RuleSetRefused: no YAML, an unknown key, a wrong value.
    """
    return _parsed(TermList, text, file, {})


def _parsed(model: type[Model], text: str, file: str, terms: Mapping[str, TermList]) -> Model:
    node, value = _yaml(text, file)
    try:
        return model.model_validate(value, context={"terms": terms})
    except ValidationError as error:
        told = "\n".join(_told(e, node, file) for e in _causes(error.errors()))
        raise RuleSetRefused(told) from None


def _causes(errors: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """The errors without those that only follow: a list is too short as its entry was refused."""
    for error in errors:
        size = len(error["loc"])
        inside = any(e is not error and e["loc"][:size] == error["loc"] for e in errors)
        if error["type"] != "too_short" or not inside:
            yield error


def _yaml(text: str, file: str) -> tuple[yaml.Node, object]:
    # libyaml where it is there: fifteen times as quick, and every start waits for it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleSetRefused(f"{file}, line {line}: no YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise RuleSetRefused(f"{file}: no YAML: {error}") from None
    except ValueError as error:
        line = next((n.start_mark.line + 1 for n in _scalars(node) if not _is_value(n)), 1)
        raise RuleSetRefused(f"{file}, line {line}: no such day: {error}") from None
    finally:
        loader.dispose()
    if node is None:
        raise RuleSetRefused(f"{file}, line 1: the file is empty")
    _refuse_doubled(node, file)
    return node, value


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    match node:
        case yaml.ScalarNode():
            yield node
        case yaml.MappingNode():
            yield from (s for pair in node.value for part in pair for s in _scalars(part))
        case yaml.SequenceNode():
            yield from (s for item in node.value for s in _scalars(item))


def _is_value(node: yaml.ScalarNode) -> bool:
    try:
        yaml.safe_load(node.value)
    except (yaml.YAMLError, ValueError):
        return False
    return True


def _refuse_doubled(node: yaml.Node, file: str) -> None:
    """YAML lets a later key silently replace an earlier one; a law's text must not."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        for at, (key, value) in enumerate(node.value):
            if key.value in keys[:at]:
                line = key.start_mark.line + 1
                raise RuleSetRefused(f"{file}, line {line}: the key {key.value!r} stands twice")
            _refuse_doubled(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubled(item, file)


def _told(error: ErrorDetails, node: yaml.Node, file: str) -> str:
    line, path = _place(node, error["loc"])
    return f"{file}, line {line}: {path or 'the rule set'}: {_said(error)}"


def _place(node: yaml.Node, where: tuple[int | str, ...]) -> tuple[int, str]:
    """The line of an error's place; the tags that pydantic puts between are no keys."""
    line, path = node.start_mark.line, ""
    for step in where:
        match node:
            case yaml.MappingNode():
                pair = next(((k, v) for k, v in node.value if k.value == step), None)
                if pair is None:
                    continue
                line, node = pair[0].start_mark.line, pair[1]
                path += f".{step}" if path else str(step)
            case yaml.SequenceNode() if isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
                path += f"[{step}]"
            case _:
                continue
    return line + 1, path


def _said(error: ErrorDetails) -> str:
    match error["type"]:
        case "extra_forbidden":
            return "unknown key; remove it or correct its spelling"
        case "missing":
            return f"the key {error['loc'][-1]!r} is missing"
        case "union_tag_invalid":
            duty = str(error.get("ctx", {}).get("tag", ""))
            why = "a duty judges publishing, never opinion"
            return f"{duty!r} is no duty of the closed list; {why}"
        case "model_type":
            return "is no mapping of keys; see docs/extending.md"
        case "union_tag_not_found":
            return "the key 'id' (the duty) is missing"
        case _:
            return error["msg"].removeprefix("Value error, ")
