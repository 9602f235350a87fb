"""What a duty's module hands over: its code, the model of its parameters, the pages it concerns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.subject import GonePage, Subject
from minhbach_shared.events import FoundBy
from minhbach_shared.vocabulary import Duty


class Strict(BaseModel):
    """A part of a rule set: frozen, and no key is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Parameters(Strict):
    """A duty without parameters; others add theirs."""


P = TypeVar("P", bound=Parameters)
Concerns = Literal["home", "article", "any"]


@dataclass(frozen=True, slots=True)
class DutyCode(Generic[P]):
    """One duty's code. Each module of ``domain/duties`` has exactly one, called ``CODE``.

    Attributes:
        judge: pure; called for the pages that the duty concerns.
        parameters: what a rule set must say beside it.
        judge_gone: pure; called where an article's address answers that it is gone. Without it
            such a page is one that could not be had.
    """

    id: Duty
    concerns: Concerns
    parameters: type[P]
    judge: Callable[[Subject, P], Finding]
    judge_gone: Callable[[GonePage, P], Finding] | None = None

    def apply(self, subject: Subject, parameters: P) -> Finding:
        """The duty on a page; ``not_applicable`` where it does not concern such a page."""
        if self.concerns == "home" and subject.page.kind != "home":
            return Finding(self.id, "not_applicable", 1.0, "Không phải trang chủ.")
        if self.concerns == "article" and subject.copy is None:
            return Finding(self.id, "not_applicable", 0.9, "Trang này không phải là bài viết.")
        return self.judge(subject, parameters)

    def apply_gone(self, gone: GonePage, parameters: P) -> Finding | None:
        """The duty on an address whose article is gone; None where it says nothing of such."""
        return None if self.judge_gone is None else self.judge_gone(gone, parameters)

    def not_known(self, found_by: FoundBy, reason: str) -> Finding:
        """The duty on a page that could not be had or read: never a breach (safeguard 5).

        Args:
            reason: in Vietnamese, for people; at most 300 characters.
        """
        if self.concerns == "home" and found_by in ("feed", "sitemap", "link"):
            return Finding(self.id, "not_applicable", 1.0, "Không phải trang chủ.")
        return Finding(self.id, "inconclusive", 1.0, reason)


AnyDuty = DutyCode[Any]
