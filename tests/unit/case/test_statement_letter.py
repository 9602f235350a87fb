"""The letter of a statement: suspicion before the decision, every kind of evidence, no code."""

import dataclasses
import json
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minhbach_case.documents.evidence import QUOTED, quoted
from minhbach_case.documents.letter import Letter
from minhbach_case.documents.printing import printable
from minhbach_case.documents.wording import TEMPLATES
from minhbach_case.domain.commands import Propose
from minhbach_case.domain.statement import IN_FULL, LISTED
from minhbach_case.web.texts import LANGUAGES, Language
from minhbach_shared.events import AlteredEvidence, LegalBasis, SpamEvidence, Suspected
from tests.support import seeds
from tests.support.statements import (
    OFFICER,
    WALK,
    last_statement,
    letter,
    noticed,
    pdf_of,
    walk,
    wording,
)
from tests.support.suspicions import site_of, suspected

SITE = site_of("thu")
HOSTILE = (
    '#eval("1") #read("/etc/passwd") $x$ *b* _i_ `r` @ref <label> // c /* d */ \\u{41}',
    "#set page(width: 1pt)\n#panic()",
    "]]] }}} ))) #[ #{ #( \"\"\" ''' ```",
    "nạp\u200bti\u200dền\u202e\u0000\u0007\ufeff",
    "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "k" * 5000,
    "🎁 中文 العربية \ue000",
)


def _whole(given_letter: Letter) -> str:
    return json.dumps(dataclasses.asdict(given_letter), ensure_ascii=False, default=str)


def _hostile(words: str) -> Suspected:
    spans = (seeds.span(words[:300]),)
    evidence = SpamEvidence(spans=spans, hidden=True, linked_from_home=None, hosts=(words[:50],))
    record = suspected(SITE, capture=1)
    more = {"evidence": evidence, "reason": words[:300], "remedy": words, "address": words}
    return record.model_copy(update={**more, "site_name": words})


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_decision_nothing_is_called_a_breach(language: Language) -> None:
    """The notice speaks of suspicions; the one mention of a breach is that none was found."""
    text = _whole(letter(last_statement(*noticed(*seeds.every_kind()[:1])), language)).casefold()
    assert {"vi": "nghi vấn", "en": "suspicion"}[language] in text
    no_finding = {"vi": "không có kết luận vi phạm", "en": "no breach is found"}[language]
    guilt = {"vi": "vi phạm", "en": "breach"}[language]
    assert text.count(guilt) == text.count(no_finding) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("record", seeds.every_kind(), ids=lambda r: f"{r.duty} {r.address[-9:]}")
def test_every_kind_of_evidence_is_quoted(record: Suspected, language: Language) -> None:
    """Each has something to say, and its letter can be set."""
    said = quoted(wording().texts[language], record.evidence)
    assert said.says
    assert all(line.strip() for line in said.says)
    assert pdf_of(letter(last_statement(*noticed(record)), language)).startswith(b"%PDF")


def test_source_stands_beside_copy_with_its_own_digest() -> None:
    """A changed figure: both passages, the change marked, the source's capture named."""
    evidence = seeds.altered()
    said = quoted(wording().texts["vi"], evidence)
    assert len(said.pairs) == len(evidence.changes)
    assert [p.text for p in said.pairs[0].right.pieces if p.marked] == ["tăng mạnh"]
    assert evidence.source.capture.payload_digest in " ".join(said.says)


