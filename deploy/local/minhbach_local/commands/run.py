"""``minhbach run``: the embedded stack, the services, and a watch over them."""

import asyncio
import logging
import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

import typer


def run(
    sites: Annotated[
        Path | None,
        typer.Option(help="A register file (CSV, XLSX); without it the demo province is watched."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Visit every site once, say the result, stop.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="With --once: the result as JSON on standard output.")
    ] = False,
    data: Annotated[Path, typer.Option(help="The folder that holds everything.")] = Path(
        ".minhbach"
    ),
    settings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Settings of your own (`NAME=value` lines); the environment wins."
        ),
    ] = None,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(metavar="CIDR", help="A private network that may be visited; repeatable."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=1, help="With --once: seconds in which the work must settle.")
    ] = 300.0,
) -> None:
    """Runs everything on this machine: broker, store, crawler, classifier, case service."""
    if json and not once:
        raise typer.BadParameter("--json goes with --once: a watch has no end to report")
    if settings is not None:
        _read_settings(settings)
    networks = tuple(_network(text) for text in allow_private or ())
    from minhbach_local.province.errors import ProvinceError
    from minhbach_local.running import RunError, RunOptions
    from minhbach_local.running import run as run_all
    from minhbach_local.running.environment import look
    from minhbach_local.stack.errors import StackError
    from minhbach_shared.errors import MinhBachError

    options = RunOptions(
        data=data,
        sites=sites,
        once=once,
        json=json,
        timeout=timeout,
        allow_private=networks,
    )
    # Its clients' lines about a broker that is just starting are no news to anyone here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        look(os.environ)
        status = asyncio.run(run_all(options))
    except (RunError, StackError, ProvinceError, MinhBachError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(status)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; write it as 127.0.0.0/8 or 10.0.0.5/32") from None


def _read_settings(file: Path) -> None:
    # The services are processes of this one: they read it from the environment, as everywhere.
    from dotenv import dotenv_values

    if not file.is_file():
        raise typer.BadParameter(f"the settings {file} cannot be read: there is no such file")
    for name, value in dotenv_values(file, interpolate=False).items():
        if value is not None:
            os.environ.setdefault(name, value)
