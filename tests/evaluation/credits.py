"""The ways in which a copy names its source, rightly and not: each a small piece of HTML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Final

from tests.evaluation.cases import Reference


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a credit stands: under the text, beside the headline, or in the document's head."""

    tail: str = ""
    by_headline: str = ""
    head: str = ""


NOT_SHOWN: Final = Shown()
Way = Callable[[Reference, str, Random], Shown]
"""From the source, the outlet's name as written and chance, to what is shown."""


def time_beside(source: Reference, chance: Random) -> str:
    """The source's time, as one writes it beside a credit."""
    at = source.published_at
    if at is None:
        raise ValueError(f"{source.address}: a credit with its time needs the source's time")
    return chance.choice(
        (
            f"{at:%d/%m/%Y %H:%M}",
            f"{at:%d/%m/%Y}",
            f"{at:%H:%M} ngày {at:%d/%m/%Y}",
            f"{at.hour}h{at:%M} ngày {at.day}/{at.month}/{at.year}",
            f"ngày {at.day} tháng {at.month} năm {at.year}",
            f"{at.day}-{at.month}-{at.year}",
        )
    )


def line_with_time(source: Reference, name: str, chance: Random) -> str:
    """A whole credit in one line of plain text."""
    time = time_beside(source, chance)
    return chance.choice(
        (
            "Theo {name} ({time})",
            "(Theo {name}, {time})",
            "Nguồn: {name}, {time}",
            "Nguồn: {name} - {time}",
            "Theo {name}, đăng ngày {time}" if time[0].isdigit() and ":" not in time[:5]
            and "h" not in time[:3] else "Theo {name}, đăng {time}",
            "Nguồn tin: {name} | {time}",
            "Theo Thu Hà/{name} ({time})",
            "Theo Minh Quân ({name}) {time}",
        )
    ).format(name=name, time=time)  # fmt: skip


def name_and_time(source: Reference, name: str, chance: Random) -> Shown:
    """In the text's last line or in a box under it."""
    line = escape(line_with_time(source, name, chance))
    shape = chance.choice(
        (
            '<p style="text-align:right"><strong>{}</strong></p>',
            '<p class="author">{}</p>',
            '<div class="source"><em>{}</em></div>',
            "<p>{}</p>",
        )
    )
    return Shown(tail=shape.format(line))


def by_headline(source: Reference, name: str, chance: Random) -> Shown:
    """Beside the headline."""
    time = escape(time_beside(source, chance))
    return Shown(by_headline=f'<span class="nguon">Nguồn: {escape(name)} ({time})</span>')


def linked(source: Reference, name: str, chance: Random) -> Shown:
    """The name is the text of a link; the time stands beside it."""
    time = escape(time_beside(source, chance))
    link = f'<a href="{escape(source.address)}" rel="nofollow" target="_blank">'
    return Shown(
        tail=chance.choice(
            (
                f'<p class="nguon">{link}Theo {escape(name)}</a> - {time}</p>',
                f"<p>Nguồn: {link}{escape(name)}</a> ({time})</p>",
            )
        )
    )


def name_only(_source: Reference, name: str, chance: Random) -> Shown:
    """The name, and nothing of when."""
    line = chance.choice(("Theo {}", "(Theo {})", "Nguồn: {}", "Theo Hồng Nhung/{}"))
    return Shown(tail=f'<p class="author">{escape(line.format(name))}</p>')


def linked_name_only(source: Reference, name: str, _chance: Random) -> Shown:
    """A linked name without a time."""
    return Shown(tail=f'<p>Nguồn: <a href="{escape(source.address)}">{escape(name)}</a></p>')


def nothing(_source: Reference, _name: str, _chance: Random) -> Shown:
    """No credit at all."""
    return NOT_SHOWN


def in_metadata(source: Reference, name: str, _chance: Random) -> Shown:
    """Only for machines."""
    return Shown(
        head=f'<meta name="source" content="{escape(name)}"><meta name="author" '
        f'content="{escape(name)}"><link rel="original" href="{escape(source.address)}">'
    )


def in_address(source: Reference, _name: str, _chance: Random) -> Shown:
    """The address of a link whose words name nobody."""
    return Shown(tail=f'<p><a href="{escape(source.address)}">Xem bài gốc tại đây</a></p>')


def of_picture(source: Reference, name: str, chance: Random) -> Shown:
    """A picture's credit."""
    time = time_beside(source, chance)
    words = chance.choice(("Nguồn ảnh: {} {}", "Ảnh: {} ({})", "(Nguồn ảnh: {} - {})"))
    return Shown(tail=f"<p><i>{escape(words.format(name, time))}</i></p>")


def gathered(_source: Reference, _name: str, chance: Random) -> Shown:
    """Gathered from nobody knows where."""
    words = ("(Tổng hợp)", "Tổng hợp", "Nguồn: Tổng hợp", "Theo tổng hợp", "Nguồn: Internet")
    return Shown(tail=f'<p class="author">{chance.choice(words)}</p>')


def following(_source: Reference, _name: str, chance: Random) -> Shown:
    """*Theo* as a preposition."""
    words = (
        "Theo đó, các đơn vị liên quan sẽ tiếp tục phối hợp trong thời gian tới.",
        "Theo quy định, hồ sơ được giải quyết trong 15 ngày.",
        "Theo kế hoạch, công việc sẽ hoàn tất trước cuối năm.",
    )
    return Shown(tail=f"<p>{chance.choice(words)}</p>")


SUFFICIENT: Final[Mapping[str, Way]] = {
    "name_and_time": name_and_time,
    "by_headline": by_headline,
    "linked": linked,
}
LACKING: Final[Mapping[str, Way]] = {
    "uncredited": nothing,
    "name_only": name_only,
    "linked_name_only": linked_name_only,
    "in_metadata": in_metadata,
    "in_address": in_address,
    "of_picture": of_picture,
    "gathered": gathered,
    "following": following,
}
