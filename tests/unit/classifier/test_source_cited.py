"""Which sites of the register a page credits, and which addresses are asked for."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from minhbach_classifier.domain.rules import Rules
from minhbach_classifier.domain.sources.cited import Cited, References, cited_sources, unread
from minhbach_classifier.domain.sources.matching import Article, Sighting, best, ordered
from minhbach_classifier.domain.sources.states import AddressState, Gone, Shown
from minhbach_classifier.domain.wishes import (
    CITED,
    SOURCE_OF_GONE,
    STILL_THERE,
    Wish,
    after_removal,
    of_copy,
    of_gone_copy,
)
from minhbach_shared.ids import site_id
from tests.unit.classifier.copying import (
    CAPTURED,
    COPIER,
    FULL_CREDIT,
    MIEN_GO,
    SONG_TIEN,
    SOURCE,
    article,
    capture,
    match,
    page,
    record,
    snapshot,
    source_page,
    subject,
    with_link,
)
from tests.unit.classifier.ruling import finding, packaged

REFERENCES = References.of([MIEN_GO, SONG_TIEN, COPIER])
HOUR = timedelta(hours=1)
LINKED = "https://songtien.example/cau?utm_source=x"


def rules(day: datetime = CAPTURED) -> Rules:
    """The duties of an aggregator."""
    return packaged().for_day("aggregator", day.date())


def credited(credit: str = FULL_CREDIT, link: str | None = None) -> tuple[Cited, ...]:
    """What a copy with this credit cites."""
    copy = page(*SOURCE, credit=[credit])
    return cited_sources(with_link(copy, "Báo Sông Tiền", link) if link else copy, REFERENCES)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (LINKED, LINKED),
        ("http://www.songtien.example/cau#x", "https://songtien.example/cau"),
        ("https://songtien.example/", None),
        ("https://elsewhere.example/cau", None),
        (None, None),
    ],
)
def test_a_credit_cites_by_name_and_by_link(link: str | None, address: str | None) -> None:
    """The link's address on the registered site; its home page says no more than its name."""
    assert credited(link=link) == (Cited(SONG_TIEN, address),)


def test_only_active_reference_sites_are_cited() -> None:
    """Neither another aggregator, nor a site that left the register, nor one it does not hold."""
    assert credited("Theo Tin Kênh Xáng, 16/11/2026") == ()
    assert credited("Theo Báo Đồng Xanh, 16/11/2026") == ()
    left = References.of([SONG_TIEN.model_copy(update={"active": False})])
    assert cited_sources(page(*SOURCE, credit=[FULL_CREDIT]), left) == ()


def test_short_names_and_reporters_cite_their_outlet() -> None:
    """As readers know them."""
    wire = record("Thông tấn xã Việt Nam", "https://baotintuc.vn/", "reference")
    known = References.of([wire, SONG_TIEN])
    for said in ("Theo TTXVN", "Theo Hoàng Trọng/TTXVN", "Nguồn: Báo Tin tức"):
        copy = page(*SOURCE, credit=[said])
        assert [c.site for c in cited_sources(copy, known)] == [wire]


def test_what_was_read_or_matched_is_not_asked_for() -> None:
    """A matching article of the site, or a look at the address, is enough."""
    copy = page(*SOURCE, credit=[FULL_CREDIT])
    (cited,) = credited(link=LINKED)
    assert unread((cited,), (), ()) == (cited,)
    assert unread((cited,), [match(copy, source_page())], ()) == ()
    assert cited.address_id is not None
    assert unread((cited,), (), {cited.address_id}) == ()
    assert unread((Cited(SONG_TIEN, None),), (), ()) == (Cited(SONG_TIEN, None),)


@pytest.mark.parametrize("duty", ["source.credited", "source.verbatim", "source.alive"])
def test_a_copy_of_an_unread_source_is_inconclusive(duty: str) -> None:
    """And its assessment says what was not read."""
    copy = replace(subject(page(*SOURCE), found=()), cited=credited(link=LINKED))
    found = finding(duty, copy)  # type: ignore[arg-type]  # duties, above
    assert found.verdict == "inconclusive"
    assert [c.address for c in found.cited] == [LINKED]
    named = replace(copy, cited=(Cited(SONG_TIEN, None),))
    unasked = finding(duty, named)  # type: ignore[arg-type]  # as above
    assert (unasked.verdict, unasked.cited[0].address) == ("inconclusive", None)


