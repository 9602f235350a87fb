"""Letters' templates as data: whole, or refused at the start with file and field named."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from minhbach_case.documents.addressee import Addressee
from minhbach_case.documents.letter import Heading, Items, Letter, Paragraph, Words
from minhbach_case.documents.plain import Plain, plain_letter
from minhbach_case.documents.wording import CITATIONS, HERE
from minhbach_case.domain.delivery import LETTER_KINDS
from minhbach_case.letters import letter_wording
from minhbach_case.web.texts import LANGUAGES
from minhbach_shared.errors import Misconfigured
from tests.support.statements import AGENCY, pdf_of, record_of, wording

NAMES = "Nguyễn Thị Ỷ Ữ Ỡ Ằ Ẵ Ặ Ệ Ợ Ụ Ỵ đ Đ"


def _own(folder: Path, name: str, **texts: str | None) -> Path:
    """An agency's folder with one template, changed: None takes a text away."""
    path = folder / f"vi/{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    whole: dict[str, Any] = yaml.safe_load((HERE / f"vi/{name}.yaml").read_text("utf-8"))
    changed = {key.replace("__", "."): text for key, text in texts.items()}
    kept = whole["texts"] | changed
    whole |= {"version": 7, "texts": {k: v for k, v in kept.items() if v is not None}}
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return path


def _law(folder: Path, **citations: Any) -> None:
    law = yaml.safe_load((HERE.parent / CITATIONS).read_text("utf-8"))
    law["citations"] |= citations
    (folder / CITATIONS).write_text(yaml.safe_dump(law, allow_unicode=True), "utf-8")


def _reminder(fields: dict[str, str], texts: Any = None) -> Letter:
    t = texts or wording().texts["vi"]
    return plain_letter(
        Plain(
            kind="report_reminder",
            text="report_reminder.text",
            number="1/CV-X",
            file_number="1",
            addressee=Addressee(record_of(), "x", AGENCY, t),
            at=datetime(2026, 11, 22, tzinfo=UTC),
            issued_on=date(2026, 11, 22),
            fields=fields,
        ),
        t,
    )


