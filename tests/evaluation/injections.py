"""Where promotions come to stand on pages of others: hidden, in boxes for readers, in titles."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from random import Random
from typing import Final

Injection = Callable[[str, Sequence[str], Random], str]
"""A page and the promotions that enter it, to the page as it then stands."""

_BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
_BODY: Final = re.compile(r"<body[^>]*>", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]*>.*?</title>", re.IGNORECASE | re.DOTALL)
_HIDING: Final = (
    '<div style="display:none">{}</div>',
    '<div style="position:absolute;left:-9999px;top:-9999px">{}</div>',
    '<div style="visibility:hidden;height:0">{}</div>',
    '<div style="height:0;overflow:hidden">{}</div>',
    '<span style="font-size:0px;line-height:0">{}</span>',
    '<marquee style="position:absolute;width:0px;height:0px" scrollamount="999">{}</marquee>',
    '<div style="text-indent:-5000px;overflow:hidden">{}</div>',
    "<div hidden>{}</div>",
)


def _at_end(page: str, block: str) -> str:
    found = _BODY_END.search(page)
    at = found.start() if found else len(page)
    return page[:at] + block + page[at:]


def _at_start(page: str, block: str) -> str:
    found = _BODY.search(page)
    at = found.end() if found else 0
    return page[:at] + block + page[at:]


def hidden(page: str, promotions: Sequence[str], chance: Random) -> str:
    """A block that no reader sees."""
    words = "".join(f"<p>{escape(p)}</p>" for p in promotions)
    block = chance.choice(_HIDING).format(words)
    return chance.choice((_at_end, _at_start))(page, block)


def hidden_links(page: str, promotions: Sequence[str], chance: Random) -> str:
    """Links with the promotion as their words, out of sight."""
    links = "".join(
        f'<a href="https://vao-ngay{n}.sbs/{chance.randint(10, 99)}">{escape(p)}</a> '
        for n, p in enumerate(promotions)
    )
    return _at_end(page, chance.choice(_HIDING).format(links))


def comment(page: str, promotions: Sequence[str], _chance: Random) -> str:
    """What strangers wrote into a box for readers."""
    said = "".join(
        f'<div class="comment-item"><b>Khách {n + 1}</b> <span>12/11/2026 0{n}:15</span>'
        f"<p>{escape(p)}</p></div>"
        for n, p in enumerate(promotions)
    )
    return _at_end(page, f'<div class="comment-list"><h3>Ý kiến bạn đọc</h3>{said}</div>')


def question(page: str, promotions: Sequence[str], _chance: Random) -> str:
    """A question that nobody asked, in the questions and answers."""
    said = "".join(
        f'<div class="hoi-dap"><div class="cau-hoi"><b>Câu hỏi:</b> {escape(p)}</div>'
        f'<div class="tra-loi"><b>Trả lời:</b> Đang chờ xử lý</div></div>'
        for p in promotions
    )
    return _at_end(page, f'<div class="ds-hoi-dap">{said}</div>')


def doorway(_page: str, promotions: Sequence[str], _chance: Random) -> str:
    """A page of its own, made of keywords, in the site's dress."""
    title = escape(promotions[0])
    rows = "".join(
        f"<h2>{escape(p)}</h2><p>{escape(p)}. {escape(promotions[0])}</p>" for p in promotions
    )
    body = f"<h1>{title}</h1>{rows}<p>Cổng thông tin điện tử huyện</p>"
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="description" content="{title}"></head><body>{body}</body></html>'
    )


def pasted(page: str, promotions: Sequence[str], _chance: Random) -> str:
    """In plain sight on top of the page."""
    words = "".join(f"<p>{escape(p)}</p>" for p in promotions)
    return _at_start(page, f'<div class="noi-dung-bai-viet">{words}</div>')


def retitled(page: str, promotions: Sequence[str], chance: Random) -> str:
    """The document's title and a hidden block."""
    title = f"<title>{escape(promotions[0])}</title>"
    made = _TITLE.sub(lambda _: title, page, count=1)
    return hidden(made, promotions, chance)


HIDDEN: Final[Mapping[str, Injection]] = {
    "hidden": hidden,
    "hidden_links": hidden_links,
    "retitled": retitled,
}
OPEN: Final[Mapping[str, Injection]] = {
    "comment": comment,
    "question": question,
    "doorway": doorway,
    "pasted": pasted,
}


def link_to(page: str, host: str, *, in_sight: bool, chance: Random) -> str:
    """A link to a host, with words that say nothing."""
    words = chance.choice(("xem thêm", "trang chủ", "bài viết hay", "liên kết"))
    link = f'<a href="https://{escape(host)}/" rel="dofollow">{words}</a>'
    return _at_end(page, link if in_sight else chance.choice(_HIDING).format(link))
