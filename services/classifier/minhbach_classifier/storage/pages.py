"""Captures as pages: read once, the latest kept in memory by capture."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from minhbach_classifier.domain.model import Unreadable
from minhbach_classifier.domain.reading.page import read
from minhbach_classifier.domain.sources.body import Body, body_of
from minhbach_classifier.storage.warc import Captures
from minhbach_shared.events import CaptureRef
from minhbach_shared.vocabulary import PageKind


@dataclass(frozen=True, slots=True)
class _Wanted:
    capture: CaptureRef
    address: str
    kind: PageKind | None


class Pages:
    """Reads pages from their captures; a capture never changes, so a kept page is right.

    Args:
        kept: so many pages stay in memory.
    """

    def __init__(self, captures: Captures, kept: int) -> None:
        self._captures = captures
        self._most = kept
        self._kept: OrderedDict[UUID, Body | Unreadable] = OrderedDict()

    async def read(
        self, capture: CaptureRef, address: str, kind: PageKind | None = None
    ) -> Body | Unreadable:
        """The page that a capture is.

        Args:
            address: after redirects; links are resolved against it.
            kind: what is known of the page's kind from outside.

        Raises:
            CaptureAtFault: the capture is gone or altered.
            Unavailable: the capture store does not answer.
        """
        known = self._kept.get(capture.capture_id)
        if known is None:
            known = await self._fresh(_Wanted(capture, address, kind))
            self._kept[capture.capture_id] = known
        self._kept.move_to_end(capture.capture_id)
        while len(self._kept) > max(1, self._most):
            self._kept.popitem(last=False)
        return known

    async def _fresh(self, wanted: _Wanted) -> Body | Unreadable:
        answer = await self._captures.read(wanted.capture)
        page = read(
            answer.body,
            answer.content_type,
            answer.content_encoding,
            wanted.address,
            hint_kind=wanted.kind,
        )
        return page if isinstance(page, Unreadable) else body_of(page)
