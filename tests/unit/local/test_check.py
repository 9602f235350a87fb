"""``minhbach check``: what a site's own people would have to mend, by the interface's own words."""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from minhbach_classifier.rule_files import load_rule_sets
from minhbach_local.command import app
from minhbach_local.offline.checking.details import FIELDS

PROSE: Final = "Chiều nay, Ủy ban nhân dân thị xã họp bàn việc sửa đường và trồng cây. " * 8
FOOTER: Final = (
    "<footer><p>Cơ quan chủ quản: Công ty TNHH Sông Tiền</p>"
    "<p>Giấy phép số 12/GP-STTTT do Sở Thông tin và Truyền thông Tiền Giang cấp ngày 05/03/2024</p>"
    "<p>Chịu trách nhiệm quản lý nội dung: Bà Nguyễn Thị Hoa</p>"
    "<p>Địa chỉ: số 1, đường Hùng Vương, phường 1, Mỹ Tho, Tiền Giang</p>"
    "<p>Điện thoại: (0273) 3 872 555</p><p>Email: toasoan@songtien.example</p></footer>"
)
HOME: Final = f"<title>Tin Sông Tiền</title><h1>Tin Sông Tiền</h1><p>{PROSE}</p>{FOOTER}"
ARTICLE: Final = f"<title>Sửa đường</title><h1>Sửa đường và trồng cây</h1><p>{PROSE}</p>"
SPAM: Final = (
    f"{ARTICLE}<div style='display:none'><p>Kèo nhà cái hôm nay, nổ hũ đổi thưởng, nạp lần đầu "
    "tặng 100%, link vào go88</p></div>"
)
REGISTER: Final = (
    "name,address,class,status,licence_expires_on,colour\n"
    "Báo Gò,https://go.example/,reference,,,\n"
    "Sông Tiền,https://songtien.example/,aggregator,licensed,31/12/2025,red\n"
)
Json = dict[str, Any]


