"""A folder of made-up data and labels of the shape that the real ones have."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.gold.labels import FIELDS, digest
from tests.gold.plain import plain_text

FOOTER = "Công ty Thử\nĐT: 024.1234567 / 0912345678\nGiấy phép số 1/GP-TTĐT\ncấp ngày 5/1/2021"
_PROSE = "Sáng nay thành phố mở thêm hai tuyến xe buýt nối bến xe với khu công nghiệp phía nam. "
PAGE = (
    '<html><head><meta charset="utf-8"></head><body><h1>Thêm tuyến xe buýt</h1>'
    f"<p>12/05/2021 08:30</p><p>{_PROSE * 4}</p><p>{_PROSE * 3}</p><p>Theo VnExpress</p>"
    "</body></html>"
)
LINES = plain_text(PAGE.encode()).split("\n")


def place(text: str, words: str) -> list[Any]:
    """Where words stand, with their digest."""
    start = text.index(words)
    return [start, start + len(words), digest(words)]


def write_data(folder: Path, footer: str = FOOTER, page: str = PAGE) -> Path:
    """The data's three sets, one of each."""
    row = {"url": "https://thu.example/", "footer_text": footer, "footer_html": "<p>Thử</p>"}
    _write(folder / "footers" / "footers.json", json.dumps([row]))
    _write(folder / "html" / "news" / "thu__bai.html", page)
    truth = {"abc": {"articleBody": "\n".join(LINES[2:4]), "url": "https://thu.example/a"}}
    _write(folder / "extraction" / "ground-truth.json", json.dumps(truth))
    (folder / "extraction" / "html").mkdir()
    (folder / "extraction" / "html" / "abc.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    return folder


def write_labels(folder: Path) -> Path:
    """Labels of both sets."""
    _write(folder / "footers.json", json.dumps({"footers": [_footer()]}))
    _write(folder / "pages.json", json.dumps({"pages": [_page()]}))
    return folder


def _fields(text: str, **words: Sequence[str]) -> dict[str, Any]:
    return {name: [place(text, w) for w in words.get(name, ())] or None for name in FIELDS}


def _footer() -> dict[str, Any]:
    fields = _fields(
        FOOTER,
        organisation=["Công ty", "Thử"],
        phone=["024.1234567", "0912345678"],
        licence_number=["1/GP-TTĐT"],
        licence_date=["5/1/2021"],
    )
    return {"key": "thu.example", "sha256": digest(FOOTER), "fields": fields}


def _page() -> dict[str, Any]:
    text = "\n".join(LINES)
    return {
        "file": "html/news/thu__bai.html",
        "sha256": digest(text),
        "kinds": ["article"],
        "main": [place(text, line) for line in LINES[2:4]],
        "headline": [place(text, LINES[0])],
        "credit": {"name": place(text, "VnExpress"), "time": None},
        "published": {
            "at": "2021-05-12T08:30:00+07:00",
            "to_day": False,
            "place": place(text, LINES[1]),
        },
        "fields": _fields(text),
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
