"""Every collected credit line under an article whose source is in the index.

The line's kind is its label: *tổng hợp* names no source, the others name one. A picture's credit
names none either, whatever its kind, nor does *Nguồn: Tổng hợp*: they are told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import escape
from random import Random
from typing import Final

from tests.evaluation.cases import VIETNAM, Case
from tests.evaluation.credits import Shown, time_beside
from tests.evaluation.data import Data
from tests.evaluation.derive.originals import Copy, Original, Pool, later, originals, page
from tests.evaluation.outlets import PRESS, Outlet, outlet_named

_LEAD: Final = re.compile(r"^[(\s]*(?:Theo|Nguồn)\s*:?\s*", re.IGNORECASE)
_PICTURE: Final = re.compile(r"^\W*nguồn\s+(?:ảnh|video|clip|hình)", re.IGNORECASE)
_NO_OUTLET: Final = re.compile(
    r"^\W*(?:theo|nguồn)\W+(?:khoản|điều|luật|nghị|ông|bà)\b", re.IGNORECASE
)
"""A law, a resolution, a person in a sentence: no source of a text, whatever the line's kind."""
_BEHIND: Final = re.compile(
    r"\s*\|.*$|\s+\d{1,2}:\d\d.*$|[\s-]+\d{1,2}/\d{4}.*$|\.\s{2,}.*$|, hiện .*$|\s\(nguồn .*$"
    r"|(?<=\w)\s*\)\.?\s+[A-ZĐ][^()]*(?:\([^()]*\)?)?$|\s+(?:\S{1,3}|\S+ \S+)[\s-]+-$",
    re.IGNORECASE,
)
"""What stands behind the outlet's name: the copier's own stamp, reporter or manner."""
_STAMP: Final = re.compile(r"\d{2}:\d{2} \d{2}/\d{2}/\d{4}")
_NOBODY: Final = re.compile(r"^(?:tổng hợp|internet)\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[/;|,]\s*|\s+-\s+|\s+(?:và|theo|dịch từ)\s+", re.IGNORECASE)
_INNER: Final = re.compile(r"\(([^()]+)\)[^()]*$")


def named_in(line: str) -> Outlet | None:
    """The outlet that a line names, as an editor reads it; None where none is told."""
    said = _BEHIND.sub("", _LEAD.sub("", line.strip())).strip(" )].")
    said = re.sub(r"https?://([^/\s]+)\S*", r"\1", said)
    if not said or _NOBODY.match(said):
        return None
    inner = _INNER.search(said + (")" if said.count("(") > said.count(")") else ""))
    name = _LEAD.sub("", inner[1]) if inner and not inner[1].islower() else said
    if _NOBODY.match(name):
        name = re.sub(r"\([^()]*\)?", "", said)
    parts = [_LEAD.sub("", part).strip(" .,()") for part in _PARTS.split(name)]
    return _chosen([part for part in parts if len(part) > 1 and not _NOBODY.match(part)])


def _chosen(parts: list[str]) -> Outlet | None:
    """A known outlet among them, else the last, which follows the persons' names."""
    outlets = [_without_reporter(part) for part in parts]
    known = [outlet for outlet in outlets if outlet in PRESS]
    return known[-1] if known else outlets[-1] if outlets else None


def _without_reporter(part: str) -> Outlet:
    """``Báo Đất Việt Gia Bảo`` is a known outlet and its reporter; others stand as they are."""
    outlet, tokens = outlet_named(part), part.split()
    before = outlet_named(" ".join(tokens[:-2]))
    named = tokens[-2:] != ["Thủ", "Đô"] and all(t[0].isupper() for t in tokens[-2:])
    return before if outlet not in PRESS and before in PRESS and named else outlet


def credit_lines(data: Data, seed: str) -> Iterator[Case]:
    """A case a line; the kind stands in the id."""
    chance = Random(f"{seed}:credit_lines")
    pool = Pool(originals(data, chance), chance)
    for number, (kind, line) in enumerate(data.credit_lines()):
        made = _case(number, kind, line, pool.take(), chance)
        if made is not None:
            yield made


def _case(number: int, kind: str, line: str, source: Original, chance: Random) -> Case | None:
    if _NO_OUTLET.search(line):
        return None
    named = named_in(line) if kind != "TONGHOP" else None
    outlet = named or source.outlet
    cited = replace(source.reference, site=outlet.name, address=f"https://{outlet.host}/{number}")
    stamped = _STAMP.search(line)
    if stamped:
        cited = replace(cited, published_at=_stamped(stamped))
    told = _kind(kind, line, named)
    time = time_beside(source.reference, chance)
    shown = _placed(line, None if stamped else time, chance)
    copy = Copy(source.parts, later(source, chance), shown)
    return Case(
        f"credit_lines/{told}/{number:04}",
        {"source.credited": "pass" if told == kind != "TONGHOP" else "breach"},
        html=page(source, copy, chance),
        kind="article",
        address=f"https://tintucmientay.com.vn/tin-tuc/{number}.html",
        references=(cited,),
        published_at=None,
    )


def _kind(kind: str, line: str, named: Outlet | None) -> str:
    """The collection's kind, but of those that name nobody though their kind says so."""
    if kind == "TONGHOP":
        return kind
    return "PICTURE" if _PICTURE.search(line) else kind if named else "NOBODY"


def _stamped(found: re.Match[str]) -> datetime:
    """The source's time, where the line itself gives it."""
    return datetime.strptime(f"{found[0]} +0700", "%H:%M %d/%m/%Y %z").astimezone(VIETNAM)


def _placed(line: str, time: str | None, chance: Random) -> Shown:
    """At the text's end, in a box under it, or beside the headline; the time behind or below.

    Args:
        time: None where the line has one.
    """
    words = escape(line)
    if time is None:
        return Shown(tail=f"<p>{words}</p>")
    shapes = (
        f"<p><strong>{words}</strong> ({time})</p>",
        f'<p style="text-align: right;">{words} - {time}</p>',
        f'<div class="author">{words}<br>Đăng ngày {time}</div>',
        f"<p>{words}</p><p>Thời gian đăng: {time}</p>",
    )
    if chance.random() < 0.25:
        return Shown(by_headline=f'<span class="src">{words} | {time}</span>')
    return Shown(tail=chance.choice(shapes))
