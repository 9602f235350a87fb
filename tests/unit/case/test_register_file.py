"""The register as a CSV file: what is read, what stays out, and what is said about it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.register import SiteEntry
from minhbach_case.domain.register_cells import COLUMNS
from minhbach_case.domain.register_csv import read_csv
from minhbach_case.domain.register_file import Problem, Reading, Remark, read_table
from minhbach_case.errors import UnreadableFile
from minhbach_shared.ids import site_id

HEADER = "name,address,class"
GOOD = "Tin Thử,https://tin.example.vn/,aggregator"


def read(text: str | bytes) -> Reading:
    """Reads a file's content."""
    data = text.encode() if isinstance(text, str) else text
    return read_table(read_csv("register.csv", data))


def entry(column: str, value: str) -> SiteEntry:
    """The one entry of a good row with one more column."""
    (found,) = read(f'{HEADER},{column}\n{GOOD},"{value}"\n').entries
    return found


def problem(column: str, value: str) -> Problem:
    """The one problem of a good row but for one more column."""
    found = read(f'{HEADER},{column}\n{GOOD},"{value}"\n')
    assert found.entries == ()
    (told,) = found.problems
    return told


def test_columns_stand_in_any_order_and_any_case() -> None:
    """Only name, address and class must be there."""
    found = read("Class, NAME ,address\naggregator,Tin Thử,https://tin.example.vn\n")
    (site,) = found.entries
    assert (site.name, site.address) == ("Tin Thử", "https://tin.example.vn/")
    assert (site.site_class, site.status, found.problems) == ("aggregator", None, ())


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_change_nothing(before: bytes, end: str) -> None:
    """Files from a spreadsheet and from an editor read alike."""
    found = read(before + f"{HEADER}{end}{GOOD}{end}".encode())
    assert [site.name for site in found.entries] == ["Tin Thử"]


def test_unknown_columns_are_reported() -> None:
    """They are named, and what they hold is left out."""
    assert read(f"{HEADER},hobby,màu\n{GOOD},x,y\n").unknown_columns == ("hobby", "màu")


def test_bad_row_is_named_and_the_rest_goes_in() -> None:
    """File line and column of every problem, blank and folded lines counted."""
    rows = f'{GOOD}\n\n"Hai\ndòng",ftp://x,blog\nBa,https://ba.example.vn/,state_portal\n'
    found = read(f"{HEADER}\n{rows}")
    assert [site.name for site in found.entries] == ["Tin Thử", "Ba"]
    told = [(p.line, p.column, p.value) for p in found.problems]
    assert told == [(4, "address", "ftp://x"), (4, "class", "blog")]
    assert "aggregator, state_portal, reference" in found.problems[1].remedy


def test_same_site_twice_is_reported() -> None:
    """Scheme, host and port tell a site; a path does not make another."""
    again = "Lại,HTTPS://Tin.example.vn:443/trang-chu,aggregator"
    found = read(f"{HEADER}\n{GOOD}\n{again}\n")
    assert len(found.entries) == 1
    assert "line 2" in found.problems[0].problem


@pytest.mark.parametrize("written", ["2024-12-31", "31/12/2024"])
def test_dates_are_iso_or_day_first(written: str) -> None:
    """Both ways of writing the same day."""
    assert entry("licence_issued_on", written).licence_issued_on == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("licence_issued_on", "31/02/2024"),
        ("licence_issued_on", "12/31/2024"),
        ("licence_issued_on", "31/12/24"),
        ("licence_expires_on", "mai"),
        ("status", "valid"),
        ("email", "nobody"),
        ("phone", "12"),
        ("phone", "gọi tôi"),
        ("organisation", "x" * 501),
        ("field", "a\x00b"),
    ],
)
def test_bad_cell_is_told_with_a_remedy(column: str, value: str) -> None:
    """Which column, what was written, and what to do."""
    told = problem(column, value)
    assert (told.line, told.column) == (2, column)
    assert told.value
    assert value.startswith(told.value[:100])
    assert told.remedy


@pytest.mark.parametrize(
    "address",
    ["tin.example.vn", "https://", "javascript:alert(1)", "https://a:b@tin.example.vn/", "", "x y"],
)
def test_bad_address_is_told(address: str) -> None:
    """A site is told by the scheme, host and port of its home page."""
    (told,) = read(f'{HEADER}\nTin,"{address}",aggregator\n').problems
    assert told.column == "address"


