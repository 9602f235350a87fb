"""A rule set applied to a page: assessments, suspicions, their ids, and what is withdrawn."""

from dataclasses import replace
from datetime import timedelta

from minhbach_classifier.domain.judgements import Judgement, events, revised
from minhbach_classifier.domain.judging import JudgedPage, article_of, judge, unread
from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.rules import Rules
from minhbach_classifier.domain.sources.body import body_of
from minhbach_classifier.domain.sources.matching import Match
from minhbach_shared.events import Assessed, Suspected, Withdrawn
from minhbach_shared.ids import fault_id, suspicion_id
from tests.unit.classifier.copying import (
    CAPTURED,
    COPIER,
    FULL_CREDIT,
    SONG_TIEN,
    SOURCE,
    capture,
    matches,
    page,
    record,
    snapshot,
    source_page,
    subject,
)
from tests.unit.classifier.ruling import packaged

UNCREDITED = page(*SOURCE)


def rules() -> Rules:
    """The duties of an aggregator on the capture's day."""
    return packaged().for_day("aggregator", CAPTURED.date())


def judged(copy: Page, *sources: Page | Match) -> JudgedPage:
    """A copy under all duties."""
    return judge(snapshot(copy), subject(copy, found=matches(copy, *sources)), rules())


def verdicts(said: JudgedPage) -> dict[str, str]:
    """The verdicts by duty."""
    return {a.duty: a.verdict for a in said.assessed.assessments}


def test_every_duty_in_force_gets_a_verdict() -> None:
    """Every duty once, with basis and reason; only a breach carries a remedy."""
    said = judged(UNCREDITED, source_page())
    assert list(verdicts(said)) == [rule.id for rule in rules()]
    assert verdicts(said)["source.credited"] == "breach"
    for assessment in said.assessed.assessments:
        assert assessment.basis.citation
        assert 0 < len(assessment.reason) <= 300
        assert bool(assessment.remedy) == (assessment.verdict == "breach")


def test_a_breach_is_a_suspicion_that_explains_itself() -> None:
    """Duty, basis, rule set, engine, capture, evidence; ids made of capture and fault."""
    said = judged(UNCREDITED, source_page())
    (suspicion,) = said.suspicions
    (assessment,) = [a for a in said.assessed.assessments if a.verdict == "breach"]
    assert suspicion.id == suspicion_id(capture(UNCREDITED.address).capture_id, suspicion.fault_id)
    assert (suspicion.duty, suspicion.kind) == ("source.credited", "unsourced_aggregation")
    assert suspicion.assessment_id == assessment.id
    assert suspicion.evidence == assessment.evidence
    assert suspicion.rule_set == assessment.rule_set
    assert suspicion.capture.address == UNCREDITED.address


def test_the_same_input_gives_the_same_ids() -> None:
    """A replay says the very same; other evidence is another assessment, but no other suspicion."""
    once, again = judged(UNCREDITED, source_page()), judged(UNCREDITED, source_page())
    assert once == again
    other = source_page(*SOURCE[:2], "Một câu khác hẳn.")
    more = judged(UNCREDITED, source_page(), other)
    assert more.assessed.id != once.assessed.id
    assert [s.id for s in more.suspicions] == [s.id for s in once.suspicions]


def test_a_fault_is_told_by_site_duty_address_and_finding() -> None:
    """The same text at another address is another fault."""
    (one,) = judged(UNCREDITED, source_page()).suspicions
    moved = replace(UNCREDITED, address="https://tin.example/b")
    (other,) = judged(moved, source_page()).suspicions
    assert one.fault_id != other.fault_id
    assert one.fault_id != fault_id(one.site_id, one.duty, one.address, "")


