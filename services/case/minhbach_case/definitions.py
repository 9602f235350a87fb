"""Definitions that are data: a YAML text into its model; every refusal names file, line and key."""

from collections.abc import Iterator
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from minhbach_shared.errors import Misconfigured

Model = TypeVar("Model", bound=BaseModel)


def parse_definition(model: type[Model], text: str, file: str) -> Model:
    """The definition that a YAML text holds.

    Args:
        file: its name, for messages.

    Raises:
        Misconfigured: no YAML, an unknown or doubled key, a wrong value.
    """
    node, value = _read(text, file)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Misconfigured("\n".join(_told(e, node, file) for e in error.errors())) from None


def _read(text: str, file: str) -> tuple[yaml.Node, object]:
    # libyaml where it is there: fifteen times as quick, and every start waits for it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Misconfigured(f"{file}, line {line}: no YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise Misconfigured(f"{file}: no YAML: {error}") from None
    finally:
        loader.dispose()
    if node is None:
        raise Misconfigured(f"{file}, line 1: the file is empty")
    for line, key in _doubled(node):
        raise Misconfigured(f"{file}, line {line}: the key {key!r} stands twice")
    return node, value


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
    return f"{file}, line {line}: {path or 'the definition'}: {_said(error)}"


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
            return f"the key {error['ctx']['discriminator']} is missing"
        case "union_tag_invalid":
            return f"{error['ctx']['discriminator']} is {_either(error['ctx']['expected_tags'])}"
        case _:
            return error["msg"].removeprefix("Value error, ")


def _either(tags: str) -> str:
    """The words of a closed list, as pydantic quotes them: ``'a', 'b', 'c'``."""
    *others, last = tags.replace("'", "").split(", ")
    return f"{', '.join(others)} or {last}" if others else last
