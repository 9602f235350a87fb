"""Long work at the case service: waited for with its progress, and what it made."""

import sys
import time
from collections.abc import Callable
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Json = dict[str, Any]
EVERY_SECONDS: Final = 0.5


class JobFailed(Exception):
    """A job did not come to its end; the message is for people."""


def wait_for(
    client: httpx.Client,
    job: Json,
    title: str,
    checked: Callable[[httpx.Response], Json],
    sleep: Callable[[float], None] = time.sleep,
) -> Json:
    """Follows a job to its end, with a bar on standard error where that is a terminal.

    Args:
        client: with the API's address as its base (``…/api/v1/``) and the token in its headers.
        job: as the API answered when it began.
        checked: an answer's JSON, or the caller's own error where it is one.

    Returns:
        The job as it ended: ``done``.

    Raises:
        JobFailed: it was stopped, refused or went wrong; says what to do.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task(title, total=None)
        while job["state"] in ("waiting", "running"):
            bar.update(task, completed=job["done"], total=job["total"] or None)
            sleep(EVERY_SECONDS)
            job = checked(client.get(f"jobs/{job['job_id']}"))
    if job["state"] == "failed":
        raise JobFailed(_why(job))
    return job


def file_of(client: httpx.Client, job: Json) -> bytes:
    """What a job made.

    Raises:
        JobFailed: the file is gone.
    """
    answer = client.get(f"jobs/{job['job_id']}/file")
    if answer.is_error:
        raise JobFailed("the file of this job is gone (it is kept for a day): ask for it again")
    return answer.content


def _why(job: Json) -> str:
    match job["problem"]:
        case "stopped":
            return "the service was started again meanwhile: ask for it again; nothing is lost"
        case "unavailable":
            return f"the store did not answer: ask for it again ({job['detail']})"
        case "refused":
            return f"refused: {job['detail']}"
        case _:
            return "something went wrong in the service; its log tells what"
