"""Invented promotions of every forbidden kind in real portal pages; honest texts beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Final

from tests.evaluation.cases import NO_SPAM, Case
from tests.evaluation.data import Data
from tests.evaluation.evasions import EVASIONS
from tests.evaluation.honest import honest_texts, told
from tests.evaluation.injections import HIDDEN, OPEN, comment, link_to, question
from tests.evaluation.layouts import LAYOUTS, Article
from tests.evaluation.promotions import by_duty, filled

_EACH: Final = 9
"""Cases of a duty and a way in: seven ways give 63 a duty."""
_LISTED: Final[Mapping[str, str]] = {
    "gambling": "spam.gambling",
    "adult": "spam.adult",
    "threat": "spam.malware",
}
_HONEST_COMMENTS: Final = (
    "Tôi muốn hỏi thủ tục cấp lại giấy phép lái xe bị mất thì nộp hồ sơ ở đâu? Xin cảm ơn.",
    "Gia đình tôi nhận được tin nhắn giả danh ngân hàng, xin hỏi báo cho cơ quan nào?",
    "Xin hỏi mức phạt đối với hành vi ghi lô đề, cá độ bóng đá theo quy định hiện nay?",
    "Con tôi học lớp 9, nhà trường có tổ chức tư vấn sức khỏe sinh sản không?",
    "Đề nghị xử lý quán karaoke, massage có biểu hiện mại dâm gần trường học trên đường Lê Lợi.",
    "Hàng xóm hay đốt pháo nổ dịp Tết, đề nghị công an kiểm tra, số của tôi 0912 345 678.",
    "Tôi cần vay vốn ngân hàng chính sách cho hộ nghèo, điều kiện và lãi suất thế nào?",
    "Bằng tốt nghiệp cấp 3 của tôi bị hỏng do lũ, xin hướng dẫn cấp bản sao.",
)


@dataclass(frozen=True, slots=True)
class _Maker:
    portals: list[str]
    templates: Mapping[str, Sequence[str]]
    chance: Random

    def page(self) -> str:
        return self.chance.choice(self.portals)

    def promotions(self, duty: str, number: int) -> list[str]:
        """Several of one kind, all written in one manner."""
        templates = self.templates[duty]
        evade = self.chance.choice(EVASIONS)
        start = number % len(templates)
        count = self.chance.choice((1, 2, 3))
        chosen = [templates[(start + n) % len(templates)] for n in range(count)]
        return [evade(filled(one, self.chance), self.chance) for one in chosen]


def injected(data: Data, seed: str) -> Iterator[Case]:
    """The whole file."""
    portals = [page for _, page in data.pages("gov")]
    maker = _Maker(portals, by_duty(), Random(f"{seed}:injected"))
    for duty in maker.templates:
        yield from _promoted(maker, duty)
    yield from _linked(maker, data)
    yield from _honest_articles(maker)
    yield from _honest_boxes(maker)
    yield from _plainly_hidden(maker)


def _promoted(maker: _Maker, duty: str) -> Iterator[Case]:
    for way, inject in {**HIDDEN, **OPEN}.items():
        expect = {duty: "breach"}
        if way in HIDDEN:
            expect["spam.injected"] = "breach"
        for number in range(_EACH):
            page = inject(maker.page(), maker.promotions(duty, number), maker.chance)
            subject = duty.removeprefix("spam.")
            yield Case(f"injected/{subject}_{way}/{number:03}", expect, "state_portal", page)


def _linked(maker: _Maker, data: Data) -> Iterator[Case]:
    """Links to listed hosts, which betray themselves by nothing but the list."""
    for subject, duty in _LISTED.items():
        hosts = [host for host in data.domains(subject) if host.count(".") == 1]
        for number, host in enumerate(maker.chance.sample(hosts, 30)):
            seen = number % 2 == 0
            page = link_to(maker.page(), host, in_sight=seen, chance=maker.chance)
            expect = {duty: "breach"} if seen else {duty: "breach", "spam.injected": "breach"}
            way = "link" if seen else "hidden_link"
            yield Case(f"injected/{subject}_{way}/{number:03}", expect, "state_portal", page)


def _honest_articles(maker: _Maker) -> Iterator[Case]:
    for subject, texts in honest_texts().items():
        for number in range(24):
            title, text = told(texts[number % len(texts)], maker.chance)
            parts = text.split(". ")
            article = Article(title, [". ".join(parts[:2]) + ".", ". ".join(parts[2:])])
            page = maker.chance.choice(LAYOUTS)(article)
            name = f"injected/honest_{subject}/{number:03}"
            yield Case(name, NO_SPAM, maker.chance.choice(("aggregator", "state_portal")), page)


def _honest_boxes(maker: _Maker) -> Iterator[Case]:
    """What citizens really ask."""
    for number in range(24):
        said = maker.chance.sample(_HONEST_COMMENTS, 3)
        ask = maker.chance.choice((comment, question))
        page = ask(maker.page(), said, maker.chance)
        yield Case(f"injected/honest_box/{number:03}", NO_SPAM, "state_portal", page)


def _plainly_hidden(maker: _Maker) -> Iterator[Case]:
    """Honest things that pages hide: menus, dialogs, texts for screen readers."""
    for number in range(16):
        words = escape(maker.chance.choice(_HONEST_COMMENTS))
        block = maker.chance.choice(
            (
                f'<div class="modal" style="display:none"><h4>Liên hệ</h4><p>{words}</p></div>',
                f'<span style="position:absolute;left:-9999px">{words}</span>',
                (
                    '<ul class="sub-menu" style="display:none"><li><a href="/a">Công an tỉnh</a>'
                    '</li><li><a href="https://dichvucong.gov.vn">Dịch vụ công</a></li></ul>'
                ),
            )
        )
        page = maker.page().replace("</body>", block + "</body>", 1)
        yield Case(f"injected/honest_hidden/{number:03}", NO_SPAM, "state_portal", page)
