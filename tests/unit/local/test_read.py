"""``minhbach read``: what was read from saved pages, by the interface's own words."""

import gzip
import json
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner, Result

from minhbach_local.command import app

PROSE: Final = "Chiều nay, Ủy ban nhân dân thị xã họp bàn việc sửa đường và trồng cây. " * 8
PAGE: Final = (
    "<title>Sửa đường</title><h1>Sửa đường và trồng cây</h1>"
    f"<p>16/11/2026 10:00</p><p>{PROSE}</p><p>{PROSE}</p>"
    '<p>Theo <a href="https://vnexpress.net/bai.html">VnExpress</a>, 08:30 16/11/2026</p>'
    "<footer><p>Cơ quan chủ quản: Công ty TNHH Sông Tiền</p></footer>"
)


def ran(*arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(app, ["read", *map(str, arguments)])


def lines(*arguments: str | Path) -> list[dict[str, Any]]:
    """The JSON lines that the command prints."""
    result = ran(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_holds_what_was_read(tmp_path: Path) -> None:
    """All the keys that other tools read, with their values."""
    file = tmp_path / "bai.html"
    file.write_text(PAGE, encoding="utf-8")
    (told,) = lines(file)
    assert {
        "file", "kind", "title", "text", "credit", "published_at", "source_links", "footer",
        "links", "milliseconds",
    } <= set(told)  # fmt: skip
    assert (told["file"], told["kind"]) == ("bai.html", "article")
    assert told["title"] == "Sửa đường và trồng cây"
    assert PROSE.strip() in told["text"]
    assert told["credit"] == {"name": "VnExpress", "time": "2026-11-16T08:30:00+07:00"}
    assert told["published_at"] == "2026-11-16T10:00:00+07:00"
    assert told["source_links"] == ["https://vnexpress.net/bai.html"]
    assert "Công ty TNHH Sông Tiền" in told["footer"]
    assert told["links"] == 1
    assert told["milliseconds"] > 0


def test_a_folder_is_a_line_a_page(tmp_path: Path) -> None:
    """All pages below it, in the order of their names, gzipped ones too."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.htm").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "notes.txt").write_text("no page")
    assert [told["file"] for told in lines(tmp_path)] == ["a.html.gz", "b/2.htm"]


def test_a_page_without_a_credit(tmp_path: Path) -> None:
    """Null where nothing is credited, an empty list where nothing is linked."""
    (tmp_path / "a.html").write_text("<h1>Tin</h1><p>Mưa to.</p>", encoding="utf-8")
    (told,) = lines(tmp_path)
    assert told["credit"] is None
    assert told["published_at"] is None
    assert told["source_links"] == []


def test_what_is_no_page_is_told(tmp_path: Path) -> None:
    """A line with the reason; the status says that nothing could be read."""
    (tmp_path / "a.html").write_bytes(b"%PDF-1.7 \0\0\0")
    result = ran(tmp_path, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"].startswith("not_html")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Nothing to read at all."""
    result = ran(tmp_path / "none.html")
    assert result.exit_code == 2
    assert "none.html: there is no such file or folder" in result.stderr
    assert result.stdout == ""


def test_people_get_a_table(tmp_path: Path) -> None:
    """The same, to be read by eye; a page's brackets are no markup."""
    (tmp_path / "a.html").write_text(PAGE.replace("Sửa", "[red]Sửa"), encoding="utf-8")
    result = ran(tmp_path)
    assert result.exit_code == 0
    for words in ("[red]Sửa đường và trồng cây", "VnExpress", "source links", "milliseconds"):
        assert words in result.stdout
