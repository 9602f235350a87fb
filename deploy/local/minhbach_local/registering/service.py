"""The case service that a register file goes to: where it is, and who asks."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import orjson

from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError

Json = dict[str, Any]
# A file of 20,000 rows is read, compared and written in well under this.
SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Access:
    """The API's address (with its version) and the token of who asks."""

    api: str
    token: str = field(repr=False)


def access_of_run(data: Path, role: str = "officer") -> Access:
    """The running ``minhbach run`` of a data folder, as its account of a role.

    Raises:
        RegisteringError: nothing runs there, or it does not answer.
    """
    file = data / "run.json"
    try:
        run = orjson.loads(file.read_bytes())
        api, accounts = str(run["api"]), dict(run["accounts"])
    except (OSError, KeyError, ValueError, TypeError) as error:
        why = "there is no" if isinstance(error, FileNotFoundError) else "nobody can read its"
        raise RegisteringError(
            f"nothing runs in {data} ({why} {file.name}): start it with "
            "`minhbach run`, or name a case service by --api and --token-file"
        ) from error
    if role not in accounts:
        raise RegisteringError(f"{role!r} is no account of this run; write {', '.join(accounts)}")
    account = accounts[role]
    body = {"user": account["user"], "password": account["password"]}
    with _guarded(api) as client:
        return Access(api, str(checked(client.post(f"{api}/tokens", json=body))["token"]))


def access_by_token(address: str, token_file: Path) -> Access:
    """A case service by its address, with a token that stands in a file of one's own.

    Raises:
        RegisteringError: the file cannot be read, or others may read it.
    """
    try:
        mode, token = stat.S_IMODE(token_file.stat().st_mode), token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise RegisteringError(f"the token file {token_file} cannot be read: {why}") from error
    if mode & 0o077:
        raise RegisteringError(
            f"the token file {token_file} can be read by others (mode {mode:o}); "
            f"run: chmod 600 {token_file}"
        )
    if not token or not token.isascii() or not token.isprintable():
        raise RegisteringError(f"the token file {token_file} holds no token")
    if not address.startswith(("http://", "https://")):
        raise RegisteringError(f"--api {address!r} is no address; write https://host or .../api/v1")
    base = address.rstrip("/")
    return Access(base if base.endswith("/api/v1") else f"{base}/api/v1", token)


class Previews:
    """Previews of register files at one case service."""

    def __init__(self, access: Access) -> None:
        self._base = f"{access.api}/register/previews"
        self._access = access
        self._api = access.api
        self._headers = {"Authorization": f"Bearer {access.token}"}

    def look(self, file: Path, *, whole: bool) -> Json:
        """What the file would change.

        Raises:
            RegisteringError: the file cannot be read, or the service refuses it.
        """
        try:
            content = file.read_bytes()
        except OSError as error:
            raise RegisteringError(
                f"the register {file} cannot be read: {error.strerror}"
            ) from error
        with _guarded(self._api) as client:
            return checked(
                client.post(
                    self._base,
                    files={"file": (file.name, content, "application/octet-stream")},
                    data={"whole": "true" if whole else "false"},
                    headers=self._headers,
                )
            )

    def listed(self, digest: str, kind: str) -> Iterator[Json]:
        """The changes of one kind, or the ``rejected`` rows."""
        path = "rejected" if kind == "rejected" else "changes"
        query: dict[str, str] = {} if kind == "rejected" else {"kind": kind}
        with _guarded(self._api) as client:
            while True:
                answer = client.get(
                    f"{self._base}/{digest}/{path}", params=query, headers=self._headers
                )
                page = checked(answer)
                yield from page["items"]
                if page["next"] is None:
                    return
                query["after"] = page["next"]

    def apply(self, digest: str, leaving: int | None) -> Json:
        """Applies what was shown; waits for it, with a bar, where it takes longer.

        Raises:
            RegisteringError: the register changed since, or the number of leaving sites is wrong;
                it was cut short (the same command again goes on from there), or nothing answers.
        """
        with client_of(self._access) as client:
            path = f"register/previews/{digest}"
            made = checked(client.post(f"{path}/apply", json={"leaving": leaving}))
            if "job_id" not in made:
                return made
            try:
                wait_for(client, made, "applying the register", checked)
            except JobFailed as error:
                raise RegisteringError(str(error)) from error
            return checked(client.get(path))


@contextmanager
def _guarded(api: str, access: Access | None = None) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {access.token}"} if access else {}
    try:
        with httpx.Client(base_url=f"{api}/", headers=headers, timeout=SECONDS) as client:
            yield client
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RegisteringError(f"{api} does not answer ({error})") from error


@contextmanager
def client_of(access: Access) -> Iterator[httpx.Client]:
    """A client whose base is the API's address, as whoever holds the token.

    Raises:
        RegisteringError: nobody answers there.
    """
    with _guarded(access.api, access) as client:
        yield client


def checked(answer: httpx.Response) -> Json:
    """An answer's JSON.

    Raises:
        RegisteringError: it is a refusal, or no answer of a case service.
    """
    try:
        found: Json = answer.json()
    except ValueError:
        raise RegisteringError(
            f"{answer.request.url} answered {answer.status_code} and is no case service of ours"
        ) from None
    if answer.is_error:
        told = found.get("detail_en") or found.get("detail") or answer.status_code
        parts = "; ".join(f"{one['where']}: {one['what']}" for one in found.get("errors", ()))
        where = f" ({parts})" if parts else ""
        raise RegisteringError(f"refused ({answer.status_code}): {told}{where}")
    return found
