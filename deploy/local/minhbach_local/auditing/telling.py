"""An answer for people: a table, then what is broken, then what the answer proves."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.table import Table

from minhbach_case.verifying.answer import SignedVerification
from minhbach_local.auditing.answers import Since

_TOLD: Final = 20


def tell(console: Console, answer: SignedVerification, since: Since | None) -> None:
    """Prints an answer."""
    found = answer.verification
    table = Table("chain", "streams", "entries", "verdict", "ends in")
    for column in table.columns[1:3]:
        column.justify = "right"
    for one in found.chains:
        verdict = "whole" if one.verdict == "whole" else f"BROKEN ({one.broken})"
        table.add_row(one.chain, str(one.streams), str(one.entries), verdict, one.head[:16])
    console.print(table)
    for line in lines(answer, since):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def lines(answer: SignedVerification, since: Since | None) -> Iterator[str]:
    """What is broken, and what the answer proves."""
    found = answer.verification
    for broken in found.broken:
        yield f"BROKEN {broken.told()}"
    for chain in found.chains:
        if chain.broken > len(chain.first):
            yield f"BROKEN {chain.chain}: and {chain.broken - len(chain.first)} further entries"
    if since is None:
        yield (
            "Nothing earlier was held against: an end that was cut off is told by the lists of "
            "cases, sites and letters alone. Keep this answer (--keep), and name it the next time "
            "(--since)."
        )
    else:
        yield from _since(since)
    if not found.files:
        yield "Kept files were not read: say --files to hold them against their digests."
    yield (
        f"Signed with key {answer.public_key}"
        if answer.public_key
        else "Nobody signed this answer: it proves something to whoever asked for it alone."
    )


def _since(since: Since) -> Iterator[str]:
    for broken in since.broken[:_TOLD]:
        yield f"BROKEN since {since.at:%Y-%m-%d %H:%M} UTC: {broken.told()}"
    if len(since.broken) > _TOLD:
        yield f"BROKEN since then: and {len(since.broken) - _TOLD} further chains"
    if not since.broken:
        yield f"Everything that stood on {since.at:%Y-%m-%d %H:%M} UTC stands."
