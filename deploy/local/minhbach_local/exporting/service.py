"""An export fetched from a case service into a file, which stands whole or not at all."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import SECONDS, Access

_PIECE: Final = 64 * 1024


def fetch(access: Access, what: str, query: Mapping[str, str], output: Path) -> int:
    """Writes an export to a file; gives its size in bytes.

    Args:
        what: its address under ``/exports``, such as ``cases`` or ``sites/<id>``.
        output: its ending, ``.csv`` or ``.xlsx``, says the form.

    Raises:
        RegisteringError: the service refuses it or does not answer; the file cannot be written.
    """
    return fetch_from(access, f"exports/{what.strip('/')}{output.suffix}", query, output)


def fetch_from(access: Access, path: str, query: Mapping[str, str], output: Path) -> int:
    """Writes what an address of the API answers to a file; gives its size in bytes.

    Raises:
        RegisteringError: the service refuses it or does not answer; the file cannot be written.
    """
    address = f"{access.api}/{path}"
    headers = {"Authorization": f"Bearer {access.token}"}
    part = output.with_name(f".{output.name}.part")
    try:
        with (
            httpx.Client(timeout=SECONDS) as client,
            client.stream("GET", address, params=dict(query), headers=headers) as answer,
        ):
            _check(answer)
            size = _write(answer, part, output.name)
        part.replace(output)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RegisteringError(f"{access.api} does not answer to its end ({error})") from error
    except OSError as error:
        raise RegisteringError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return size


def _write(answer: httpx.Response, part: Path, title: str) -> int:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), DownloadColumn())
    console = Console(stderr=True)
    size = 0
    with (
        Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not sys.stderr.isatty()
        ) as bar,
        part.open("wb") as file,
    ):
        task = bar.add_task(title, total=None)
        for piece in answer.iter_bytes(_PIECE):
            size += file.write(piece)
            bar.update(task, completed=size)
    return size


def _check(answer: httpx.Response) -> None:
    if not answer.is_error:
        return
    answer.read()
    try:
        said = answer.json()
    except ValueError:
        said = {}
    told = said.get("detail_en") or said.get("detail")
    if told is None or answer.status_code == httpx.codes.NOT_FOUND:
        told = f"{told or 'there is no such file'} ({answer.request.url})"
    raise RegisteringError(f"refused ({answer.status_code}): {told}")