def test_licence_does_not_end_before_it_begins() -> None:
    """Two dates that cannot both be right."""
    columns = "licence_issued_on,licence_expires_on"
    (told,) = read(f"{HEADER},{columns}\n{GOOD},2024-01-02,2024-01-01\n").problems
    assert told.column == "licence_expires_on"


def test_personal_values_stand_apart() -> None:
    """What never leaves the store is told from what travels; several with a semicolon."""
    site = entry("email", "a@example.vn; b@example.vn;a@example.vn")
    assert site.personal.emails == ("a@example.vn", "b@example.vn")
    assert entry("phone", "(0273) 3873 153; +84 912 345 678").personal.phones == (
        "(0273) 3873 153",
        "+84 912 345 678",
    )


def test_bytes_that_are_no_utf8_are_named_by_row() -> None:
    """One cell in an old charset keeps its row out, not the file."""
    data = f"{HEADER}\n".encode() + b"T\xecn,https://a.example.vn/,aggregator\n" + GOOD.encode()
    found = read(data)
    assert len(found.entries) == 1
    assert [(p.line, p.column, p.problem) for p in found.problems] == [(2, "name", "is not UTF-8")]


def test_row_with_too_many_cells_is_told() -> None:
    """A comma outside quotes would shift every value after it."""
    (told,) = read(f"{HEADER}\n{GOOD},more\n").problems
    assert (told.line, told.column) == (2, None)


def test_open_quotation_mark_is_told() -> None:
    """The line where it opens, not the end of the file."""
    found = read(f'{HEADER}\n{GOOD}\n"Hai,https://hai.example.vn/,aggregator\n')
    assert [p.line for p in found.problems] == [3]
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no header"),
        (b"\n \n", "no header"),
        (b"name;address\n", "class"),
        (b"name,address\n", "class"),
        (b"name,name,address,class\n", "twice"),
        ("name,address,class\n".encode("utf-16")[:-1], "UTF-16"),
    ],
)
def test_file_without_a_usable_header_is_refused(data: bytes, words: str) -> None:
    """The file's name and what to do."""
    with pytest.raises(UnreadableFile, match=words) as refused:
        read(data)
    assert str(refused.value).startswith("register.csv")


@pytest.mark.parametrize(
    ("separator", "charset", "remarks"),
    [
        (";", "utf-8-sig", (Remark("separator", "semicolon"),)),
        ("\t", "utf-16", (Remark("utf16", "UTF-16"), Remark("separator", "tab"))),
    ],
)
def test_what_spreadsheets_call_csv_is_read_and_told(
    separator: str, charset: str, remarks: tuple[Remark, ...]
) -> None:
    """Semicolons where the comma is the decimal sign, UTF-16 with tabs as "Unicode text"."""
    found = read(f"{HEADER}\n{GOOD}\n".replace(",", separator).encode(charset))
    assert [site.name for site in found.entries] == ["Tin Thử"]
    assert found.remarks == remarks


def test_two_writings_of_vietnamese_are_one_row() -> None:
    """Letters composed and letters with combining marks say the same."""
    composed, apart = (
        read(unicodedata.normalize(form, f"{HEADER}\n{GOOD}\n")) for form in ("NFC", "NFD")
    )
    assert composed.entries == apart.entries


def test_the_site_of_a_rejected_row_is_known_or_its_line_is() -> None:
    """So that a typing error never makes a site look as if it had left the register."""
    found = read(f"{HEADER},phone\n{GOOD},12\nHai,nowhere,aggregator,\n")
    assert found.rejected_sites == {site_id("https://tin.example.vn/")}
    assert found.nameless == (3,)


cells = st.text(max_size=30)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), max_size=4))
def test_any_cells_give_entries_or_problems(rows: list[dict[str, str]]) -> None:
    """Whatever stands in the cells, each row comes out as an entry or as told problems."""
    quoted = [
        ",".join('"' + value.replace('"', '""') + '"' for value in row.values()) for row in rows
    ]
    text = "\n".join([",".join(COLUMNS), *quoted])
    found = read(text.encode("utf-8", "surrogatepass"))
    told = {p.line for p in found.problems}
    filled = [row for row in rows if any(value.strip() for value in row.values())]
    assert len(found.entries) + len(told) == len(filled)


@given(st.binary(max_size=300))
def test_any_bytes_after_the_header_are_read_or_told(data: bytes) -> None:
    """No file breaks the import."""
    found = read(f"{HEADER}\n{GOOD}\n".encode() + data)
    assert len(found.entries) >= 1
