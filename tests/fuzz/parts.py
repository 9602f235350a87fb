"""Hostile parts of pages: traps for the parser, for expressions and for what grows with a text."""

from collections.abc import Callable
from typing import Final

PROSE: Final = (
    "Sáng 16/11, cầu Rạch Ông Cả nối hai bờ kênh đã thông xe, giúp 1.200 hộ dân khỏi phải đi đò. "
)

PARAGRAPHS: Final = "".join(f"<p>{i}. {PROSE}</p>" for i in range(6))

MARKUP: Final[dict[str, str]] = {
    "spans": "<span>",
    "formatting": "<b><i><u><font size=2>x",
    "links in links": "<a href=x>x",
    "open paragraphs": "<p>x",
    "open paragraphs of formatting": "<p><b><i>x",
    "misnested": "<b><p></b><i></p></i>",
    "lists": "<ul><li>x",
    "tables": "<table><tr><td>",
    "rows": "<tr><td>x</td></tr>",
    "text in tables": "<table>x<b>y",
    "options": "<option>x",
    "terms": "<dt>x<dd>y",
    "styled": "<i style='color:red;left:-1'>x</i>",
    "hidden": "<p hidden>x</p>y",
    "links": "<a href='/x'>x</a> ",
    "headlines": "<h1>Tin tức</h1>",
    "footers": "<footer>x</footer>",
    "times": "<time datetime='2020-01-01'>x</time>",
    "metas": "<meta name=a content=b>",
    "sheets": "<style>.a{display:none}/*</style>",
    "scripts": '<script type="application/ld+json">{"datePublished":[[[1]]]}</script>',
    "templates": "<template><p>x",
    "forms": "<form><input>",
    "drawings": "<svg><g>x",
    "noscript": "<noscript><p>x",
    "comments": "<!-- x --><!",
    "openings": "<",
    "open tags": "<a '",
    "open quotes": "<a x=\"' ",
    "closings": "</p></div>",
    "roots": "<body a><html b>",
    "broken entities": "&amp&lt&#x&#9999999;&foo;&#xD800;",
    "entities": "&#7879;&acirc;",
    "old font": "<font face='.VnTimeH'>C&eacute;ng h&szlig;a</font> ",
    "cdata": "<![CDATA[x",
    "frames": "<frameset><frame>",
    "raw": "<textarea><title>",
    "comment box": "<div class=comment><p>Nguyễn Văn A</p><p>hay</p></div>",
}
"""Markup that is repeated."""

TEXT: Final[dict[str, str]] = {
    "digits": "1",
    "digits apart": "1 ",
    "dots": ".",
    "dots apart": ". ",
    "figures": "1.",
    "spaces": " ",
    "hard spaces": "\u00a0",
    "ellipses": "… ",
    "underscores": "__",
    "theo": "Theo ",
    "theo in brackets": "(Theo ",
    "nguồn": "Nguồn: ",
    "quotes": '"',
    "open quotes": "“",
    "brackets": "(",
    "square": "[",
    "closing": ")",
    "slashes": "/",
    "addresses": "a://",
    "dashes": " - ",
    "colons": ":",
    "letters": "a",
    "capitals": "A",
    "initials": "A.",
    "names": "Nguyễn ",
    "hosts": "a.vn ",
    "endless host": "a.",
    "at": "@",
    "endless mail": "a@b.",
    "mails": "a@b.vn ",
    "phones": "0912.345.678 ",
    "endless phone": "09.",
    "dates": "1/1/2020 ",
    "endless date": "1/1/",
    "times": "10:10 ",
    "days": "ngày 1 tháng 1 năm 2020 ",
    "day": "ngày ",
    "licences": "Giấy phép số 12/GP-TTĐT ",
    "licence": "giấy phép ",
    "endless licence": "1/GP-",
    "blanks": "số …/GP-… ngày …/…/2019 ",
    "granted": "cấp ngày ",
    "place": "Địa chỉ: ",
    "person": "Chịu trách nhiệm nội dung: ",
    "company": "Công ty cổ phần ",
    "agency": "Cơ quan chủ quản: Sở ",
    "committee": "UBND xã ",
    "play": "nổ hũ ",
    "play in one": "nohu",
    "play in pieces": "n.ổ h.ũ ",
    "letters apart": "n o h u ",
    "brand": "w88 ",
    "brand shapes": "a1",
    "sums": "nhận 100k ",
    "endless sum": "100.",
    "short links": "bit.ly/a ",
    "searches": "google.com/search?q=a",
    "signs": "a_$%|",
    "asides": "Xem thêm: ",
    "pictures": "Ảnh: ",
    "copyright": "© bản quyền ",
    "pending": "đang cập nhật ",
    "ends": "a! ",
    "sharp s": "ß",
    "dotted capital": "İ",
    "ligature": "\ufdfa",
    "faces": "😀",
    "han": "中",
    "thai": "กิ",
    "marks": "\u0301\u0323",
    "marked": "a\u0323\u0302\u0301 ",
    "invisible": "\u200b",
    "invisible inside": "n\u200bổ\u200b ",
    "turned": "\u202e\u202d",
    "replaced": "\ufffd",
    "nul": "a\0",
    "prose": PROSE,
}
"""Text that is repeated."""

Shape = Callable[[str], str]
SHAPES: Final[dict[str, Shape]] = {
    "one line": lambda text: f"<p>{PROSE}</p><p>{text}</p>",
    "many lines": lambda text: "".join(
        f"<p>{text[at : at + 150]}</p>" for at in range(0, len(text), 150)
    ),
    "footer": lambda text: f"{PARAGRAPHS}<footer><p>{text}</p></footer>",
    "article": lambda text: (
        f"<h1>Cầu thông xe</h1><p>16/11/2026 08:30</p>{PARAGRAPHS}<p>{text}</p>{PARAGRAPHS}"
        "<p>Theo Báo Sông Tiền</p>"
    ),
    "credit": lambda text: f"<h1>Cầu thông xe</h1><p>{text[:199]}</p>{PARAGRAPHS}<p>{text}</p>",
    "title": lambda text: f"<title>{text}</title><h1>{text}</h1>{PARAGRAPHS}",
    "link": lambda text: f"<a href='{text}'>{text}</a>{PARAGRAPHS}",
    "style": lambda text: (
        f"<style>{text}</style><p style='{text}' class='{text}'>x</p>{PARAGRAPHS}"
    ),
    "data": lambda text: (
        f"<script type='application/ld+json'>{text}</script>"
        f"<meta property='article:published_time' content='{text}'>{PARAGRAPHS}"
    ),
}
"""Where in a page a text stands."""


def repeated(unit: str, characters: int) -> str:
    """A unit again and again, so many characters of it."""
    return (unit * (characters // len(unit) + 1))[:characters]


def page(body: str, head: str = "<title>Tin tức</title>") -> bytes:
    """A whole page; what is no character is replaced."""
    return f"<html><head>{head}</head><body>{body}</body></html>".encode("utf-8", "replace")
