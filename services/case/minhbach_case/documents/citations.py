"""Legal citations, read from their one file."""

from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from minhbach_case.domain.statement_law import Law
from minhbach_shared.errors import Misconfigured

_LAW = TypeAdapter(Law)


def read_law(path: Path) -> Law:
    """The texts of law and the citations of a file.

    Raises:
        Misconfigured: it cannot be read, or a field is missing or unknown in it.
    """
    try:
        return _LAW.validate_python(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path}: cannot be read as YAML: {error}") from error
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"])) or "the file"
        raise Misconfigured(f"{path}: {place}: {fault['msg']}") from error
