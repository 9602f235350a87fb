"""What is masked, and what keeps the mask honest: each hidden stretch leaves its salted seal.

A salt follows from the deployment's secret and the place, so the same dossier is made the same way
again and nothing has to be kept; the full copy holds the salts, so it opens every mask.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from minhbach_case.dossiers.masking import Parties, masked
from minhbach_case.dossiers.verifier.captures import capture_root
from minhbach_case.dossiers.verifier.chain import root_of
from minhbach_case.dossiers.verifier.openings import seal_of_bytes, seal_of_words
from minhbach_case.dossiers.verifier.pages import characters
from minhbach_case.dossiers.views import hidden_in
from minhbach_shared.personal import MASK

Json = Any
STAR: Final = "*"
# Quoted from pages or written by people. All else is digests, ids, addresses, numbers of the law,
# and what the rule sets say: none of it is masked, for a digest may hold digits like a phone's.
_WORDS: Final = frozenset(("text", "title", "registered"))
_MARKUP: Final = ("text/html", "application/xhtml+xml", "")
_TEXTS: Final = (*_MARKUP, "text/plain", "application/json", "text/xml", "application/xml")


@dataclass(frozen=True, slots=True)
class Shown:
    """Something with its masks: ``[pointer, seal]`` each, and the root that binds them.

    ``masks`` is empty where nothing was hidden; ``root`` is empty then.
    """

    value: Json
    masks: tuple[tuple[str, str], ...] = ()
    root: str = ""

    @property
    def told(self) -> dict[str, Json]:
        """The masks as the dossier's files say them."""
        masks = [list(mask) for mask in self.masks]
        return {"masks": masks, "root": self.root} if masks else {}


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A captured body with its masks: ``[start, characters, bytes as written, seal]`` each."""

    body: bytes
    masks: tuple[tuple[int, int, int, str], ...]
    root: str


@dataclass(frozen=True, slots=True)
class Hiding:
    """Masks what is not the parties', under salts of this case."""

    secret: bytes = field(repr=False)
    case_id: UUID
    parties: Parties

    def salt(self, place: str) -> str:
        """The salt of a place, in hex; nobody guesses it without the deployment's secret."""
        message = f"dossier\0{self.case_id}\0{place}".encode()
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:32]

    def words(self, text: str) -> str:
        """Words with others' personal data masked, of the same length."""
        return masked(text, self.parties, MASK)

    def value(
        self, place: str, whole: Json, digest: str, around: Callable[[Json], Json] = lambda it: it
    ) -> Shown:
        """JSON with what it quotes masked.

        Args:
            place: what it is, such as ``step 3``; salts follow from it.
            digest: of the whole thing, which is bound to what is shown.
            around: makes what the digest is of, where that is more than ``whole``.
        """
        masks: list[tuple[str, str]] = []
        shown = self._shown(place, "", whole, masks)
        if not masks:
            return Shown(whole)
        return Shown(shown, tuple(masks), root_of(digest, around(shown), [list(m) for m in masks]))

    def _shown(self, place: str, pointer: str, whole: Json, masks: list[tuple[str, str]]) -> Json:
        match whole:
            case str():
                # The last name that is no place in a list: of what a text is.
                names = [name for name in pointer.split("/") if not name.isdigit()]
                if names[-1] not in _WORDS:
                    return whole
                return self._string(place, pointer, whole, masks)
            case Mapping():
                return {
                    key: self._shown(place, f"{pointer}/{key}", part, masks)
                    for key, part in whole.items()
                }
            case Sequence():
                return [
                    self._shown(place, f"{pointer}/{at}", part, masks)
                    for at, part in enumerate(whole)
                ]
            case _:
                return whole

    def _string(self, place: str, pointer: str, text: str, masks: list[tuple[str, str]]) -> str:
        shown = self.words(text)
        if shown != text:
            masks.append((pointer, seal_of_words(self.salt(f"{place} {pointer}"), text)))
        return shown

    def page(self, capture: UUID, payload_digest: str, body: bytes, kind: str) -> ShownPage | None:
        """A captured body with its masks; None where it cannot be read as text, so not masked.

        Args:
            body: without the coding that it came in.
            kind: its media type, as the site sent it.
        """
        media = kind.partition(";")[0].strip().lower()
        text = characters(body) if media in _TEXTS else None
        if text is None or text.encode() != body:
            return None
        parts: list[bytes] = []
        masks: list[tuple[int, int, int, str]] = []
        at, start = 0, 0
        for hidden in hidden_in(text, self.parties, markup=media in _MARKUP):
            before = text[at : hidden.start].encode()
            original = text[hidden.start : hidden.end].encode()
            start += len(before)
            seal = seal_of_bytes(self.salt(f"{capture} {start}"), original)
            masks.append((start, hidden.characters, len(original), seal))
            parts += [before, STAR.encode() * hidden.characters]
            start, at = start + hidden.characters, hidden.end
        shown = b"".join((*parts, text[at:].encode()))
        root = capture_root(payload_digest, shown, [list(mask) for mask in masks])
        return ShownPage(shown, tuple(masks), root)
