"""Copies of real articles: whole and in part, credited and not, untouched and altered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from tests.evaluation.alterations import HARMLESS, REAL, Paragraphs, other_headline
from tests.evaluation.cases import Case, Reference
from tests.evaluation.credits import LACKING, SUFFICIENT, Way, line_with_time, name_and_time
from tests.evaluation.data import Data
from tests.evaluation.derive.originals import Copy, Original, Pool, case, later, originals
from tests.evaluation.outlets import PRESS, Outlet, slug

_IN_INDEX: Final = 2200
_SHARES: Final = (25, 30, 40, 60, 80)
_SURELY_COPIED: Final = 60
"""From this share (per cent) on an uncredited copy is one; below, only its source is asked for."""


def republication(data: Data, seed: str) -> Iterator[Case]:
    """The whole file."""
    chance = Random(f"{seed}:republication")
    pool = Pool(originals(data, chance), chance)
    for kind in HARMLESS:
        yield from _harmless(pool, chance, kind, 45)
    for kind in REAL:
        yield from _altered(pool, chance, kind, 60)
    yield from _headlines(pool, chance, 40)
    for kind, way in SUFFICIENT.items():
        yield from _ways(pool, chance, f"credit_{kind}", way, 40)
    for kind, way in LACKING.items():
        yield from _ways(pool, chance, f"lacks_{kind}", way, 30)
    yield from _excerpts(pool, chance, 80)
    for share in _SHARES:
        yield from _embedded(pool, chance, share, 40)
    yield from _times(pool, chance)
    yield from _wires(pool, chance, 40)
    yield from _bare_texts(pool, chance, 60)
    yield from _own(pool, chance, 200)


def _harmless(pool: Pool, chance: Random, kind: str, count: int) -> Iterator[Case]:
    for number in range(count):
        source, parts = pool.fitting(lambda o: _differing(kind, o, chance))
        yield _credited(f"same_{kind}", number, source, parts, "pass", chance)


def _differing(kind: str, source: Original, chance: Random) -> Paragraphs | None:
    parts = HARMLESS[kind](source.parts, chance)
    return parts if kind == "untouched" or parts != source.parts else None


def _altered(pool: Pool, chance: Random, kind: str, count: int) -> Iterator[Case]:
    for number in range(count):
        source, parts = pool.fitting(lambda o: REAL[kind](o.parts, chance))
        yield _credited(f"altered_{kind}", number, source, parts, "breach", chance)


def _headlines(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    for number in range(count):
        source = pool.take()
        made = _credited("altered_headline", number, source, source.parts, "breach", chance)
        title = other_headline(source.reference.title, chance)
        shown = name_and_time(source.reference, source.outlet.name, chance)
        copy = Copy(source.parts, later(source, chance), shown, title)
        yield replace(made, html=case("altered_headline", number, source, copy, chance).html)


def _credited(
    kind: str, number: int, source: Original, parts: Paragraphs, verbatim: str, chance: Random
) -> Case:
    shown = name_and_time(source.reference, source.outlet.name, chance)
    copy = Copy(parts, later(source, chance), shown)
    expect = {"source.credited": "pass", "source.verbatim": verbatim, "source.delay": "pass"}
    made = case(kind, number, source, copy, chance)
    return replace(made, expect=expect, expect_source=(source.reference.address,))


def _ways(pool: Pool, chance: Random, kind: str, way: Way, count: int) -> Iterator[Case]:
    passes, named = kind.startswith("credit_"), "name" in kind
    for number in range(count):
        source = pool.take()
        name = chance.choice((source.outlet.name, source.outlet.host))
        shown = way(source.reference, name, chance)
        copy = Copy(source.parts, later(source, chance), shown)
        expect = {
            "source.credited": "pass" if passes else "breach",
            "source.verbatim": "pass" if passes or named else "not_applicable",
            "source.delay": "pass",
        }
        made = case(kind, number, source, copy, chance)
        yield replace(made, expect=expect, expect_source=(source.reference.address,))


def _excerpts(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    """A run of sentences of a longer text, quoted as one."""
    for number in range(count):
        source, parts = pool.fitting(lambda o: _run(o.parts, chance))
        yield _credited("excerpt", number, source, parts, "pass", chance)


def _run(parts: Paragraphs, chance: Random) -> Paragraphs | None:
    said = [s for part in parts for s in part]
    size = max(4, int(len(said) * chance.choice((0.3, 0.5, 0.7))))
    if size >= len(said):
        return None
    start = chance.randrange(0, len(said) - size)
    run = said[start : start + size]
    if sum(len(s.split()) for s in run) < 80:
        return None
    return [run[at : at + 3] for at in range(0, len(run), 3)]


def _embedded(pool: Pool, chance: Random, share: int, count: int) -> Iterator[Case]:
    """A part of the copy, of so many per cent, stands on the source; the rest is its own."""
    expect = {"source.credited": "breach"} if share >= _SURELY_COPIED else {}
    for number in range(count):
        own, rest = pool.fitting(lambda o: _first(_flat(o.parts), 260 * (1 - share / 100)))
        source, taken = pool.fitting(lambda o: _first(_flat(o.parts)[1:], 265 * share / 100))
        half = max(1, len(rest) // 2)
        parts = [rest[:half], taken, rest[half:]]
        copy = Copy(parts, later(source, chance), title=own.reference.title)
        made = case(f"part_{share}", number, source, copy, chance)
        yield replace(made, expect=expect, expect_source=(source.reference.address,))


def _flat(parts: Paragraphs) -> list[str]:
    return [s for part in parts for s in part]


def _first(said: Sequence[str], size: float) -> list[str] | None:
    """Whole sentences from the first on, with so many words or a few more."""
    count, found = 0, []
    for sentence in said:
        found.append(sentence)
        count += len(sentence.split())
        if count >= size:
            return found if count <= size + 25 else None
    return None


def _times(pool: Pool, chance: Random) -> Iterator[Case]:
    """What the published times say of who was first, and how soon the copy came."""
    bare, named = LACKING["uncredited"], SUFFICIENT["name_and_time"]
    hour = timedelta(hours=1)
    kinds: tuple[tuple[str, timedelta | None, Way, Mapping[str, str]], ...] = (
        ("copy_first", -5 * hour, bare, {"source.credited": "not_applicable"}),
        ("copy_untimed", None, bare, {"source.credited": "inconclusive"}),
        ("too_soon", hour / 3, named, {"source.delay": "breach"}),
        ("soon_enough", hour * 1.1, named, {"source.delay": "pass"}),
    )
    for kind, after, way, expect in kinds:
        for number in range(30):
            source = pool.take()
            at = None if after is None else source.published_at + after
            shown = way(source.reference, source.outlet.name, chance)
            made = case(f"time_{kind}", number, source, Copy(source.parts, at, shown), chance)
            yield replace(made, expect=expect)
    yield from _undecided(pool, chance, 20)


def _undecided(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    """The source shows no time; or the copy only the source's day."""
    expect = {"source.credited": "inconclusive", "source.delay": "inconclusive"}
    for number in range(count):
        source = pool.take()
        copy = Copy(source.parts, later(source, chance))
        made = case("time_source_untimed", number, source, copy, chance)
        untimed = replace(source.reference, published_at=None)
        yield replace(made, references=(untimed,), expect=expect)
    for number in range(count):
        source = pool.take()
        copy = Copy(source.parts, source.published_at, to_day=True)
        made = case("time_same_day", number, source, copy, chance)
        yield replace(made, expect=expect)


