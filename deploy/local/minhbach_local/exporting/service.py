"""An export fetched from a case service into a file, which stands whole or not at all."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import httpx
from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from minhbach_local.jobs import JobFailed, wait_for
from minhbach_local.registering.errors import RegisteringError
from minhbach_local.registering.service import Access, checked, client_of

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

    What takes longer is a job there: it is followed to its end, and its file is taken.

    Raises:
        RegisteringError: the service refuses it or does not answer; the file cannot be written.
    """
    part = output.with_name(f".{output.name}.part")
    try:
        with client_of(access) as client:
            size = _taken(client, path, query, part, output.name)
        part.replace(output)
    except JobFailed as error:
        raise RegisteringError(str(error)) from error
    except OSError as error:
        raise RegisteringError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return size


def _taken(
    client: httpx.Client, path: str, query: Mapping[str, str], part: Path, title: str
) -> int:
    with client.stream("GET", path, params=dict(query)) as answer:
        _check(answer)
        if answer.status_code != httpx.codes.ACCEPTED:
            return _write(answer, part, title)
        answer.read()
    job = wait_for(client, checked(answer), title, checked)
    return _taken(client, f"jobs/{job['job_id']}/file", {}, part, title)


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
