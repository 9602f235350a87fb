"""A set of criteria out of its file; every refusal names file, line and key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

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
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        value = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Misconfigured(f"{file}, line {line}: no YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Misconfigured(f"{file}: no YAML: {error}") from None
    if node is None:
        raise Misconfigured(f"{file}, line 1: the file is empty")
    for line, key in _doubled(node):
        raise Misconfigured(f"{file}, line {line}: the key {key!r} stands twice")
    try:
        return CriteriaSet.model_validate(value)
    except ValidationError as error:
        raise Misconfigured("\n".join(_told(e, node, file) for e in error.errors())) from None


def _doubled(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys of which YAML would let the later silently replace the earlier."""
    match node:
        case yaml.MappingNode():
            keys = [str(key.value) for key, _ in node.value]
            for at, (key, value) in enumerate(node.value):
                if key.value in keys[:at]:
                    yield key.start_mark.line + 1, key.value
                yield from _doubled(value)
        case yaml.SequenceNode():
            for item in node.value:
                yield from _doubled(item)
        case _:
            pass


def _told(error: ErrorDetails, node: yaml.Node, file: str) -> str:
    line, path = _place(node, error["loc"])
    return f"{file}, line {line}: {path or 'the set'}: {_said(error)}"


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
            return f"unknown key {error['loc'][-1]!r}; remove it or correct its spelling"
        case "missing":
            return f"the key {error['loc'][-1]!r} is missing"
        case "union_tag_not_found":
            return "the key 'source' is missing: verdicts, items or visits"
        case "union_tag_invalid":
            return "'source' is verdicts, items or visits"
        case _:
            return error["msg"].removeprefix("Value error, ")