def _wires(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    """A wire story stands on several sites; the copy names any one of them."""
    expect = {"source.credited": "pass", "source.verbatim": "pass", "source.delay": "pass"}
    for number in range(count):
        source = pool.take()
        carriers = chance.sample([o for o in PRESS if o != source.outlet], 3)
        others = tuple(_carried(source, o, n) for n, o in enumerate(carriers))
        cited = chance.choice((source.reference, *others))
        shown = name_and_time(cited, cited.site, chance)
        copy = Copy(source.parts, source.published_at + timedelta(days=2), shown)
        made = case("wire", number, source, copy, chance)
        references = (source.reference, *others)
        yield replace(made, references=references, expect=expect, expect_source=(cited.address,))


def _carried(source: Original, outlet: Outlet, number: int) -> Reference:
    return Reference(
        outlet.name,
        f"https://{outlet.host}/tin-{slug(source.reference.title)[:30]}-{number}.html",
        source.reference.title,
        source.reference.text,
        source.published_at + timedelta(minutes=7 * (number + 1)),
    )


def _bare_texts(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    """Title and text without a page; every other one is credited in its last line."""
    for number in range(count):
        source, credited = pool.take(), number % 2 == 0
        line = line_with_time(source.reference, source.outlet.name, chance)
        text = source.reference.text
        yield Case(
            f"republication/text_{'credited' if credited else 'uncredited'}/{number:04}",
            {"source.credited": "pass" if credited else "breach"},
            title=source.reference.title,
            text=f"{text}\n{line}" if credited else text,
            published_at=later(source, chance),
            references=(source.reference,),
            expect_source=(source.reference.address,),
        )


def _own(pool: Pool, chance: Random, count: int) -> Iterator[Case]:
    """Articles that stand nowhere else; each brings unrelated articles into the index."""
    duties = ("source.credited", "source.verbatim", "source.delay", "source.alive")
    own = [pool.take() for _ in range(count)]
    rest = pool.rest()[:_IN_INDEX]
    for number, source in enumerate(own):
        made = case("own", number, source, Copy(source.parts, source.published_at), chance)
        yield replace(
            made,
            references=tuple(o.reference for o in rest[number::count]),
            expect=dict.fromkeys(duties, "not_applicable"),
            expect_source=(None,),
        )
