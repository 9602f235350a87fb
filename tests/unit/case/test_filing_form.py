"""The forms of licensees' reports: data that is checked at the start, and what is filled in."""

from pathlib import Path

import pytest

from minhbach_case.definitions import parse_definition
from minhbach_case.domain.filings.answers import AnswerFault, Answers, Faulty, read_answers
from minhbach_case.domain.filings.form import ReportForm
from minhbach_case.filings.forms_file import FORMS, Forms, load_forms
from minhbach_shared.errors import Misconfigured
from tests.support.filings import ANSWERS

FORM = """\
name: yearly
version: 1
kind: yearly
title: {vi: Báo cáo, en: Report}
site_class: aggregator
basis: {citation: Thông tư, verified: false}
due: {before: {month: 1, day: 15}, opens: {month: 12, day: 1}, first_year: 2014}
sections:
  - title: {vi: Mục, en: Part}
    fields:
      - {name: items, kind: whole_number, label: {vi: Số, en: Count}, least: 0, most: 9}
      - name: kind
        kind: choice
        label: {vi: Loại, en: Kind}
        options: [{value: a, label: {vi: A, en: A}}]
      - {name: mail, kind: email, label: {vi: Thư, en: Mail}, personal: true}
"""


def test_the_forms_that_come_with_the_service() -> None:
    """One yearly and one requested; nothing of the ministry's unread sample is said to be read."""
    forms = load_forms()
    yearly, requested = forms.current("yearly"), forms.current("requested")
    assert (yearly.identity, requested.identity) == ("aggregator_yearly/1", "requested/1")
    assert yearly.basis.not_verified is not None
    assert not any(field.verified for field in (*yearly.fields, *requested.fields))
    apart = {field.name for field in yearly.fields if field.personal}
    assert apart == {"responsible_person", "responsible_phone", "responsible_email"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: yearly", "name: [", "no YAML: "),
        ("version: 1", "version: 0", "form.yaml, line 2: version: "),
        ("version: 1", "version: 1\nversion: 2", "line 3: the key 'version' stands twice"),
        ("kind: yearly\n", "", "the key 'kind' is missing"),
        ("kind: yearly\n", "kind: requested\n", "a yearly form says when it is due"),
        ("month: 1, day: 15", "month: 2, day: 29", "line 7: due.before.day: "),
        ("least: 0", "leest: 0", "unknown key 'leest'"),
        ("most: 9", "most: -9", "sections[0].fields[0]: items: least is more than most"),
        ("kind: whole_number", "kind: number", "line 11: sections[0].fields[0].kind"),
        ("name: kind", "name: items", "the field 'items' stands twice"),
        ("options: [{value: a, label: {vi: A, en: A}}]", "options: []", "a choice has options"),
        (", personal: true", "", "mail: an e-mail or a phone is personal"),
        (", personal: true", ", personal: true, filled_from: salt", "no 'salt'"),
        (FORM, "", "line 1: the file is empty"),
    ],
)
def test_a_broken_form_says_file_line_and_key(old: str, new: str, told: str) -> None:
    """The service does not start with it."""
    with pytest.raises(Misconfigured) as refused:
        parse_definition(ReportForm, FORM.replace(old, new, 1), "form.yaml")
    assert told in str(refused.value)


def test_a_folder_of_forms_is_whole(tmp_path: Path) -> None:
    """A kind without a form, two of one name and version, a file that is no text: each is told."""
    with pytest.raises(Misconfigured, match="of yearly reports there is one form"):
        load_forms(tmp_path)
    forms = load_forms(FORMS).all
    with pytest.raises(Misconfigured, match="two forms are called aggregator_yearly/1"):
        Forms.of((*forms, forms[0]))
    (tmp_path / "a.yaml").write_bytes(b"\xff")
    with pytest.raises(Misconfigured, match=r"a\.yaml: the form cannot be read"):
        load_forms(tmp_path)


def test_a_later_version_is_filled_in_and_the_earlier_one_stays_known() -> None:
    """What was filed in version 1 is still shown by it."""
    forms = load_forms()
    later = forms.current("yearly").model_copy(update={"version": 2})
    both = Forms.of((*forms.all, later))
    assert both.current("yearly").version == 2
    assert {form.identity for form in both.all} >= {"aggregator_yearly/1", "aggregator_yearly/2"}


def test_answers_are_read_as_people_write_them() -> None:
    """Days, numbers with dots, yes and no; what names people stands apart."""
    read = read_answers(load_forms().current("yearly"), ANSWERS, whole=True)
    assert isinstance(read, Answers)
    assert read.open["licence_issued_on"] == "2024-04-24"
    assert (read.open["items"], read.open["technicians"], read.open["editors"]) == (1204, 1, 3)
    assert read.open["reviewed_before_posting"] is True
    assert read.open["removal_of_gone_items"] is False
    assert read.open["sources"] == "Báo Tỉnh Nhà\nCổng thông tin xã Bình Mẫu"
    assert read.personal["responsible_person"] == "Trần Thị Mẫu"
    assert not read.open.keys() & read.personal.keys()


@pytest.mark.parametrize(
    ("field", "given", "fault"),
    [
        ("items", "nhiều", "no_number"),
        ("items", "1.2", "no_number"),
        ("items", -1, "too_small"),
        ("editors", 10_001, "too_large"),
        ("items", "9" * 40, "no_number"),
        ("licence_issued_on", "31/02/2024", "no_date"),
        ("licence_issued_on", "29/2/2023", "no_date"),
        ("agreements", "maybe", "no_choice"),
        ("reviewed_before_posting", "có", "no_choice"),
        ("responsible_email", "hoamoi", "no_email"),
        ("responsible_phone", "gọi sau", "no_phone"),
        ("licence_number", "x" * 61, "too_long"),
        ("organisation", "  ", "missing"),
        ("organisation", None, "missing"),
        ("opinion", "x", "unknown_field"),
    ],
)
def test_what_cannot_be_so_is_told_by_field(
    field: str, given: str | int | None, fault: AnswerFault
) -> None:
    """Every fault at once, each at its field."""
    read = read_answers(load_forms().current("yearly"), {**ANSWERS, field: given}, whole=True)
    assert read == Faulty({field: fault})


def test_a_leap_day_is_a_day() -> None:
    """29 February of a leap year."""
    given = {**ANSWERS, "licence_issued_on": "29/02/2024"}
    read = read_answers(load_forms().current("yearly"), given, whole=True)
    assert isinstance(read, Answers)
    assert read.open["licence_issued_on"] == "2024-02-29"


def test_a_signed_file_stands_for_what_is_not_filled_in() -> None:
    """Nothing has to be there then; what is there has to be right all the same."""
    form = load_forms().current("yearly")
    assert read_answers(form, {}, whole=False) == Answers({}, {})
    assert read_answers(form, {"items": "x"}, whole=False) == Faulty({"items": "no_number"})


def test_words_are_kept_composed_and_without_controls() -> None:
    """Every Vietnamese letter stays; a control, and half a surrogate, stands in no store."""
    form = load_forms().current("yearly")
    words = "ẮẰẲẴẶ ấầẩẫậ ưứừửữự đĐ ỵỷỹ"
    decomposed = "A\u0306\u0301 a\u0302\u0301\x00\ud800"
    read = read_answers(form, {"requests": words, "complaints": decomposed}, whole=False)
    assert isinstance(read, Answers)
    assert read.open == {"requests": words, "complaints": "Ắ ấ"}
