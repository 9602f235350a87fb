"""The options by which a command reaches a case service: that of a run here, or one elsewhere."""

from pathlib import Path
from typing import Annotated, Final

import typer

RUN: Final = Path(".minhbach")

Data = Annotated[Path, typer.Option(help="The data folder of a running `minhbach run`.")]
Api = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A case service elsewhere.")]
TokenFile = Annotated[
    Path | None, typer.Option(help="With --api: a file that holds a token, yours alone.")
]
