"""``minhbach evaluate``: cases in, counts out, by the interface's own words."""

import gzip
import json
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

from minhbach_classifier.domain.hosts import HostLists
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_local.command import app
from minhbach_local.offline.evaluating.comparing import outcome
from minhbach_local.offline.evaluating.running import evaluate
from minhbach_local.offline.evaluating.tally import answer

TITLE: Final = "Cầu Rạch Ông Cả thông xe sau mười bốn tháng thi công"
TEXT: Final = """Sáng 16/11, cầu Rạch Ông Cả nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân khỏi \
phải đi đò mỗi ngày.
Cây cầu dài 164 m, rộng 7 m, do nhân dân trong xã góp một phần ba kinh phí để xây dựng.
Trước đây, muốn sang trường ở phía bên kia, các em phải đi vòng 9,5 km. Mùa mưa, nhiều em phải \
nghỉ học vì đường trơn."""
REFERENCE: Final = {
    "site": "Báo Sông Tiền",
    "address": "https://songtien.example/cau.html",
    "title": TITLE,
    "text": TEXT,
    "published_at": "2026-11-16T08:30:00+07:00",
}
GAMBLING: Final = "Kèo nhà cái hôm nay, nổ hũ đổi thưởng, nạp lần đầu tặng 100%, link vào go88"


def case(number: int, **own: Any) -> dict[str, Any]:
    """A case whose page is a title and a text."""
    return {
        "id": f"case/{number}",
        "class": "aggregator",
        "captured_at": "2026-11-20T09:00:00+07:00",
        "published_at": "2026-11-17T10:00:00+07:00",
        "html": None,
        "title": TITLE,
        "text": TEXT,
        **own,
    }


def uncredited(number: int) -> dict[str, Any]:
    """A copy that names no source."""
    return case(
        number,
        references=[REFERENCE],
        expect={"source.credited": "breach"},
        expect_source=REFERENCE["address"],
    )


def credited(number: int) -> dict[str, Any]:
    """A copy that names its source and when it was published."""
    return case(
        number,
        text=f"{TEXT}\nTheo Báo Sông Tiền, 08:30 16/11/2026",
        references=[REFERENCE],
        expect={"source.credited": "pass", "source.verbatim": "pass"},
        expect_source=REFERENCE["address"],
    )


