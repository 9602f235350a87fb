"""A source in several captured versions, and the same copy under the law of another day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from tests.evaluation.alterations import REAL
from tests.evaluation.cases import VIETNAM, Case, Reference
from tests.evaluation.credits import name_and_time
from tests.evaluation.data import Data
from tests.evaluation.derive.originals import Copy, Original, Pool, case, later, originals
from tests.evaluation.wording import joined


def versions(data: Data, seed: str) -> Iterator[Case]:
    """The whole file."""
    chance = Random(f"{seed}:versions")
    pool = Pool(originals(data, chance), chance)
    for number in range(30):
        yield _changed_source(pool, number, chance)
    for number in range(20):
        yield _before_147(pool.take(), number, chance)


def _changed_source(pool: Pool, number: int, chance: Random) -> Case:
    """The source corrected itself; the copy agrees with the first or with the second version."""
    source, corrected = pool.fitting(lambda o: REAL["reworded"](o.parts, chance))
    shown = name_and_time(source.reference, source.outlet.name, chance)
    parts = source.parts if number % 2 else corrected
    made = case("", number, source, Copy(parts, later(source, chance), shown), chance)
    return replace(
        made,
        id=f"versions/{'first' if number % 2 else 'corrected'}/{number:03}",
        references=(source.reference, replace(source.reference, text=joined(corrected))),
        expect={"source.credited": "pass", "source.verbatim": "pass"},
        expect_source=(source.reference.address,),
    )


def _before_147(source: Original, number: int, chance: Random) -> Case:
    """In 2023 no law named an hour: a quick copy is no breach of a delay."""
    years = datetime(2023, 11, 1, tzinfo=VIETNAM) - datetime(2026, 11, 1, tzinfo=VIETNAM)
    then: Reference = replace(source.reference, published_at=source.published_at + years)
    old = replace(source, reference=then)
    shown = name_and_time(then, source.outlet.name, chance)
    quick = Copy(source.parts, old.published_at + timedelta(minutes=20), shown)
    made = case("", number, old, quick, chance)
    return replace(
        made,
        id=f"versions/law_of_2023/{number:03}",
        captured_at=old.published_at + timedelta(days=3),
        expect={
            "source.credited": "pass",
            "source.verbatim": "pass",
            "source.delay": "not_applicable",
        },
    )