def test_what_could_not_be_read_is_inconclusive() -> None:
    """Failure is never guilt: no suspicion, whatever the duty."""
    said = unread(snapshot(UNCREDITED, status=503), COPIER, rules(), "Không lấy được trang này.")
    of_home = {rule.id for rule in rules() if rule.code.concerns == "home"}
    for duty, verdict in verdicts(said).items():
        assert verdict == ("not_applicable" if duty in of_home else "inconclusive")
    assert said.suspicions == ()
    assert said.assessed.page_kind is None


def test_a_site_without_rules_is_judged_not_at_all() -> None:
    """No duty applies to a reference site."""
    assert packaged().for_day("reference", CAPTURED.date()) == ()
    copy = source_page()
    said = judge(snapshot(copy, SONG_TIEN), subject(copy, SONG_TIEN), ())
    assert (said.assessed.assessments, said.suspicions) == ((), ())


def test_a_page_that_is_no_article_has_no_source_duties() -> None:
    """Without a text to compare both are not applicable."""
    said = judge(snapshot(UNCREDITED), subject(UNCREDITED), rules())
    assert verdicts(said)["source.credited"] == "not_applicable"
    assert verdicts(said)["source.verbatim"] == "not_applicable"


def test_only_articles_enter_the_index() -> None:
    """No listing, no short notice, no list of openings, nothing of a state portal."""
    portal = record("Cổng", "https://tin.example/", "state_portal")
    teasers = page(*(f"{words[:60]}…" for words in SOURCE))
    listing = replace(UNCREDITED, kind="listing")
    short = page("Mai nghỉ lễ.")
    ref = capture(UNCREDITED.address)
    for shown, site in (
        (UNCREDITED, portal),
        (teasers, COPIER),
        (listing, COPIER),
        (short, COPIER),
    ):
        assert article_of(snapshot(shown), ref, site, body_of(shown)) is None
    kept = article_of(snapshot(UNCREDITED), ref, COPIER, body_of(UNCREDITED))
    assert kept is not None
    assert kept.keys
    assert kept.id != replace(kept, version="0" * 64).id


def test_a_later_judgement_withdraws_what_it_no_longer_finds() -> None:
    """The credited source arrives: the suspicion is said once more, then withdrawn."""
    before = Judgement(snapshot(UNCREDITED), None)
    suspected = revised(before, judged(UNCREDITED, source_page()))
    assert [type(e) for e in events(suspected)] == [Assessed, Suspected]
    cleared = revised(suspected, judged(UNCREDITED))
    assessed, suspicion, withdrawal = events(cleared)
    assert isinstance(assessed, Assessed)
    assert isinstance(suspicion, Suspected)
    assert isinstance(withdrawal, Withdrawn)
    assert withdrawal.suspicion_id == suspicion.id != withdrawal.id
    assert (suspected.revision, cleared.revision) == (1, 2)


def test_a_withdrawn_suspicion_of_a_capture_does_not_come_back() -> None:
    """Subscribers keep one suspicion a capture and fault; a later capture raises it anew."""
    found = judged(UNCREDITED, source_page())
    first = revised(Judgement(snapshot(UNCREDITED), None), found)
    last = revised(revised(first, judged(UNCREDITED)), found)
    assert (last.suspicions, len(last.withdrawn)) == ({}, 1)


def test_judging_again_on_the_same_facts_says_the_same() -> None:
    """What was published is published again, nothing else."""
    found = judged(UNCREDITED, source_page())
    first = revised(Judgement(snapshot(UNCREDITED), None), found)
    assert list(events(revised(first, found))) == list(events(first))


def test_the_law_is_that_of_the_captures_day() -> None:
    """Another day, another basis, named in every assessment."""
    old = packaged().for_day("aggregator", (CAPTURED - timedelta(days=5 * 365)).date())
    copy = page(*SOURCE, credit=[FULL_CREDIT])
    said = judge(snapshot(copy), subject(copy, found=()), old)
    assert {a.basis.citation for a in said.assessed.assessments} == {r.basis.citation for r in old}
    assert {r.basis.citation for r in old} != {r.basis.citation for r in rules()}
