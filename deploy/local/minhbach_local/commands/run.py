"""``minhbach run``: the embedded stack, the services, and a watch over them."""

import asyncio
import logging
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
    networks = tuple(_network(text) for text in allow_private or ())
    from minhbach_local.province.errors import ProvinceError
    from minhbach_local.running import RunError, RunOptions
    from minhbach_local.running import run as run_all
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