def test_a_long_list_of_changes_is_cut_and_counted() -> None:
    """At most twelve quotations of one fault, and the letter says of how many."""
    one = seeds.altered()
    evidence = AlteredEvidence(
        source=one.source, credit=one.credit, changes=one.changes * 10, changes_in_all=57
    )
    said = quoted(wording().texts["vi"], evidence)
    assert len(said.pairs) == QUOTED
    assert "57" in said.says[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_holds_reasons_reply_and_the_way_to_appeal(language: Language) -> None:
    """In people's own words; what was erased is told by its salted digest."""
    book, case = noticed(*seeds.every_kind()[1:3])
    walk(book, case, *WALK[:3])
    statement = last_statement(book, case)
    at = {s.body.type: s.sequence for s in book.steps[case]}
    words = {at["replied"]: "Đã sửa.\nXin lỗi.", at["proposed"]: "Trùng 98%.", at["decided"]: None}
    text = _whole(letter(statement, language, words))
    assert all(said in text for said in ("Đã sửa.", "Xin lỗi.", "Trùng 98%.", "TB-SVHTTDL"))
    assert statement.ruling is not None
    assert statement.ruling.text_digest is not None
    assert statement.ruling.text_digest in text


def test_where_nothing_was_found_nothing_is_to_be_mended() -> None:
    """An unfounded case: suspicions, no breach, no remedy, and nothing to appeal against."""
    book, case = noticed(suspected(SITE))
    proposal = (Propose("unfounded", "Không đủ căn cứ."), OFFICER)
    walk(book, case, WALK[0], proposal, WALK[2])
    text = _whole(letter(last_statement(book, case)))
    assert "không có căn cứ xác định vi phạm" in text
    assert "Nghi vấn 1." in text
    for words in ("chưa thực hiện đúng", "Khắc phục", "Cách khắc phục", "khiếu nại"):
        assert words not in text


def test_a_decision_on_an_appeal_names_both_letters_before_it() -> None:
    """The notice's and the decision's number, and what becomes of the decision."""
    book, case = noticed(suspected(SITE))
    walk(book, case, *WALK)
    text = _whole(letter(last_statement(book, case)))
    at = {s.body.type: s.sequence for s in book.steps[case]}
    head = case.hex[:8].upper()
    assert f"{head}.{at['notified']:02d}/TB-" in text
    assert f"Giữ nguyên Quyết định số {head}.{at['decided']:02d}/QĐ-" in text


def test_a_draft_has_no_number_and_says_what_it_is() -> None:
    """Nothing of it can pass for the letter: no number, no day, no signature, no digest."""
    statement = last_statement(*noticed(suspected(SITE)))
    draft = letter(statement, draft=True)
    assert draft.draft == "DỰ THẢO"
    assert draft.head.number == "Số: ……/TB-SVHTTDL"
    assert "2026" not in draft.head.place_and_date
    assert "chưa ký" in draft.closing.signature
    assert letter(statement).draft == ""


def test_an_unread_citation_says_whether_it_was_confirmed() -> None:
    """Carried over: confirmed by an officer in the notice, to be confirmed in a draft before."""
    basis = LegalBasis(citation="Nghị định 72/2013/NĐ-CP, Điều 20 khoản 2", verified=False)
    statement = last_statement(*noticed(suspected(SITE).model_copy(update={"basis": basis})))
    assert "cán bộ đã đối chiếu và xác nhận" in _whole(letter(statement))
    unread = statement.notice.model_copy(update={"citation_confirmed": False})
    before = statement.model_copy(update={"notice": unread})
    assert "CHƯA ĐỐI CHIẾU" in _whole(letter(before, draft=True))
    assert "147/2024/NĐ-CP" in _whole(letter(statement))


def test_a_victim_is_told_so() -> None:
    """Injected pages: the notice says that mending ends the case."""
    text = _whole(letter(last_statement(*noticed(suspected(SITE, duty="spam.injected")))))
    assert "bên bị hại" in text
    assert "vụ việc kết thúc" in text


def test_a_large_case_is_set_within_bounds() -> None:
    """Hundreds of faults: some in full, some by address, the rest counted."""
    records = [suspected(SITE, fault=f"f{n}", capture=n) for n in range(IN_FULL + LISTED + 7)]
    given_letter = letter(last_statement(*noticed(*records)))
    assert "Còn 7 địa chỉ nữa" in _whole(given_letter)
    assert len(pdf_of(given_letter)) < 3_000_000


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_quotation_becomes_code(words: str) -> None:
    """Code, markup, controls, unseen and unknown characters, endless words: a PDF every time."""
    given_letter = letter(last_statement(*noticed(_hostile(words))))
    assert pdf_of(given_letter).startswith(b"%PDF")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(min_size=1, max_size=300))
def test_any_words_can_be_printed(words: str) -> None:
    """Whatever a page says, the letter is set, and it says it as text."""
    given_letter = letter(last_statement(*noticed(_hostile(words))))
    assert pdf_of(given_letter).startswith(b"%PDF")


@given(st.text())
def test_printable_words_are_seen_and_keep_their_meaning(words: str) -> None:
    """One line, in NFC, nothing that turns or hides; printing twice changes nothing."""
    printed = printable(words)
    assert printable(printed) == printed
    assert printed.isprintable()


def test_vietnamese_stays_as_it_is() -> None:
    """All letters with all tones, composed or not, and the usual signs."""
    letters = "aăâeêioôơuưyđ AĂÂEÊIOÔƠUƯYĐ “”…–₫ ắằẳẵặ ễệ ỡợ ữự"
    assert printable(letters) == letters
    assert printable("Tie\u0302\u0301ng Vie\u0323\u0302t") == "Tiếng Việt"
    assert printable("a\u200bb\u202ec") == "a[U+200B]b[U+202E]c"


def test_the_same_letter_gives_the_same_bytes() -> None:
    """The file's time is the step's, and nothing in it is random."""
    given_letter = letter(last_statement(*noticed(suspected(SITE))))
    assert pdf_of(given_letter) == pdf_of(given_letter)


def test_both_languages_of_letters_say_the_same_things() -> None:
    """Each key stands in both catalogues with the same values, and none is the console's."""
    templates = wording().templates
    vi, en = (
        {key: words for name in TEMPLATES for key, words in templates[(lang, name)].texts.items()}
        for lang in LANGUAGES
    )
    assert vi.keys() == en.keys()
    for key, words in vi.items():
        names = [{name for _, name, _, _ in Formatter().parse(w) if name} for w in (words, en[key])]
        assert names[0] == names[1], key
