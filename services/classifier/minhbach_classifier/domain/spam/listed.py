"""Links of a page to listed domains: a hidden one says enough, one in sight if none reports it."""

from dataclasses import dataclass
from typing import Final

from minhbach_classifier.domain.hosts import HostKind, host_of
from minhbach_classifier.domain.lexicon import Hit
from minhbach_classifier.domain.model import Link, Range
from minhbach_classifier.domain.spam.linked import linked_hosts
from minhbach_classifier.domain.subject import Subject

_MOST_HOSTS: Final = 20
_SEVERAL: Final = 2
"""Listed hosts in sight from which a page is no mere mention of one."""
_HEAD: Final = 80


@dataclass(frozen=True, slots=True)
class ListedLinks:
    """The links of a page to the domains of one list; never empty."""

    list_identity: str
    hosts: tuple[str, ...]
    """At most 20, each once, in order."""
    hits: tuple[Hit, ...]
    hidden: bool
    """Whether one of them is hidden from readers."""
    several: bool

    @property
    def damning(self) -> bool:
        """Whether the links promote by themselves."""
        return self.hidden or self.several

    @property
    def visible(self) -> tuple[Hit, ...]:
        """Signs that speak beside words; none where a hidden link has spoken already."""
        return () if self.hidden else self.hits


def listed_links(subject: Subject, kind: HostKind) -> ListedLinks | None:
    """The page's links to the listed domains of a kind; the page's own host is none."""
    hosts = subject.hosts.of(kind)
    if hosts is None:
        return None
    page = subject.page
    linked, own = linked_hosts(page), {host_of(page.address), host_of(subject.record.address), ""}
    names = tuple(sorted(filter(hosts.holds, {*linked} - own)))
    if not names:
        return None
    found = [one for one in zip(linked, page.links, strict=False) if one[0] in names]
    return ListedLinks(
        hosts.identity,
        names[:_MOST_HOSTS],
        tuple(Hit("listed", host, _place(subject, link)) for host, link in found),
        hidden=any(_is_hidden(subject, link) for _, link in found),
        several=len(names) >= _SEVERAL,
    )


def _is_hidden(subject: Subject, link: Link) -> bool:
    return link.hidden or any(
        place.start <= link.text.start and link.text.end <= place.end
        for place in subject.page.hidden
        if link.text.end > link.text.start
    )


def _place(subject: Subject, link: Link) -> Range:
    """The link's words; a link of a picture alone has none, and the page's head stands for it."""
    if link.text.end > link.text.start:
        return link.text
    return subject.page.title or Range(0, min(_HEAD, len(subject.page.text)))
