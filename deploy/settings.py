"""Writes deploy/settings.env: every setting that a deployment may choose, explained line by line.

Run it as `make settings`; a test holds the file to the settings classes. What a composition sets by
itself (where broker, store and captures are, ports, secrets) is not in it.
"""

import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined, to_jsonable_python

from minhbach_case.settings import CaseSettings
from minhbach_classifier.settings import ClassifierSettings
from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.settings import PREFIX, ServiceSettings

FILE: Final = Path(__file__).with_name("settings.env")
SET_BY_COMPOSITION: Final = frozenset(
    (
        *("kafka_servers", "kafka_security", "kafka_user", "kafka_password"),
        *("mongodb_uri", "mongodb_database", "salts_database", "captures_url"),
        *("s3_endpoint", "s3_region", "s3_key_id", "s3_key", "secret", "instance"),
        *("http_host", "http_port", "accounts_file", "index_folder", "allow_private"),
        *("picture_browser", "picture_sandbox", "visit_by_schedule"),
    )
)
_HEAD: Final = """\
# The settings of a deployment, for Docker Compose (`env_file`) and for `make run` alike.
# Each line that begins with #MINHBACH_ shows a default: take the # away and write your own value.
# Secrets do not belong here: put a file named as the variable, in small letters, into the folder
# that MINHBACH_SECRETS_FOLDER names. Written by `make settings`; what you set is kept.
"""


def written(chosen: dict[str, str]) -> str:
    """The file's text, with what somebody chose in place of the defaults."""
    common = ServiceSettings.model_fields
    parts = [
        ("Every service", common),
        ("The crawler", _own(CrawlerSettings.model_fields, common)),
        ("The classifier", _own(ClassifierSettings.model_fields, common)),
        ("The case service", _own(CaseSettings.model_fields, common)),
    ]
    lines = [_HEAD]
    for title, fields in parts:
        lines += [f"# ── {title} " + "─" * (70 - len(title)), ""]
        for name, field in fields.items():
            if name not in SET_BY_COMPOSITION:
                lines += _explained(name, field, chosen)
    return "\n".join(lines)


def chosen_in(text: str) -> dict[str, str]:
    """The variables that a settings file sets."""
    lines = (line for line in text.splitlines() if line.startswith(PREFIX))
    return dict(line.split("=", 1) for line in lines)


def _own(fields: dict[str, FieldInfo], common: Iterable[str]) -> dict[str, FieldInfo]:
    return {name: field for name, field in fields.items() if name not in set(common)}


def _explained(name: str, field: FieldInfo, chosen: dict[str, str]) -> Iterator[str]:
    variable = PREFIX + name.upper()
    yield from textwrap.wrap(
        f"{field.title}. {field.description}",
        96,
        initial_indent="# ",
        subsequent_indent="# ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    if SecretStr in get_args(field.annotation) or field.annotation is SecretStr:
        yield f"# A secret: the file {variable.lower()} in the secrets' folder."
    elif variable in chosen:
        yield f"{variable}={chosen[variable]}"
    else:
        yield f"#{variable}={_default(field)}"
    yield ""


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return ""
    plain = to_jsonable_python(value, serialize_unknown=True)
    match plain:
        case bool():
            return str(plain).lower()
        case [*items]:
            return ",".join(map(str, items))
        case dict():
            return "{}"
        case _:
            return str(plain)


if __name__ == "__main__":
    before = FILE.read_text("utf-8") if FILE.exists() else ""
    FILE.write_text(written(chosen_in(before)), "utf-8")
    sys.stdout.write(f"{FILE.name} written\n")
