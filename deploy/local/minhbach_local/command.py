"""The ``minhbach`` command. Each subcommand imports what it needs when it is called."""

import typer

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

app = typer.Typer(
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
app.add_typer(audit, name="audit")
app.command()(backup)
app.command()(restore)
app.command()(check)
app.command()(evaluate)
app.command()(read)
