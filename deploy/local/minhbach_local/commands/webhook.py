"""``minhbach webhook``: subscribers listed, added, changed, stopped, removed; what was sent."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from minhbach_local.commands.service import (
    RUN,
    Api,
    AsJson,
    Data,
    TokenFile,
    access_by,
    told,
    write_json,
)

if TYPE_CHECKING:
    from minhbach_local.webhooks.service import Subscribers

webhook = typer.Typer(
    help="Webhooks: who is told of what, what was sent; added, changed, sent again. "
    "As an administrator.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


class Choice(StrEnum):
    """What a subscriber is told of."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    STEPS = "steps"


class State(StrEnum):
    """What became of a delivery."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


_DELIVERY = re.compile(r"[0-9a-f-]{36}:[0-9a-f-]{36}")
Who = Annotated[UUID, typer.Argument(metavar="SUBSCRIBER", help="A subscriber's id.")]
Tell = Annotated[
    list[Choice] | None,
    typer.Option(
        "--tell", help="Of what; may be repeated. `steps` tells of suspicions: only whom you trust."
    ),
]


@webhook.command("list")
def list_(
    json: AsJson = False, data: Data = RUN, api: Api = None, token_file: TokenFile = None
) -> None:
    """Lists all subscribers, by name, and how many deliveries wait for each.

    Exit status 0: listed; 2: wrong arguments, or it was refused.
    """
    from minhbach_local.webhooks.telling import told_subscribers

    with told():
        found = _subscribers(data, api, token_file).listed()
    if json:
        return write_json(found)
    for line in told_subscribers(found):
        typer.echo(line)
    if not found["items"]:
        typer.echo("no subscribers")
    return None


@webhook.command()
def show(
    who: Who,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows a subscriber: its address, what it is told of, how it stands.

    Exit status 0: shown; 2: wrong arguments, or there is no such subscriber.
    """
    from minhbach_local.webhooks.telling import told_subscriber

    with told():
        found = _subscribers(data, api, token_file).one(who)
    if json:
        return write_json(found)
    for line in told_subscriber(found):
        typer.echo(line)
    return None


@webhook.command()
def log(  # noqa: PLR0913, PLR0917 - the command's options
    who: Who,
    attempts: Annotated[
        bool, typer.Option("--attempts", help="Every attempt, with what was answered.")
    ] = False,
    state: Annotated[State | None, typer.Option(help="Only deliveries that stand so.")] = None,
    last: Annotated[int, typer.Option(min=1, metavar="N", help="So many, the newest first.")] = 50,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Shows what was and is to be sent to a subscriber, or with --attempts every attempt.

    Exit status 0: shown; 2: wrong arguments, or there is no such subscriber.
    """
    from minhbach_local.webhooks.telling import told_attempts, told_deliveries

    if attempts and state is not None:
        raise typer.BadParameter("--state is of deliveries: leave it out with --attempts")
    with told():
        known = _subscribers(data, api, token_file)
        found = known.attempts(who, last) if attempts else known.deliveries(who, state, last)
    if json:
        return write_json(found)
    for line in (told_attempts if attempts else told_deliveries)(found["items"]):
        typer.echo(line)
    if not found["items"]:
        typer.echo("nothing")
    if found["next"] is not None:
        typer.echo(f"there are older ones; for more: --last {last * 2}")
    return None


@webhook.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose software it is.")],
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="`https://…`")],
    tell: Tell = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Adds a subscriber and shows its secret, this once; it is told of what happens from now on.

    Without --tell: of decisions confirmed, corrected and retracted.

    Exit status 0: added; 2: wrong arguments, or it was refused and nothing was made.
    """
    with told():
        kept = _subscribers(data, api, token_file).add(_said(name, address, tell))
    _show(kept, as_json=json)


@webhook.command()
def change(  # noqa: PLR0913, PLR0917 - the command's options
    who: Who,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Another; what waits goes there.")
    ] = None,
    tell: Tell = None,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Changes a subscriber's name, address or what it is told of; what is not said stays.

    Exit status 0: changed; 2: wrong arguments, or it was refused and nothing was changed.
    """
    said = _said(name, address, tell)
    if not said:
        raise typer.BadParameter("say what to change: --name, --address or --tell")
    with told():
        kept = _subscribers(data, api, token_file).change(who, said)
    _show(kept, as_json=json)


@webhook.command()
def rotate(
    who: Who,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Makes a new secret and shows it, this once; the one before signs for a day too.

    Exit status 0: made; 2: wrong arguments, or it was refused.
    """
    with told():
        kept = _subscribers(data, api, token_file).act(who, "rotate")
    _show(kept, as_json=json)


@webhook.command()
def enable(
    who: Who,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Switches a subscriber on: what waits goes out.

    Exit status 0: it is on; 2: wrong arguments, or it was refused.
    """
    with told():
        kept = _subscribers(data, api, token_file).act(who, "enable")
    _show(kept, as_json=json)


@webhook.command()
def disable(
    who: Who,
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Switches a subscriber off: nothing is sent, and nothing new is kept for it.

    Exit status 0: it is off; 2: wrong arguments, or it was refused.
    """
    with told():
        kept = _subscribers(data, api, token_file).act(who, "disable")
    _show(kept, as_json=json)


@webhook.command()
def remove(
    who: Who,
    sure: Annotated[bool, typer.Option("--sure", help="It cannot be taken back.")] = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Removes a subscriber with what was on its way to it, and its log.

    Exit status 0: removed; 2: wrong arguments, or it was refused.
    """
    if not sure:
        raise typer.BadParameter("what waits and the log go with it: say --sure")
    with told():
        _subscribers(data, api, token_file).remove(who)
    typer.echo(f"removed {who}")


@webhook.command()
def resend(
    who: Who,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="An id that `log` names.")],
    json: AsJson = False,
    data: Data = RUN,
    api: Api = None,
    token_file: TokenFile = None,
) -> None:
    """Sends once more what was delivered or given up, under the same `webhook-id`.

    Exit status 0: it waits to go out; 2: wrong arguments, or it was refused.
    """
    if not _DELIVERY.fullmatch(delivery):
        raise typer.BadParameter(f"{delivery!r} is no delivery: `minhbach webhook log` names them")
    with told():
        found = _subscribers(data, api, token_file).resend(who, delivery)
    if json:
        write_json(found)
    else:
        typer.echo("it waits to go out again")


def _subscribers(data: Path, api: str | None, token_file: Path | None) -> "Subscribers":
    from minhbach_local.webhooks.service import Subscribers

    return Subscribers(access_by(data, api, token_file, "administrator"))


def _said(name: str | None, address: str | None, tell: list[Choice] | None) -> dict[str, Any]:
    said = {"name": name, "address": address, "choices": list(dict.fromkeys(tell or ())) or None}
    return {part: value for part, value in said.items() if value is not None}


def _show(kept: dict[str, Any], *, as_json: bool) -> None:
    from minhbach_local.webhooks.telling import told_kept

    if as_json:
        return write_json(kept)
    for line in told_kept(kept):
        typer.echo(line)
    return None