def test_a_cited_address_is_asked_for_once() -> None:
    """Whoever cites it, whenever, however it is written; a name alone asks for nothing."""
    copy = replace(subject(page(*SOURCE), found=()), cited=credited(link=LINKED))
    (wish,) = of_copy(snapshot(copy.page), copy, rules())
    assert (wish.site_id, wish.address, wish.reason) == (SONG_TIEN.site_id, LINKED, CITED)
    assert wish.is_awaited
    other = replace(copy, cited=(Cited(SONG_TIEN, "https://songtien.example/cau"),))
    elsewhere = replace(copy.page, address="https://tin.example/b")
    (again,) = of_copy(snapshot(elsewhere), other, rules())
    assert again.id == wish.id
    assert list(of_copy(snapshot(copy.page), replace(copy, cited=()), rules())) == []
    request = wish.request(CAPTURED)
    assert (request.id, request.address, request.cause) == (wish.id, LINKED, wish.cause)


def test_a_source_that_nobody_looked_at_for_long_is_asked_for_once_a_day() -> None:
    """However many copies it has, and however often they are judged."""
    copy = page(*SOURCE, credit=[FULL_CREDIT])

    def wished(hours: float, shown: datetime = CAPTURED) -> list[Wish]:
        seen_at = CAPTURED - hours * HOUR
        at = "https://songtien.example/cau"
        known = AddressState(SONG_TIEN.site_id, at, seen_at, "article", Shown(capture(at), None))
        found = (replace(match(copy, source_page()), state=known),)
        one = replace(subject(copy, found=found), captured_at=shown)
        return list(of_copy(snapshot(copy), one, rules(shown)))

    assert wished(23) == []
    (wish,) = wished(25)
    assert (wish.reason, wish.is_awaited) == (STILL_THERE, False)
    assert wished(26) == [wish]
    (tomorrow,) = wished(25, CAPTURED + 24 * HOUR)
    assert tomorrow.id != wish.id
    assert wished(99, CAPTURED.replace(year=2016)) == []


def test_the_sources_of_a_gone_copy_are_asked_for() -> None:
    """Unless they were seen since; only while items must be kept."""
    at = datetime(2026, 6, 20, 5, tzinfo=CAPTURED.tzinfo)
    copy = page(*SOURCE, credit=[FULL_CREDIT], published_at=at - 48 * HOUR)

    def wished(seen_at: datetime, day: datetime = at) -> list[Wish]:
        where = "https://songtien.example/cau"
        known = AddressState(
            SONG_TIEN.site_id, where, seen_at, "article", Shown(capture(where), None)
        )
        found = (replace(match(copy, source_page()), state=known),)
        before = replace(subject(copy, found=found), captured_at=day, cited=credited(link=LINKED))
        return list(of_gone_copy(snapshot(copy, status=404), before, rules(day)))

    assert [w.reason for w in wished(at - HOUR)] == [CITED, SOURCE_OF_GONE]
    assert [w.reason for w in wished(at + HOUR)] == [CITED]
    assert [w.reason for w in wished(at - HOUR, CAPTURED)] == [CITED]


def test_copies_are_asked_for_after_their_time() -> None:
    """And their source before; not those that are gone already."""
    at = "https://songtien.example/cau"
    missing = Gone(capture(at), "not_found")
    source = AddressState(SONG_TIEN.site_id, at, CAPTURED, "gone", None, missing)
    there = AddressState(COPIER.site_id, "https://tin.example/a", CAPTURED, "article")
    went = replace(there, address="https://tin.example/b", gone=missing)
    taken = snapshot(source_page(), SONG_TIEN, 404)
    again, copy = after_removal(taken, source, (there, went), rules())
    assert (again.address, copy.address) == (at, there.address)
    assert CAPTURED < again.not_before < CAPTURED + 3 * HOUR < copy.not_before
    assert list(after_removal(taken, source, (went,), rules())) == []
    assert list(after_removal(taken, source, (there,), ())) == []


def test_the_credited_source_is_named_first() -> None:
    """Where it holds enough of the text; otherwise the one that holds most."""
    copy = page(*SOURCE, credit=["Theo Nhật báo Miền Gò, 16/11/2026"])
    most = match(copy, source_page())
    home = "https://miengo.example/x"
    part = match(copy, source_page(*SOURCE[:2], address=home), MIEN_GO)
    little = match(copy, source_page("Sáng 16/11, cầu Rạch Ông Cả nối", address=home), MIEN_GO)
    assert ordered([most, part]) == (part, most)
    assert little.containment < 0.25
    assert ordered([little, most]) == (most, little)


def test_a_credited_site_is_weighed_beside_the_best() -> None:
    """A wire story stands on many sites; the one that the copy credits is among the compared."""
    copy = source_page()
    body = match(copy, source_page()).body

    def of(number: int) -> Article:
        home = f"https://bao{number}.example/"
        site = SONG_TIEN.model_copy(update={"site_id": site_id(home), "address": home})
        return article(replace(body, page=replace(body.page, address=f"{home}a")), site)

    articles = [of(number) for number in range(12)]
    sightings = [Sighting(one, 30) for one in articles]
    ranked = best(sightings, body)
    assert len(ranked) == 5
    missed = next(a for a in articles if a not in ranked)
    assert best(sightings, body, {missed.site_id}) == (*ranked, missed)
