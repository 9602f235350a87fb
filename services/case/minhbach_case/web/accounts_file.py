"""The file of accounts that stand at every start: one account a role."""

import json
import stat
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from minhbach_shared.errors import Misconfigured
from minhbach_shared.vocabulary import Role

LONGEST_PASSWORD: Final = 1024
LONGEST_USER: Final = 100


def without_colon(user: str) -> str:
    """A local account's name: a colon marks the accounts of a provider and of machines.

    Raises:
        ValueError: there is one in it.
    """
    if ":" in user:
        raise ValueError("a name may not hold a colon")
    return user


class AccountEntry(BaseModel):
    """One account in the accounts file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_USER),
        AfterValidator(without_colon),
    ]
    password: str = Field(min_length=12, max_length=LONGEST_PASSWORD)
    site_id: UUID | None = None


_FILE: Final = TypeAdapter(dict[Role, AccountEntry])


def read_accounts_file(path: Path) -> dict[Role, AccountEntry]:
    """Reads ``{role: {"user", "password", "site_id"?}}``.

    Raises:
        Misconfigured: it cannot be read, others than its owner may read it, or a line is wrong.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"the accounts file {path} cannot be read: {error}") from error
    if mode & 0o077:
        raise Misconfigured(
            f"the accounts file {path} can be read by others (mode {mode:o}); run: chmod 600 {path}"
        )
    return _parse_accounts(path, text)


def _parse_accounts(path: Path, text: str) -> dict[Role, AccountEntry]:
    try:
        entries = _FILE.validate_python(json.loads(text))
    except ValidationError as error:
        # The input is left out: it holds passwords.
        told = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)
        )
        raise Misconfigured(f"the accounts file {path} is wrong: {told}") from None
    except json.JSONDecodeError as error:
        raise Misconfigured(
            f"the accounts file {path} is no JSON (line {error.lineno}, column {error.colno})"
        ) from None
    if "operator" in entries and entries["operator"].site_id is None:
        raise Misconfigured(f"the accounts file {path}: operator.site_id is missing")
    return entries
