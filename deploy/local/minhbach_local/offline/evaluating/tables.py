"""An evaluation as tables for people."""

from collections.abc import Iterator
from typing import Final

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from minhbach_local.offline.evaluating.comparing import OUTCOMES
from minhbach_local.offline.evaluating.tally import Miss, Pair, Tally, confusions

_VERDICTS: Final = ("breach", "pass", "inconclusive", "not_applicable")
_EXPECTED: Final = (*_VERDICTS, "no_breach")
_MISSES: Final = 200
_QUOTE: Final = 110


def show(console: Console, tally: Tally, seconds: float) -> None:
    """Prints all of it."""
    for part in _parts(tally):
        console.print(part)
    console.print(f"{tally.cases} cases in {seconds:.1f} s", highlight=False)


def _parts(tally: Tally) -> Iterator[RenderableType]:
    if tally.verdicts:
        yield _duties(tally)
        yield _confusion(tally)
    if tally.fields:
        yield _fields(tally)
    if tally.sources:
        yield _sources(tally)
    if tally.misses:
        yield _misses(tally.misses)


def _table(title: str, *columns: str, caption: str | None = None) -> Table:
    table = Table(title=title, caption=caption, title_justify="left", caption_justify="left")
    table.add_column(columns[0], no_wrap=True)
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _duties(tally: Tally) -> Table:
    caption = (
        "A breach is the positive. tp: found; fn: expected, another verdict given; fp: found, not "
        "expected; tn: neither. 'open' counts the inconclusive ones among them."
    )
    columns = ("duty", "precision", "recall", "tp", "fp", "fn", "tn", "open")
    table = _table("Duties", *columns, caption=caption)
    for duty, counts in confusions(tally).items():
        shares = (_share(counts.precision), _share(counts.recall))
        table.add_row(duty, *shares, *(str(number) for number in counts))
    return table


def _confusion(tally: Tally) -> Table:
    table = _table("Verdicts: expected, and given", "duty", "expected", *_VERDICTS)
    table.columns[1].justify = "left"
    for duty in sorted({pair.duty for pair in tally.verdicts}):
        for expected in _EXPECTED:
            numbers = [tally.verdicts[Pair(duty, expected, got)] for got in _VERDICTS]
            if any(numbers):
                table.add_row(duty, expected, *(str(n) if n else "·" for n in numbers))
    return table


def _fields(tally: Tally) -> Table:
    table = _table("Fields", "field", "exact", *OUTCOMES)
    for name in sorted({name for name, _ in tally.fields}):
        numbers = [tally.fields[name, o] for o in OUTCOMES]
        table.add_row(name, _share(numbers[0] / sum(numbers)), *(str(n) for n in numbers))
    return table


def _sources(tally: Tally) -> Table:
    table = _table("Sources", "named first", "cases")
    for told in OUTCOMES[:3]:
        table.add_row(told, str(tally.sources[told]))
    return table


def _misses(misses: list[Miss]) -> Table:
    left = len(misses) - _MISSES
    caption = f"and {left} more; --json lists them all" if left > 0 else None
    table = _table(f"Misses: {len(misses)}", "case", "what", "expected", "got", "quote",
                   caption=caption)  # fmt: skip
    for column in table.columns:
        column.justify, column.overflow = "left", "fold"
    table.columns[0].no_wrap = False
    for miss in misses[:_MISSES]:
        expected, got = _shown(miss.expected), _shown(miss.got)
        words = (miss.id, miss.what, expected, got, miss.quote[:_QUOTE])
        table.add_row(*(Text(word) for word in words))  # a page's words are no markup
    return table


def _shown(value: object) -> str:
    return "-" if value is None else "; ".join(value) if isinstance(value, list) else str(value)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"