def ran(*arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def answered(*arguments: str | Path) -> Json:
    """The object that the command prints."""
    result = ran(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    found: Json = json.loads(result.stdout)
    return found


def of_duty(found: Json, duty: str) -> list[Json]:
    """All assessments of one duty, of the site and of its pages."""
    every = [*found["site"], *(a for page in found["pages"] for a in page["assessments"])]
    return [a for a in every if a["duty"] == duty]


def saved(folder: Path, **pages: str) -> Path:
    """A folder of pages."""
    for name, markup in pages.items():
        (folder / f"{name}.html").write_text(markup, encoding="utf-8")
    return folder


def test_the_answer_has_the_interfaces_keys(tmp_path: Path) -> None:
    """Pages, site and summary; each assessment with all that other tools read."""
    found = answered(saved(tmp_path, index=HOME, bai=ARTICLE))
    assert set(found) == {"pages", "site", "summary"}
    assert [(p["file"], p["kind"]) for p in found["pages"]] == [
        ("bai.html", "article"),
        ("index.html", "home"),
    ]
    needed = {"duty", "verdict", "confidence", "rule_set", "spans", "details", "remedy"}
    for page in found["pages"]:
        assert {"address", "kind", "assessments"} <= set(page)
    for assessment in of_duty(found, "spam.gambling") + found["site"]:
        assert needed <= set(assessment)


def test_the_home_pages_duties_are_the_sites(tmp_path: Path) -> None:
    """They stand once, under ``site``; the summary counts every assessment once."""
    found = answered(saved(tmp_path, index=HOME, bai=ARTICLE))
    assert [a["duty"] for a in found["site"]].count("disclosure.home_page") == 1
    assert len(of_duty(found, "disclosure.home_page")) == 1
    counted = sum(n for verdicts in found["summary"].values() for n in verdicts.values())
    every = found["site"] + [a for page in found["pages"] for a in page["assessments"]]
    assert counted == len(every)


def test_fields_are_shown_as_read(tmp_path: Path) -> None:
    """The operator sees all nine values, personal ones too, and null for what is missing."""
    markup = HOME.replace("Bà Nguyễn Thị Hoa", "").replace("quản lý nội dung:", "")
    (whole,) = of_duty(answered(saved(tmp_path, index=HOME)), "disclosure.home_page")
    assert whole["verdict"] == "pass"
    fields = whole["details"]["fields"]
    assert tuple(fields) == FIELDS
    assert fields["responsible_person"] == "Nguyễn Thị Hoa"
    assert fields["email"] == ["toasoan@songtien.example"]
    assert fields["phone"] == ["(0273) 3 872 555"]
    assert fields["licence_number"] == "12/GP-STTTT"
    (lacking,) = of_duty(answered(saved(tmp_path, index=markup)), "disclosure.home_page")
    assert lacking["verdict"] == "breach"
    assert lacking["details"]["fields"]["responsible_person"] is None
    assert lacking["details"]["missing"] == ["responsible_person"]


def test_spans_quote_the_page_exactly(tmp_path: Path) -> None:
    """Unmasked, since it is the operator's own page; start and end count its characters."""
    (found,) = of_duty(answered(saved(tmp_path, index=HOME)), "disclosure.home_page")
    texts = [span["text"] for span in found["spans"]]
    assert "toasoan@songtien.example" in texts
    assert all(span["end"] - span["start"] == len(span["text"]) for span in found["spans"])


def test_the_exit_status_says_whether_there_is_a_breach(tmp_path: Path) -> None:
    """0: nothing to mend; 1: a breach; 2: nothing could be read."""
    assert ran(saved(tmp_path, index=HOME)).exit_code == 0
    assert ran(saved(tmp_path, spam=SPAM)).exit_code == 1
    assert ran(tmp_path / "none.html").exit_code == 2


def test_spam_is_shown_in_its_place(tmp_path: Path) -> None:
    """The line with the words marked, that it is hidden, why and how to mend it."""
    result = ran(saved(tmp_path, bai=SPAM))
    assert result.exit_code == 1
    for words in (
        "CẦN SỬA (2)",
        "spam.gambling",
        "spam.injected",
        "⟦",
        "bị ẩn",
        "Cách sửa",
        "bai.html",
    ):
        assert words in result.stdout


def test_the_answer_speaks_both_languages(tmp_path: Path) -> None:
    """Vietnamese unless English is asked for; the remedy follows."""
    folder = saved(tmp_path, index=HOME.replace("Email", "").replace("@", " "))
    told = ran(folder, "--lang", "en").stdout
    assert "TO MEND (1)" in told
    assert "The home page lacks an e-mail address." in told
    remedies = {
        lang: of_duty(answered(folder, "--lang", lang), "disclosure.home_page")[0]["remedy"]
        for lang in ("vi", "en")
    }
    assert remedies["en"].startswith("Show on the home page")
    assert remedies["vi"].startswith("Ghi đủ trên trang chủ")


def test_the_surest_fault_comes_first(tmp_path: Path) -> None:
    """Faults are sorted by confidence, alike ones of several pages stand together."""
    bare = HOME.replace(FOOTER, "")
    told = ran(saved(tmp_path, index=bare, a=SPAM, b=SPAM)).stdout
    assert told.index("1. ") < told.index("2. ")
    assert "và 1 trang khác: b.html" in told
    shares = [int(part.split("%")[0]) for part in told.split("độ tin cậy ")[1:]]
    assert shares == sorted(shares, reverse=True)


def test_the_class_decides_which_duties_there_are(tmp_path: Path) -> None:
    """A state portal owes no licence; an address under gov.vn tells the class by itself."""
    folder = saved(tmp_path, index=HOME)
    assert of_duty(answered(folder), "licence.held")
    assert not of_duty(answered(folder, "--class", "state_portal"), "licence.held")
    state = f'<link rel="canonical" href="https://tinh.gov.vn/">{HOME}'
    assert not of_duty(answered(saved(tmp_path, index=state)), "licence.held")


def test_the_law_is_that_of_the_day(tmp_path: Path) -> None:
    """--on chooses the rule set; before a duty was in force it is not judged."""
    folder = saved(tmp_path, index=HOME)
    assert of_duty(answered(folder, "--on", "2020-01-01"), "disclosure.home_page")
    assert not of_duty(answered(folder, "--on", "2012-01-01"), "disclosure.home_page")
    result = ran(folder, "--on", "tomorrow")
    assert result.exit_code == 2
    assert "2026-11-22" in result.stderr


def test_the_register_tells_of_the_licence(tmp_path: Path) -> None:
    """The site's own row is found by its address, or because there is but one with duties."""
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    page = saved(tmp_path, index=HOME) / "index.html"
    result = ran(page, "--register", register, "--json")
    assert result.exit_code == 1
    assert "unknown column 'colour'" in result.stderr
    (valid,) = of_duty(json.loads(result.stdout), "licence.valid")
    assert valid["verdict"] == "breach"
    assert valid["details"]["expires_on"] == "2025-12-31"


def test_the_register_may_be_a_workbook(tmp_path: Path) -> None:
    """XLSX cells are read as those of CSV; dates may be real dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Name", "address", "class", "licence_expires_on", "phone"])
    sheet.append(
        ["Tin", "https://songtien.example/", "aggregator", date(2025, 12, 31), 842733872555]
    )
    file = tmp_path / "register.xlsx"
    book.save(file)
    page = saved(tmp_path, index=HOME) / "index.html"
    (valid,) = of_duty(answered(page, "--register", file), "licence.valid")
    assert valid["verdict"] == "breach"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name;address\n", "lacks class"),
        (b"name,address\nA,b\n", "lacks class"),
        (b"PK\x03\x04 no book", "cannot be read"),
        (b"name,address,class\n", "holds no row"),
    ],
)
def test_a_bad_register_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    """What is wrong with the register file, before any page is judged."""
    register = tmp_path / "register"
    register.write_bytes(content)
    result = ran(saved(tmp_path, index=HOME), "--register", register)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, an empty folder: each named; the rest is checked."""
    (tmp_path / "empty").mkdir()
    folder = saved(tmp_path, index=HOME)
    result = ran(folder / "index.html", folder / "empty", folder / "none.html")
    assert result.exit_code == 0
    assert "holds no page" in result.stderr
    assert "none.html: there is no such file or folder" in result.stderr


def test_a_page_that_cannot_be_read_is_open(tmp_path: Path) -> None:
    """No page but a file of something else: every duty is inconclusive, never a breach."""
    (tmp_path / "bai.html").write_bytes(b"%PDF-1.7 \0\0\0")
    found = answered(tmp_path)
    verdicts = {a["verdict"] for page in found["pages"] for a in page["assessments"]}
    assert verdicts == {"inconclusive"}


def test_a_lone_page_that_shows_whose_site_it_is_counts_as_home(tmp_path: Path) -> None:
    """Nothing tells its address, it is no article, and it holds the details of a home page."""
    links = "".join(f'<a href="/{n}">Tin vắn số {n} trong ngày</a><br>' for n in range(40))
    page = saved(tmp_path, luu=f"<title>Tin</title>{links}{FOOTER}") / "luu.html"
    assert answered(page)["pages"][0]["kind"] == "home"
    assert answered(page, "--kind", "listing")["pages"][0]["kind"] == "listing"


def test_the_tool_that_saved_a_page_tells_its_address(tmp_path: Path) -> None:
    """A mirror's comment tells where the page stood, so also that it is the home page."""
    mirrored = f"<!-- Mirrored from tin.example/ by HTTrack Website Copier/3.x -->{HOME}"
    (page,) = answered(saved(tmp_path, trang=mirrored))["pages"]
    assert (page["address"], page["kind"]) == ("https://tin.example/", "home")


def test_pages_of_mail_archives_and_captures_are_read(tmp_path: Path) -> None:
    """A page that a browser saved as one file, and one that is gzipped."""
    (tmp_path / "a.mhtml").write_bytes(
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"Content-Location: https://tin.example/\r\n\r\n" + HOME.encode() + b"\r\n--x--\r\n"
    )
    (page,) = answered(tmp_path)["pages"]
    assert (page["address"], page["kind"]) == ("https://tin.example/", "home")


def test_no_wrong_option_passes(tmp_path: Path) -> None:
    """Wrong arguments end with 2 and a message."""
    result = ran(saved(tmp_path, index=HOME), "--class", "blog")
    assert result.exit_code == 2
    assert "aggregator" in result.stderr


def test_a_refused_rule_set_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes a duty reads file, line and key, and nothing of the code."""
    (tmp_path / "mine.yaml").write_text("name: mine\nversion: 1\nauthor: x\nduties: []\n")
    monkeypatch.setattr(load_rule_sets, "__defaults__", (tmp_path,))
    result = ran(saved(tmp_path, index=HOME))
    assert result.exit_code == 2
    assert result.output.startswith("error: mine.yaml, line")
    assert "line 3: author: unknown key" in result.output
    assert "Traceback" not in result.output
