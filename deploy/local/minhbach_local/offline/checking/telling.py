"""The answer for people: what to mend first, where it stands, why and how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from minhbach_classifier.domain.sources.times import day_of
from minhbach_local.offline.checking.checking import VERDICTS, Checked, Result, Said, summary
from minhbach_local.offline.checking.places import Shown, shown_fields, shown_places
from minhbach_local.offline.checking.reasons import why
from minhbach_local.offline.checking.words import WORDS, Lang, Words
from minhbach_local.offline.quoting import source_of

_PLACES: Final = 3
_PAGES: Final = 5
_SIGNS: Final = {"breach": "red", "inconclusive": "yellow", "pass": "green"}


@dataclass(frozen=True, slots=True)
class _Item:
    """One fault, on all the pages that have it."""

    said: Said
    pages: tuple[Checked, ...]


def tell(console: Console, result: Result, lang: Lang, *, has_register: bool) -> None:
    """Prints the whole answer."""
    words = WORDS[lang]
    for part in _parts(result, lang, words, has_register=has_register):
        console.print(part, highlight=False)


def _parts(
    result: Result, lang: Lang, words: Words, *, has_register: bool
) -> Iterator[RenderableType]:
    yield _head(result, words)
    faults = _items(result, "breach")
    if faults:
        yield Text(f"\n{words.to_mend} ({len(faults)})", style="bold red")
        for number, item in enumerate(faults, 1):
            yield from _fault(number, item, lang, words)
    else:
        yield Text(f"\n{words.nothing}", style="bold green")
    yield from _open(_items(result, "inconclusive"), lang, words, has_register=has_register)
    if not result.home.target.is_home:
        yield Text(f"\n{words.no_home}", style="yellow")
    yield from _summary(result, words)


def _head(result: Result, words: Words) -> Text:
    return Text(
        words.head.format(
            pages=len(result.pages),
            site_class=words.classes[result.home.record.site_class],
            day=f"{day_of(result.at):%d/%m/%Y}",
        ),
        style="bold",
    )


def _items(result: Result, verdict: str) -> list[_Item]:
    """What has this verdict, the surest first; alike faults of several pages together."""
    found = [(page, said) for page, said in result.every() if said.assessment.verdict == verdict]

    def alike(pair: tuple[Checked, Said]) -> tuple[str, str]:
        return pair[1].assessment.duty, pair[1].assessment.reason

    items: list[_Item] = []
    for _, group in groupby(sorted(found, key=alike), key=alike):
        pairs = sorted(group, key=lambda pair: -pair[1].assessment.confidence)
        items.append(_Item(pairs[0][1], tuple(page for page, _ in pairs)))
    return sorted(items, key=lambda item: -item.said.assessment.confidence)


def _fault(number: int, item: _Item, lang: Lang, words: Words) -> Iterator[RenderableType]:
    said = item.said.assessment
    yield Text(f"\n{number}. {why(said, lang)}", style="bold")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(words.duty, Text(_duty(item.said, words)))
    for label, text in _where(item, words):
        table.add_row(label, text)
    fields = shown_fields(item.pages[0], said, lang)
    if fields:
        table.add_row(words.shown, Text("; ".join(fields)))
    source = source_of(said)
    if source is not None:
        table.add_row(words.source, Text(f"{source.site_name}: {source.capture.address}"))
    remedy = item.said.rule.remedy
    table.add_row(words.how, Text(remedy.en if lang == "en" else remedy.vi))
    if item.said.rule.example:
        table.add_row(words.example, Text(item.said.rule.example, style="green"))
    yield Padding(table, (0, 0, 0, 3))


def _duty(said: Said, words: Words) -> str:
    basis = said.assessment.basis
    share = round(100 * said.assessment.confidence)
    told = [said.assessment.duty, basis.citation, words.sure.format(share=share)]
    return " · ".join(told if basis.verified else [*told, words.unverified])


def _where(item: _Item, words: Words) -> Iterator[tuple[str, Text]]:
    """The places on the first page, then the other pages' names."""
    page = item.pages[0]
    places = list(shown_places(page, item.said.assessment, words))
    yield words.where, Text(page.target.source.name, style="underline")
    for place in places[:_PLACES]:
        yield "", _place(place)
    if len(places) > _PLACES:
        yield "", Text(words.more_places.format(count=len(places) - _PLACES), style="dim")
    others = [other.target.source.name for other in item.pages[1:]]
    if others:
        some = ", ".join(others[:_PAGES]) + (" …" if len(others) > _PAGES else "")
        yield "", Text(words.more_pages.format(count=len(others), some=some), style="dim")


def _place(place: Shown) -> Text:
    return Text.assemble((f"{place.note}: " if place.note else "", "dim"), place.line)


def _open(
    items: Sequence[_Item], lang: Lang, words: Words, *, has_register: bool
) -> Iterator[RenderableType]:
    if not items:
        return
    yield Text(f"\n{words.open} ({len(items)})", style="bold yellow")
    for item in items:
        names = item.pages[0].target.source.name
        if len(item.pages) > 1:
            names = words.pages.format(count=len(item.pages))
        said = item.said.assessment
        yield Text(f" - {said.duty} ({names}): {why(said, lang)}")
    if not has_register:
        yield Text(f"   {words.register_hint}", style="dim")


def _summary(result: Result, words: Words) -> Iterator[RenderableType]:
    counts = summary(result)
    passed = [f"{duty} ({n['pass']})" for duty, n in counts.items() if "pass" in n]
    if passed:
        yield Text(f"\n{words.passed}: {', '.join(passed)}", style="green")
    table = Table(title=words.summary, title_justify="left")
    table.add_column(words.duty, no_wrap=True)
    for verdict in VERDICTS:
        table.add_column(words.verdicts[verdict], justify="right", style=_SIGNS.get(verdict))
    for duty, numbers in counts.items():
        table.add_row(duty, *(str(numbers[v]) if v in numbers else "·" for v in VERDICTS))
    yield Text("")
    yield table
