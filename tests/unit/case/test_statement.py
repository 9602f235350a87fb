"""The statement of reasons: what it holds, and that it follows from the steps before it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.commands import Correct
from minhbach_case.domain.statement import IN_FULL, LISTED, Ruling, statement_digest
from minhbach_case.domain.statement_making import NothingToState, statement_of
from minhbach_case.domain.steps import Decided, Notified
from minhbach_shared.events import Suspected
from tests.support.statements import (
    SUPERVISOR,
    WALK,
    last_statement,
    noticed,
    walk,
    wording,
)
from tests.support.suspicions import site_of, suspected, withdrawn

SITE = site_of("thu")


def _faults(count: int) -> list[Suspected]:
    return [suspected(SITE, fault=f"f{number:05d}", capture=number) for number in range(count)]


def test_a_notice_states_each_fault_with_its_capture() -> None:
    """Address, words, digest and place of the capture, basis, rule set, engine, remedy."""
    record = suspected(SITE)
    statement = last_statement(*noticed(record))
    (fact,) = statement.facts
    assert (fact.number, fact.address, fact.evidence) == (1, record.address, record.evidence)
    assert (fact.capture, fact.basis, fact.remedy) == (record.capture, record.basis, record.remedy)
    assert (statement.rule_sets, statement.engines) == ((record.rule_set,), (record.engine,))
    assert (statement.form, statement.automatic, statement.ruling) == ("notice", True, None)


def test_a_fault_withdrawn_before_the_notice_is_not_in_it() -> None:
    """What no longer stands is not stated, and takes no number."""
    first, gone, last = _faults(3)
    statement = last_statement(*noticed(first, gone, last, withdrawn(gone)))
    assert [(f.number, f.address) for f in statement.facts] == [
        (1, first.address),
        (2, last.address),
    ]


def test_a_decision_keeps_the_notices_numbers() -> None:
    """What was withdrawn since is counted, what was mended is marked, the rest keeps its number."""
    records = _faults(3)
    book, case = noticed(*records)
    book.gather(withdrawn(records[0]))
    book.pass_by(case, records[2].fault_id, book.now)
    walk(book, case, *WALK[:3])
    statement = last_statement(book, case)
    assert [(f.number, f.mended) for f in statement.facts] == [(2, False), (3, True)]
    assert (statement.faults, statement.taken_back, statement.mended) == (2, 1, 1)


def test_a_decision_names_what_was_weighed() -> None:
    """The replies since the notice, the proposal, and until when it can be appealed against."""
    book, case = noticed(suspected(SITE))
    walk(book, case, *WALK[:3])
    ruling = last_statement(book, case).ruling
    assert isinstance(ruling, Ruling)
    assert [reply.received_on for reply in ruling.replies] == [date(2026, 11, 22)]
    assert ruling.proposal.text_digest is not None
    assert ruling.appeal_until is not None
    assert ruling.appeal_until > book.now


def test_thousands_of_faults_are_bounded_and_bound() -> None:
    """Forty in full, some by address, all in the digest of the list: one more changes it."""
    records = _faults(IN_FULL + LISTED + 60)
    whole = last_statement(*noticed(*records))
    fewer = last_statement(*noticed(*records[:-1]))
    assert (len(whole.facts), len(whole.lines)) == (IN_FULL, LISTED)
    assert whole.faults == len(records)
    assert whole.lines == fewer.lines
    assert whole.list_digest != fewer.list_digest


def test_every_duty_and_basis_is_among_the_faults_in_full() -> None:
    """However late it was found: its remedy and its basis have to be stated."""
    late = suspected(SITE, fault="z", duty="spam.scam", capture=900)
    statement = last_statement(*noticed(*_faults(IN_FULL + 5), late))
    assert [(d.duty, d.faults) for d in statement.duties] == [
        ("spam.gambling", IN_FULL + 5),
        ("spam.scam", 1),
    ]
    assert all(d.bases and d.remedies for d in statement.duties)
    assert len(statement.facts) == IN_FULL


def test_injected_pages_make_the_site_a_victim() -> None:
    """The notice has to say so; other spam does not make it one."""
    assert last_statement(*noticed(suspected(SITE, duty="spam.injected"))).victim
    assert not last_statement(*noticed(suspected(SITE))).victim


@given(digest=st.text(alphabet="0123456789abcdef", min_size=64, max_size=64))
def test_the_digest_can_be_made_before_and_after_the_step(digest: str) -> None:
    """Neither the step's own digest nor anything after it changes the statement."""
    book, case = noticed(*_faults(2))
    steps = list(book.steps[case])
    notice = steps[-1].body
    assert isinstance(notice, Notified)
    before = statement_digest(statement_of(steps[:-1], notice, len(steps)))
    sealed = notice.model_copy(update={"statement_digest": digest})
    walk(book, case, *WALK[:2])
    assert statement_digest(statement_of(book.steps[case], sealed, len(steps))) == before


def test_a_changed_fact_changes_the_digest() -> None:
    """Another quotation, another digest: the step binds the words."""
    one = last_statement(*noticed(suspected(SITE)))
    (fact,) = one.facts
    other = one.model_copy(update={"facts": (fact.model_copy(update={"reason": "khác"}),)})
    assert statement_digest(one) != statement_digest(other)


def test_an_appeal_names_what_it_is_about() -> None:
    """The decision that was appealed against, the appeal, and the faults."""
    book, case = noticed(suspected(SITE))
    walk(book, case, *WALK)
    statement = last_statement(book, case)
    assert statement.form == "appeal"
    assert statement.ruling is not None
    assert statement.ruling.text_digest is not None
    assert statement.faults == 1


def test_a_corrected_citation_is_stated_with_the_one_that_was_written() -> None:
    """Both stay: the notice says one, the decision how to read it."""
    record = suspected(SITE)
    book, case = noticed(record)
    fix = Correct("Ghi nhầm.", record.basis.citation, "Nghị định 147/2024/NĐ-CP")
    walk(book, case, WALK[0], (fix, SUPERVISOR), *WALK[1:3])
    (recited,) = last_statement(book, case).recited
    assert (recited.cited, recited.corrected) == (fix.cited, fix.corrected)


def test_without_a_notice_nothing_is_decided() -> None:
    """A decision over steps that hold no notice states nothing."""
    book, case = noticed(suspected(SITE))
    walk(book, case, *WALK[:3])
    steps = book.steps[case]
    decision = steps[-1].body
    assert isinstance(decision, Decided)
    with pytest.raises(NothingToState, match="notified"):
        statement_of(steps[:2], decision, 9)
    with pytest.raises(NothingToState, match="opening"):
        statement_of([], decision, 1)


def test_the_law_tells_what_had_ended_on_a_day() -> None:
    """A citation of a decree that had been replaced says so; on its last day it stood."""
    citation = "Nghị định 72/2013/NĐ-CP, Điều 20 khoản 2 (áp dụng chuyển tiếp)"
    law = wording().law
    assert [text.name for text in law.ended(citation, date(2024, 12, 25))] == [
        "Nghị định 72/2013/NĐ-CP"
    ]
    assert law.ended(citation, date(2024, 12, 24)) == ()


def test_known_slips_of_citation_are_put_right() -> None:
    """The 2021 letter's slip is kept beside the decree that it meant."""
    law = wording().law
    known = law.corrected("Nghị định 191/2020/NĐ-CP, Điều 20 khoản 1 điểm đ")
    assert known is not None
    assert known.corrected is not None
    assert known.corrected.startswith("Nghị định 119/2020/NĐ-CP")
    assert law.corrected("Nghị định 72/2013/NĐ-CP") is None
