"""Which faults were heard and still stand: the store's answer against a count of all steps."""

import random
from contextlib import suppress
from datetime import timedelta

from minhbach_case.domain.commands import Actor, Disagree, Notify, Propose, RecordReply, Review
from minhbach_case.domain.standing import standing
from minhbach_case.errors import ActRefused
from minhbach_case.storage.case_events import CASE_EVENTS
from minhbach_case.storage.standing import StandingReader
from minhbach_shared.events import Suspected
from minhbach_shared.vocabulary import Duty
from tests.support.case_bench import open_bench
from tests.support.ledger import Ledger, store_events
from tests.support.stack import RunningStack
from tests.support.suspicions import FIRST_DAY, site_of, suspected, withdrawn

HISTORIES = 60
SPAM: tuple[Duty, ...] = ("spam.gambling", "spam.adult", "spam.scam")


def history(seed: int) -> Ledger:
    """Suspicions come, are seen again and withdrawn, before a notice, after it, after a second."""
    chance = random.Random(seed)
    book = Ledger(now=FIRST_DAY + timedelta(days=1))
    site = site_of(f"standing-{seed}")
    given: list[Suspected] = []
    for _ in range(chance.randint(4, 30)):
        book.now += timedelta(hours=1)
        match chance.randint(0, 9):
            case 0 | 1 | 2 | 3:
                fault, capture = chance.choice("abcdefgh"), chance.randint(1, 40)
                duty = SPAM[ord(fault) % 3]
                given.append(suspected(site, fault=fault, capture=capture, duty=duty))
                book.gather(given[-1])
            case 4 | 5 | 6 if given:
                book.gather(withdrawn(chance.choice(given)))
            case _:
                act_somehow(book, chance)
    return book


def act_somehow(book: Ledger, chance: random.Random) -> None:
    """Somebody acts on some case, if the law lets them."""
    commands = (
        Review(),
        Notify(book.now.date(), "post"),
        RecordReply(book.now.date(), "x"),
        Propose("unfounded", "x"),
        Disagree("under_review", "x"),
    )
    for command in commands:
        above = isinstance(command, Disagree)
        actor = Actor("minh", "supervisor") if above else Actor("lan", "officer")
        for case in sorted(book.steps):
            if chance.random() < 0.6:
                with suppress(ActRefused):
                    book.act(case, command, actor)


async def test_the_store_says_what_all_steps_say(stack: RunningStack) -> None:
    """Over random histories, the answer from fold and withdrawals is the count of every step."""
    books = [history(seed) for seed in range(HISTORIES)]
    async with open_bench(stack) as bench:
        await store_events(bench.parts, [event for book in books for event in book.events()])
        reader = StandingReader(bench.store[CASE_EVENTS], bench.parts.facts)
        said, fell = [], 0
        for book in books:
            for case, steps in book.steps.items():
                found = await reader.standing(book.case(case))
                assert found == standing(steps)
                said.append(found)
                fell += 0 < found.faults < book.case(case).faults
    assert sum(one.faults > 0 for one in said) > 20
    assert fell > 3
    assert sum(one.faults == 0 for one in said) > 5
