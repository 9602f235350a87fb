"""A report in words and as PDF: marked where it is a draft, honest where nothing is known."""

import re
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

import minhbach_case.documents.reports
from minhbach_case.documents.reports.content import ReportDocument
from minhbach_case.documents.reports.wording import Wording, report_texts
from minhbach_case.documents.reports.workbook.making import workbook
from minhbach_case.documents.typesetting import Press
from minhbach_case.domain.reports.model import Document, Issue, Reading, Report
from minhbach_case.errors import NotFound
from minhbach_case.reports.files import ReportFiles
from minhbach_case.reports.printing import Printing
from minhbach_case.web.texts import LANGUAGES, Language, Texts, read_texts
from tests.support.reports import OFFICE, example_of, words_of
from tests.support.seals import SEALED_BY, seal_in
from tests.support.statements import pdf_of

_LOCALES: Final = Path(minhbach_case.documents.reports.__file__).parent / "locales"
_EXAMPLES: Final = ("issued", "correction", "draft", "first", "bare", "empty")
_PLACE: Final = re.compile(r"{([^}:]+)")


class _Asked(dict[str, str]):
    """Words that remember which of them were asked for."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(words)
        self.keys_asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.keys_asked.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("name", "language"),
    [("correction", "vi"), ("draft", "en"), ("empty", "vi")],
)
def test_every_kind_of_report_is_set(name: str, language: Language) -> None:
    """A correction of a half year, a period that runs, a year in which nothing happened."""
    assert pdf_of(words_of(example_of(name), language)).startswith(b"%PDF")


def test_both_languages_say_the_same_and_every_word_is_used() -> None:
    """The same keys and figures in both catalogues; none that no report asks for."""
    own = {language: read_texts(_LOCALES)[language].words for language in LANGUAGES}
    assert own["vi"].keys() == own["en"].keys()
    for key, words in own["vi"].items():
        assert set(_PLACE.findall(words)) == set(_PLACE.findall(own["en"][key])), key
    asked = _Asked(dict(report_texts()["vi"].words))
    texts = Texts("vi", asked)
    for name in _EXAMPLES:
        document = example_of(name)
        said = words_of(document, texts=texts, sealed_by="A" if name == "issued" else None)
        if name in {"correction", "draft"}:
            workbook(document.report, said, texts)
    for document in (*_odd_corrections(), _nowhere()):
        words_of(document, texts=texts)
    assert own["vi"].keys() - asked.keys_asked == set()


def _odd_corrections() -> tuple[Document, Document]:
    """One in which no figure changed, and one with a figure that was not there before.

    Neither says a reason.
    """
    document = example_of("correction")
    assert document.issue is not None
    first = document.issue.changes[0].model_copy(update={"old": None})
    # From before a reason was asked for: such reports still read.
    earlier = document.issue.model_dump(exclude={"reason"})
    issues = (Issue.model_validate(earlier | {"changes": c}) for c in ((), (first,)))
    none, new = (Document(report=_taken(document), issue=issue) for issue in issues)
    return none, new


def _nowhere() -> Document:
    """A draft of an agency that dates its letters at no place."""
    report = example_of("draft").report
    agency = report.agency.model_copy(update={"place": ""})
    return Document(report=report.model_copy(update={"agency": agency}), issue=None)


def _taken(document: Document) -> Report:
    """The report with a figure of the period before taken from the report on that period."""
    report = document.report
    first = report.figures[0]
    before = first.before.model_copy(update={"taken_from": UUID(int=1)})
    figures = (first.model_copy(update={"before": before}), *report.figures[1:])
    return report.model_copy(update={"figures": figures})


def test_a_draft_cannot_pass_for_a_report() -> None:
    """Marked, without number, day, digest and signature; it says until when was counted."""
    draft = words_of(example_of("draft"))
    assert draft.draft == "DỰ THẢO"
    assert draft.head.number == "Số: ……/BC-SKHCN"
    assert "2026" not in draft.head.place_and_date
    assert "chưa ký" in draft.closing.signature
    assert not [value for _, value in draft.proof if len(value) == 64]
    assert any("Kỳ báo cáo chưa kết thúc" in line for line in draft.opening)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_issued_report_can_be_recognised(language: Language) -> None:
    """Its number, digest and id stand in it; the mark of a draft does not."""
    document = example_of("issued")
    issue = document.issue
    assert issue is not None
    words = words_of(document, language)
    assert words.draft == ""
    assert "2026-H1.T01/BC-SKHCN" in words.head.number
    assert {issue.digest, str(issue.report_id)} <= {value for _, value in words.proof}
    queries = {name for table in words.tables for name in table.queries}
    assert {one.name for one in words.queries} == queries
    assert all(one.rule and one.tables for one in words.queries)


def test_a_correction_says_what_it_corrects_and_each_figure_that_changed() -> None:
    """The number of the report that it stands in the place of; old and new value by name."""
    words = words_of(example_of("correction"))
    assert "2026-H1.T01/BC-SKHCN" in words.correction[0]
    assert words.correction[1].endswith("Nhật ký xem trang về muộn vì đường truyền hỏng.")
    assert "5 số liệu" in words.correction[2]
    changes = {one.what: (one.period, one.old, one.new) for one in words.changes}
    assert changes["Lần xem: Tổng cộng, Thực hiện được"] == ("Kỳ này", "20.401", "20.415")
    assert "Lần xem thực hiện được, theo tháng: Tháng 6/2026" in changes
    assert words_of(example_of("issued")).changes == ()


def test_what_is_not_known_is_no_zero() -> None:
    """A word and the number of a note; no change is told of it, and no chart draws it."""
    words = words_of(example_of("first"))
    assert all(table.notes for table in words.tables)
    for table in words.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            if cell.note_before:
                assert cell.before in {"chưa rõ", "–"}
                assert (cell.change, cell.share) == ("", "")
                assert "Chưa rõ" in table.notes[0]
    months = [chart for section in words.sections for chart in section.charts]
    assert months
    assert {(group.before, group.before_text) for c in months for group in c.groups} == {
        (None, "?")
    }
    assert "chưa rõ bao nhiêu" in _said(words_of(example_of("bare")))


def _said(words: ReportDocument) -> str:
    return " ".join(line for section in words.sections for line in section.paragraphs)


def test_a_period_in_which_nothing_happened_says_so() -> None:
    """Kinds of which there was nothing are named below their table; no chart is drawn."""
    words = words_of(example_of("empty"))
    table = next(one for one in words.tables if one.key == "cases_ended")
    assert [row.label for row in table.rows] == ["Tổng cộng"]
    assert table.rows[0].cells[0].now == "0"
    assert "Không phát sinh" in table.remarks[0]
    assert "Giấy phép" in table.remarks[0]
    assert [chart for one in words.sections for chart in one.charts] == []
    assert [chart for one in words.tables for chart in one.charts] == []


def test_figures_are_written_as_people_here_write_them() -> None:
    """Thousands by points and parts by a comma here, the other way round in English."""
    written: dict[Language, tuple[str, str]] = {
        "vi": ("20.401", "\N{MINUS SIGN}22,1%"),
        "en": ("20,401", "\N{MINUS SIGN}22.1%"),
    }
    for language, (made, share) in written.items():
        words = words_of(example_of("issued"), language)
        cells = {cell.key: cell for t in words.tables for row in t.rows for cell in row.cells}
        assert cells["visits.total.made"].now == made
        assert cells["sites_status.total.total"].share == share


def test_no_name_becomes_code() -> None:
    """Markup, controls, unseen characters, endless words in names: a PDF all the same."""
    document = example_of("empty")
    names = {
        "name": '#eval("1") #read("/etc/passwd") $x$ *b* _i_ `r` @ref <label> // c',
        "parent": "nạp\u200bti\u200dền\u202e\u0000 ]]] }}} )))",
        "place": "Sở Ăn Ằ Ẵ Ễ Ỗ Ữ Ỵ Đ ươ 🎁 " + "k" * 500,
    }
    agency = document.report.agency.model_copy(update=names)
    report = document.report.model_copy(update={"agency": agency})
    assert pdf_of(words_of(Document(report=report, issue=None))).startswith(b"%PDF")


async def test_an_issued_report_is_sealed_and_a_draft_never(tmp_path: Path) -> None:
    """Where the agency has a key: one signature on the report, none on a draft."""
    seal = seal_in(tmp_path)
    documents = {UUID(int=1): example_of("empty"), UUID(int=2): _issued_empty()}

    async def find(found: UUID) -> Document:
        if found not in documents:
            raise NotFound("none")
        return documents[found]

    files = ReportFiles(find, Printing(OFFICE, report_texts(), Press(), seal))
    draft, issued = [await files.pdf(one, "vi") for one in documents]
    assert [_signatures(file.content) for file in (draft, issued)] == [0, 1]
    assert draft.name == "report-2026-ministry-draft-vi.pdf"
    assert issued.name == "report-2026-ministry-01-vi.pdf"
    words = files.words(UUID(int=2), _issued_empty(), "vi")
    assert SEALED_BY in words.closing.signature
    with pytest.raises(NotFound):
        await files.workbook(UUID(int=3), "vi")


def _issued_empty() -> Document:
    report, issue = example_of("empty").report, example_of("issued").issue
    return Document(report=report, issue=issue)


def _signatures(pdf: bytes) -> int:
    return len(PdfFileReader(BytesIO(pdf)).embedded_signatures)


def test_an_english_sentence_counts_one_as_one() -> None:
    """One case, two cases, an unknown number of cases: a singular for one alone."""
    wording, report = Wording(report_texts()["en"]), example_of("issued").report
    figures = {figure.key: figure for figure in report.figures}
    key = "mended.total.total"

    def said(now: Reading) -> str:
        given = figures | {key: figures[key].model_copy(update={"now": now})}
        return wording.said("says.mended", given)

    assert said(Reading(value=1)).startswith("Mended: 1 case (before")
    assert said(Reading(value=2)).startswith("Mended: 2 cases (before")
    unknown = said(Reading(unknown="before_start"))
    assert unknown.startswith("Mended: an unknown number of cases (before")
