"""The ``minhbach`` command. Each subcommand imports what it needs when it is called."""

import typer
from typer.core import TyperGroup

from minhbach_local.commands.audit import audit
from minhbach_local.commands.backup import backup, restore
from minhbach_local.commands.check import check
from minhbach_local.commands.dossier import dossier
from minhbach_local.commands.evaluate import evaluate
from minhbach_local.commands.export import export
from minhbach_local.commands.filing import filing
from minhbach_local.commands.letter import letter
from minhbach_local.commands.read import read
from minhbach_local.commands.register import register
from minhbach_local.commands.report import report
from minhbach_local.commands.run import run
from minhbach_local.commands.webhook import webhook
from minhbach_shared.errors import MinhBachError

_WRONG = 2


class _Commands(TyperGroup):
    """What a command could not do is told in words; where in the code is nothing to its caller."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # typer's is click's
        try:
            return super().invoke(ctx)
        except MinhBachError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(_WRONG) from None


app = typer.Typer(
    cls=_Commands,
    help="Minh Bạch watches registered sites and takes each suspicion to a fair decision.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="markdown",
)
app.command()(run)
app.command()(register)
app.command()(export)
app.add_typer(report, name="report")
app.command()(dossier)
app.add_typer(letter, name="letter")
app.add_typer(filing, name="filing")
app.add_typer(webhook, name="webhook")
app.add_typer(audit, name="audit")
app.command()(backup)
app.command()(restore)
app.command()(check)
app.command()(evaluate)
app.command()(read)
