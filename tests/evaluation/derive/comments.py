"""Reader comments under quoted items, and what only looks like them."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Final

from tests.evaluation.cases import Case
from tests.evaluation.credits import Shown, name_and_time
from tests.evaluation.data import Data
from tests.evaluation.derive.originals import Copy, Original, Pool, case, later, originals

_SAID: Final = (
    "Mong các cơ quan sớm vào cuộc để người dân yên tâm.",
    "Bài viết rất bổ ích, cảm ơn tòa soạn.",
    "Ở quê tôi cũng vậy, nói mãi mà chưa thấy ai giải quyết.",
    "Theo tôi nên tăng mức phạt thì mới đủ sức răn đe.",
    "Chúc mừng đội tuyển, hy vọng trận sau đá tốt hơn.",
)
_WHO: Final = ("Nguyễn Văn A", "Thanh Hà", "bạn đọc Tiền Giang", "Minh Đức", "Hoa Nguyễn")
_LISTS: Final = (
    '<div class="comment-list"><h3>Bình luận ({count})</h3>{items}</div>',
    '<div id="comments"><h2 class="comments-title">{count} bình luận</h2><ol>{items}</ol></div>',
    '<div class="ykien"><b>Ý kiến bạn đọc</b>{items}<a href="#">Xem thêm</a></div>',
    '<section class="box-binhluan"><h4>Phản hồi của độc giả</h4>{items}</section>',
)
_ITEMS: Final = (
    (
        '<div class="comment"><b>{who}</b> <span>{hour}:12 15/11/2026</span><p>{said}</p>'
        '<a href="#">Thích</a> <a href="#">Trả lời</a></div>'
    ),
    (
        '<li class="comment-item"><cite>{who}</cite><div class="comment-content">{said}</div>'
        "<time>15/11/2026 {hour}:40</time></li>"
    ),
)
_NONE: Final = (
    "",
    '<div class="comment-list"><h3>Bình luận</h3><p>Bình luận đã đóng.</p></div>',
    (
        '<div class="box"><h3>Bình luận bóng đá</h3><ul><li><a href="/1">Bình luận trước trận'
        ' đấu</a></li><li><a href="/2">Bình luận viên nói gì về bàn thắng</a></li></ul></div>'
    ),
    '<div class="share"><a href="#">Chia sẻ</a> <a href="#">In bài</a></div>',
)


def comments(data: Data, seed: str) -> Iterator[Case]:
    """The whole file."""
    chance = Random(f"{seed}:comments")
    pool = Pool(originals(data, chance), chance)
    for number in range(50):
        quoted = _page("quoted", number, pool.take(), _list(chance), chance)
        yield replace(quoted, expect={"comments.none": "breach"})
        silent = _page("none", number, pool.take(), chance.choice(_NONE), chance)
        yield replace(silent, expect={"comments.none": "pass"})
    for number in range(30):
        source = pool.take()
        own = case("own", number, source, Copy(source.parts, source.published_at), chance)
        page = (own.html or "").replace("<aside>", _list(chance) + "<aside>", 1)
        yield replace(
            own,
            id=f"comments/own/{number:03}",
            html=page,
            references=(),
            expect={"comments.none": "not_applicable"},
        )


def _list(chance: Random) -> str:
    shape, count = chance.choice(_ITEMS), chance.randint(1, 4)
    items = "".join(
        shape.format(who=chance.choice(_WHO), said=chance.choice(_SAID), hour=chance.randint(8, 21))
        for _ in range(count)
    )
    return chance.choice(_LISTS).format(count=count, items=items)


def _page(kind: str, number: int, source: Original, below: str, chance: Random) -> Case:
    """A credited copy, with this after its text."""
    shown = name_and_time(source.reference, source.outlet.name, chance)
    behind = Shown(tail=shown.tail + below, by_headline=shown.by_headline, head=shown.head)
    made = case(kind, number, source, Copy(source.parts, later(source, chance), behind), chance)
    return replace(made, id=f"comments/{kind}/{number:03}")