@pytest.mark.parametrize("kind", LETTER_KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_names_its_template(kind: Any, language: Any) -> None:
    """Its version, and the digest of every text that it can use; ours are not the agency's own."""
    mark = wording().mark(kind, language)
    assert (mark.name, mark.version, mark.own) == (kind, 1, False)
    assert len(mark.digest) == 64


def test_an_agencys_own_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    """Its words, its version, and another digest; what it does not have is ours."""
    _own(tmp_path, "report_reminder", report_reminder__name="Công văn nhắc")
    read = letter_wording(tmp_path)
    mark = read.mark("report_reminder", "vi")
    assert (mark.version, mark.own) == (7, True)
    assert mark.digest != wording().mark("report_reminder", "vi").digest
    assert read.mark("report_reminder", "en").version == 1
    letter = _reminder({"period": "năm 2026", "day": "15/01/2027"}, read.texts["vi"])
    assert letter.head.name == "CÔNG VĂN NHẮC"


@pytest.mark.parametrize(
    ("name", "texts", "says"),
    [
        (
            "notice",
            {"reply__until_day": "Đến hết ngày."},
            "the field {day} is missing",
        ),
        ("notice", {"reply__until_day": None}, "the text 'reply.until_day' is missing"),
        ("notice", {"reply__until_dya": "Ngày {day}"}, "the text 'reply.until_dya' is unknown"),
        ("notice", {"reply__until_day": "{day} {nagy}"}, "the field {nagy} is unknown"),
        ("notice", {"reply__until_day": " "}, "the text 'reply.until_day' is empty"),
        ("notice", {"reply__until_day": "{day"}, "'reply.until_day': expected '}'"),
        ("notice", {"reply__until_day": "{day.__class__} {day}"}, "{day.__class__} is unknown"),
        ("notice", {"reply__until_day": "{day!r}"}, "write the field 'day' as {day}"),
        ("notice", {"reply__until_day": "{} {day}"}, "the field {} is unknown"),
        ("decision", {"decision__decides": "{law.nothing}"}, "citation {law.nothing} is unknown"),
        ("common", {"month": "{place}{day} {month} {year}"}, "write the field 'day' as {day}"),
    ],
)
def test_a_template_that_is_not_whole_is_refused(
    tmp_path: Path, name: str, texts: dict[str, str | None], says: str
) -> None:
    """With the file, the text and the field: no letter shows a blank."""
    path = _own(tmp_path, name, **texts)
    with pytest.raises(Misconfigured) as told:
        letter_wording(tmp_path)
    assert str(path) in str(told.value)
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("place", "content", "says"),
    [
        ("vi/notcie.yaml", "x: 1", "no letter uses this template"),
        ("vi/notice.yaml", "template: [", "cannot be read as YAML"),
        ("vi/notice.yaml", "template: notice\nlanguage: vi\ntexts: {}", "version: Field required"),
        ("vi/notice.yaml", "template: decision\nlanguage: vi\nversion: 1\ntexts: {}", "expected"),
        ("vi/notice.yaml", "template: notice\nlanguage: vi\nversion: 0\ntexts: {}", "version"),
        (CITATIONS, "version: 1\ncitations: {a: {cited: x}}", "citations.a.verified"),
        (CITATIONS, "version: 1\nlaws: {}", "laws"),
        (CITATIONS, "version: 1", "{law.circular_09_2014_9} is unknown"),
    ],
)
def test_a_file_that_cannot_be_a_template_is_refused(
    tmp_path: Path, place: str, content: str, says: str
) -> None:
    """A misspelt name, no YAML, a missing field, another letter's template, a missing citation."""
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    with pytest.raises(Misconfigured, match=r"\.yaml") as told:
        letter_wording(tmp_path)
    assert says in str(told.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Not taken for an empty one."""
    with pytest.raises(Misconfigured, match="is no folder"):
        letter_wording(tmp_path / "nothing")


def test_a_citation_stands_in_one_place(tmp_path: Path) -> None:
    """Put right there, every letter says it right; one that nobody compared says so."""
    given = {"period": "năm 2026", "day": "15/01/2027"}
    assert "Theo Thông tư 09/2014/TT-BTTTT, Điều 9, tổ chức" in str(_reminder(given).body)
    followed = {"cited": "Thông tư 09/2014/TT-BTTTT, Điều 9", "verified": False}
    _law(tmp_path, circular_09_2014_9=followed | {"corrected": "Nghị định {X}", "why": "thay"})
    said = str(_reminder(given, letter_wording(tmp_path).texts["vi"]).body)
    assert "Theo Nghị định {X} (căn cứ chưa đối chiếu với văn bản), tổ chức" in said


def test_a_field_that_is_not_given_is_an_error() -> None:
    """Never a blank."""
    with pytest.raises(KeyError, match="day"):
        _reminder({"period": "năm 2026"})


def test_words_of_a_field_are_no_marks_and_no_code() -> None:
    """What looks like a mark of a template, or like Typst, is set as it is."""
    hostile = f"# 1 | #panic() {{day}} {NAMES}"
    letter = _reminder({"period": hostile, "day": "= x"})
    assert all(not isinstance(block, Heading | Items) for block in letter.body)
    assert hostile in letter.head.subject
    assert pdf_of(letter).startswith(b"%PDF")


def test_a_text_says_what_each_paragraph_is() -> None:
    """Centred, italic, a lead in bold, items, headings, and a person's own words."""
    t = wording().texts["vi"]
    to = Addressee(record_of(), "x", AGENCY, t)
    given = {"stated_number": "1/QĐ-X", "stated_day": "01/11/2026", "cited": "a", "corrected": "b"}
    plain = Plain(
        kind="correction",
        text="correction.text_cited",
        number="2/TB-X",
        file_number="3F2A91BC",
        addressee=to,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        issued_on=None,
        fields=given,
        reasons=f"{NAMES}.\n\nDòng hai.",
    )
    letter = plain_letter(plain, t)
    assert (letter.draft, letter.annex) == ("DỰ THẢO", ())
    assert [type(block) for block in letter.body] == [
        *(Paragraph, Paragraph, Heading, Items, Items, Words, Heading, Paragraph),
    ]
    words = next(block for block in letter.body if isinstance(block, Words))
    assert words.lines == (f"{NAMES}.", "Dòng hai.")
    assert pdf_of(letter).startswith(b"%PDF")


def test_who_retracts_stands_above_the_grounds() -> None:
    """In capitals and centred, as on the decision that it takes back; above no other letter."""
    t = wording().texts["vi"]
    plain = Plain(
        kind="retraction",
        text="retraction.text",
        number="2/QĐ-X",
        file_number="3F2A91BC",
        addressee=Addressee(record_of(), "x", AGENCY, t),
        at=datetime(2026, 11, 22, tzinfo=UTC),
        issued_on=None,
        fields={"decision_number": "1/QĐ-X", "decision_day": "01/11/2026"},
        reasons="Nguồn đã đính chính.",
    )
    first, ground, *_ = plain_letter(plain, t).body
    assert first == Paragraph(AGENCY.signer_title.upper(), style="centred")
    assert isinstance(ground, Paragraph)
    assert ground.style == "italic"
    reminder = _reminder({"period": "năm 2026", "day": "15/01/2027"})
    assert first not in reminder.body
