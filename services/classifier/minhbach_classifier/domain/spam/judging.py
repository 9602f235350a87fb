"""A duty of the family as it is judged on a page: the words weighed, the listed links counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.hosts import HostKind
from minhbach_classifier.domain.lexicon import Hit
from minhbach_classifier.domain.masking import quoted
from minhbach_classifier.domain.model import Finding, Range
from minhbach_classifier.domain.spam.listed import ListedLinks, listed_links
from minhbach_classifier.domain.spam.weighing import SpamParameters, Weighed, promotions, reported
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.domain.terms import LISTED, Kind
from minhbach_shared.events import SpamEvidence
from minhbach_shared.ids import digest_of
from minhbach_shared.vocabulary import Duty

_MOST_SPANS: Final = 10
_MOST_RUNS: Final = 20
"""Runs beside the worst of which places are shown."""
_ORDER: Final[tuple[tuple[Kind, ...], ...]] = (
    ("strong", "brand"),
    ("claim", "thing", "deal", "shape", "offer", "weak", "name", "act"),
    ("lure", "contact", "money", "wage", "link", "site", "search", "lookalike", "apk"),
    ("listed", "address", "disguise"),
)
_SHOWN: Final = {kind: rank for rank, kinds in enumerate(_ORDER) for kind in kinds}
"""The order in which places are shown; words of reporting and phone numbers are not."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is told of a duty, in Vietnamese."""

    promotion: str
    """Follows "Có nội dung" and "Không thấy nội dung"."""


@dataclass(frozen=True, slots=True)
class Promoted:
    """What promotes on a page: runs of words, links to listed domains, or both."""

    runs: tuple[Weighed, ...]
    links: ListedLinks | None

    @property
    def hidden(self) -> bool:
        """Whether any of it is hidden from readers."""
        linked = self.links is not None and self.links.damning and self.links.hidden
        return linked or any(run.hidden for run in self.runs)

    @property
    def titled(self) -> bool:
        """Whether it stands in the page's headline."""
        return any(run.titled for run in self.runs)


def promoted(
    subject: Subject, kind: HostKind | None, parameters: SpamParameters
) -> Promoted | None:
    """What promotes on the subject's page; None where nothing does."""
    links = listed_links(subject, kind) if kind is not None else None
    runs = promotions(subject.page, parameters, links.visible if links is not None else ())
    if runs or (links is not None and (links.damning or _leads_there(subject, links, parameters))):
        return Promoted(tuple(runs), links)
    return None


def _leads_there(subject: Subject, links: ListedLinks, parameters: SpamParameters) -> bool:
    """Whether a link in sight is no part of a report: who warns of a site does not lead to it."""
    return not reported(subject.page, parameters, [hit.place for hit in links.hits])


def spam_finding(
    duty: Duty,
    kind: HostKind | None,
    wording: Wording,
    subject: Subject,
    parameters: SpamParameters,
) -> Finding:
    """A duty of the family on one page of any kind.

    Args:
        kind: of the domain list whose links tell of this duty, where there is one.
    """
    found = promoted(subject, kind, parameters)
    if found is None:
        return Finding(duty, "pass", 0.9, f"Không thấy nội dung {wording.promotion}.")
    told = "trong phần bị ẩn của trang" if found.hidden else "trên trang"
    return Finding(
        duty,
        "breach",
        confidence_of(found),
        f"Có nội dung {wording.promotion} {told}.",
        evidence_of(subject, found),
        found_digest(duty, found),
    )


def confidence_of(found: Promoted) -> float:
    """A score of 0 to 1, which rises with what stands there beyond what is asked."""
    surplus = max((run.surplus for run in found.runs), default=0.0)
    linked = found.links is not None and found.links.damning
    return min(0.99, 0.65 + 0.05 * surplus + (0.15 if linked else 0.0))


def evidence_of(subject: Subject, found: Promoted) -> SpamEvidence:
    """The promotion, quoted where it stands."""
    links = found.links
    listed = [hit.place for hit in links.hits] if links is not None else []
    places = list(dict.fromkeys([*_places(found.runs), *listed]))[:_MOST_SPANS]
    return SpamEvidence(
        spans=tuple(quoted(subject, subject.page, p) for p in places),
        hidden=found.hidden,
        linked_from_home=subject.linked_from_home,
        hosts=links.hosts if links is not None else (),
        host_list=links.list_identity if links is not None else None,
    )


def found_digest(duty: Duty, found: Promoted) -> str:
    """What was found, whatever its place: the telling terms, else all, and the listed hosts."""
    hits = _worst(found.runs)
    telling = {h.term for h in hits if h.kind in ("strong", "brand")}
    terms = telling or {h.term for h in hits if h.kind in LISTED and h.kind in _SHOWN}
    hosts = found.links.hosts if found.links is not None else ()
    return digest_of([duty, *sorted(terms), *hosts])


def _worst(runs: Sequence[Weighed]) -> tuple[Hit, ...]:
    return max(runs, key=lambda run: run.surplus).telling if runs else ()


def _places(runs: Sequence[Weighed]) -> list[Range]:
    """Of the promoting words, the telling ones first, each term once, none inside another."""
    chosen: dict[Range, str] = {}
    others = (hit for run in runs[:_MOST_RUNS] for hit in run.telling)
    for hit in (*_in_order(_worst(runs)), *_in_order(others)):
        if len(chosen) == _MOST_SPANS:
            break
        inside = any(c.start < hit.place.end and hit.place.start < c.end for c in chosen)
        if not inside and hit.term not in chosen.values():
            chosen[hit.place] = hit.term
    return list(chosen)


def _in_order(hits: Iterable[Hit]) -> list[Hit]:
    shown = (h for h in hits if h.kind in _SHOWN)
    return sorted(shown, key=lambda h: (_SHOWN[h.kind], h.place.start, -h.place.end))