def written(path: Path, *cases: dict[str, Any] | str) -> Path:
    """A file of these lines."""
    lines = [c if isinstance(c, str) else json.dumps(c, ensure_ascii=False) for c in cases]
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def ran(*arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def answered(*arguments: str | Path) -> dict[str, Any]:
    """The object that the command prints, which read all cases."""
    result = ran(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_answer_has_the_interfaces_keys(tmp_path: Path) -> None:
    """The object on standard output has exactly the keys that other tools read."""
    file = written(tmp_path / "a.jsonl", uncredited(1), case(2, expect_fields={"email": None}))
    found = answered(file)
    assert set(found) == {"cases", "seconds", "duties", "fields", "sources", "misses"}
    assert found["cases"] == 2
    assert set(found["duties"]["source.credited"]) == {"tp", "fp", "fn", "tn", "inconclusive"}
    assert set(found["fields"]["email"]) == {"right", "wrong", "missed", "spurious"}
    assert found["sources"] == {"right": 1, "wrong": 0, "missed": 0}
    assert found["misses"] == []


def test_a_copy_is_judged_by_the_references_of_its_file(tmp_path: Path) -> None:
    """A case without references of its own is compared with those of the other cases."""
    lone = uncredited(2)
    del lone["references"]
    found = answered(written(tmp_path / "a.jsonl.gz", lone, credited(1)))
    assert found["duties"]["source.credited"] == {
        "tp": 1, "fp": 0, "fn": 0, "tn": 1, "inconclusive": 0,
    }  # fmt: skip
    assert found["sources"]["right"] == 2


def test_references_stay_in_their_file(tmp_path: Path) -> None:
    """What one file brings is no reference of another."""
    lone = uncredited(2)
    del lone["references"]
    found = answered(
        written(tmp_path / "a.jsonl", credited(1)), written(tmp_path / "b.jsonl", lone)
    )
    assert found["duties"]["source.credited"]["fn"] == 1
    assert found["sources"] == {"right": 1, "wrong": 0, "missed": 1}


@pytest.mark.parametrize("site", ["Báo Sông Tiền", "songtien.example", "https://songtien.example/"])
def test_a_credit_may_name_the_site_or_its_host(tmp_path: Path, site: str) -> None:
    """A reference's site may be told by name or by address, and the credit may say either."""
    said = site.removeprefix("https://").strip("/")
    told = case(
        1,
        text=f"{TEXT}\nTheo {said}, 08:30 16/11/2026",
        references=[{**REFERENCE, "site": site}],
        expect={"source.credited": "pass"},
    )
    assert answered(written(tmp_path / "a.jsonl", told))["misses"] == []


def test_no_time_no_finding(tmp_path: Path) -> None:
    """A pair of which one shows no time is inconclusive: a miss where a breach was expected."""
    timeless = {k: v for k, v in uncredited(1).items() if k != "published_at"}
    found = answered(written(tmp_path / "a.jsonl", timeless))
    counts = found["duties"]["source.credited"]
    assert (counts["fn"], counts["inconclusive"]) == (1, 1)
    assert found["misses"][0]["got"] == "inconclusive"


def test_no_breach_is_asked_of_every_duty(tmp_path: Path) -> None:
    """The star counts each duty that was judged, and lists the breach with its words."""
    bad = case(1, title="Tin", text=GAMBLING, expect={"*": "no_breach"})
    found = answered(written(tmp_path / "a.jsonl", bad))
    assert found["duties"]["spam.gambling"]["fp"] == 1
    assert found["duties"]["source.credited"]["tn"] == 1
    (miss,) = [m for m in found["misses"] if m["what"] == "spam.gambling"]
    assert miss["expected"] == "no_breach"
    assert miss["got"] == "breach"
    assert miss["quote"] in GAMBLING


def test_a_page_is_read_and_outranked(tmp_path: Path) -> None:
    """Kind, address and published time that are given outrank what the page says."""
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><time>20/11/2020 08:00</time>{paragraphs}"
    told = {
        **uncredited(1),
        "html": html,
        "kind": "article",
        "address": "https://tin.example/",
        "published_at": "2026-11-17",
    }
    found = answered(written(tmp_path / "a.jsonl", told))
    assert found["duties"]["source.credited"]["tp"] == 1


def test_a_register_tells_what_the_page_cannot(tmp_path: Path) -> None:
    """Without a register a licence is open; with it the licence's date is judged."""
    page = {"html": "<p>Giấy phép số 12/GP-STTTT. " + "Tin trong tỉnh. " * 20, "kind": "home"}
    register = {"status": "licensed", "licence_expires_on": "31/12/2025", "email": ["a@b.vn"]}
    found = answered(
        written(
            tmp_path / "a.jsonl",
            case(1, **page, expect={"licence.valid": "inconclusive"}),
            case(2, **page, expect={"licence.valid": "breach"}, register=register),
        )
    )
    assert found["duties"]["licence.valid"] == {
        "tp": 1, "fp": 0, "fn": 0, "tn": 1, "inconclusive": 1,
    }  # fmt: skip


def test_fields_of_a_footer(tmp_path: Path) -> None:
    """Values compare by their letters and digits, lists as sets, dates as dates."""
    html = (
        "<footer><p>Giấy phép số 12/GP-STTTT cấp ngày 05/03/2024</p>"
        "<p>Email: a@tin.example, b@tin.example</p></footer>"
    )
    wanted = {
        "licence_number": "12 / gp - stttt",
        "licence_date": "2024-03-05",
        "email": ["b@tin.example", "a@tin.example"],
        "responsible_person": "Nguyễn Thị A",
        "governing_body": None,
    }
    found = answered(
        written(tmp_path / "a.jsonl", case(1, html=html, kind="home", expect_fields=wanted))
    )
    right = [name for name, counts in found["fields"].items() if counts["right"] == 1]
    assert right == ["email", "governing_body", "licence_date", "licence_number"]
    assert found["fields"]["responsible_person"]["missed"] == 1
    assert found["misses"][0]["what"] == "responsible_person"
    assert found["misses"][0]["got"] is None


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A line that is no JSON, or lacks a key, is named by file and line; the status says so."""
    lacking = {k: v for k, v in credited(1).items() if k != "class"}
    file = written(tmp_path / "a.jsonl", "{", lacking, credited(3))
    result = ran(file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["cases"] == 1
    assert f"{file}, line 1: is no JSON" in result.stderr
    assert f"{file}, line 2: lacks the key 'class'" in result.stderr


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"expect": {"source.opinion": "breach"}}, "is no duty"),
        ({"expect": {"*": "breach"}}, "no_breach"),
        ({"captured_at": "yesterday"}, "is no time"),
        ({"title": None, "text": None}, "neither 'html' nor"),
        ({"register": {"licence_expires_on": "soon"}}, "licence_expires_on 'soon' is no date"),
    ],
)
def test_what_is_wrong_with_a_case_is_told(tmp_path: Path, own: dict[str, Any], said: str) -> None:
    """Each message names the key and what to write."""
    result = ran(written(tmp_path / "a.jsonl", case(1, **own)))
    assert result.exit_code == 2
    assert said in result.stderr
    assert "no case could be read" in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there costs the status, not the other files."""
    result = ran(tmp_path / "none.jsonl", written(tmp_path / "a.jsonl", credited(1)))
    assert result.exit_code == 1
    assert "none.jsonl" in result.stderr
    assert "source.credited" in result.stdout


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What is no regular file is told so."""
    result = ran(tmp_path)
    assert result.exit_code == 2
    assert "is no regular file" in result.stderr


def test_the_tables_show_precision_recall_and_misses(tmp_path: Path) -> None:
    """Without --json people get tables."""
    wrong = {**credited(2), "id": "x[red]", "expect": {"source.credited": "breach"}}
    result = ran(written(tmp_path / "a.jsonl", uncredited(1), wrong))
    assert result.exit_code == 0
    for words in ("precision", "recall", "100.0 %", "50.0 %", "x[red]", "Misses: 1"):
        assert words in result.stdout


def test_processes_change_nothing(tmp_path: Path) -> None:
    """The same answer, in the same order, whoever shares the work."""
    cases = [uncredited(n) if n % 3 else credited(n) for n in range(230)]
    cases[7]["expect"] = {"source.credited": "pass"}
    cases[220]["expect"] = {"source.credited": "pass"}
    file = written(tmp_path / "a.jsonl", *cases, "no JSON")
    alone, shared = (
        evaluate(file, load_rule_sets(), HostLists.none(), lambda _: None, n) for n in (1, 2)
    )
    assert answer(alone, 0) == answer(shared, 0)
    assert alone.unreadable == shared.unreadable
    assert [miss.id for miss in shared.misses] == ["case/7", "case/220"]


@pytest.mark.parametrize(
    ("expected", "got", "told"),
    [
        (None, [], "right"),
        ([], [], "right"),
        (None, ["x"], "spurious"),
        ("x", [], "missed"),
        ("Sở TT&TT  Hà Nội.", ["SỞ TTTT Hà Nội"], "right"),
        ("hoa\u0300", ["hoà"], "right"),
        ("a", ["b"], "wrong"),
        (["a", "b"], ["b", "a"], "right"),
        (["a", "b"], ["a"], "wrong"),
        (["a"], ["a", "c"], "wrong"),
    ],
)
def test_values_compare(expected: str | list[str] | None, got: list[str], told: str) -> None:
    """Null is right where null is expected; a part of a list is wrong."""
    assert outcome(expected, got, is_date=False) == told


@pytest.mark.parametrize("shown", ["24/4/2017", "24-04-2017", "24.4.2017", "24 tháng 4 năm 2017"])
def test_dates_compare_as_dates(shown: str) -> None:
    """However a day is written, it is that day."""
    assert outcome("2017-04-24", [shown], is_date=True) == "right"
    assert outcome("2017-04-25", [shown], is_date=True) == "wrong"
