"""One dossier put together in a folder, part after part; what is large is never held whole."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import orjson

from minhbach_case.documents.letter import Letter
from minhbach_case.domain.findings import Finding
from minhbach_case.domain.statement import Fact, statement_digest
from minhbach_case.domain.steps import parse_body
from minhbach_case.dossiers.capturing import Captures, Cited, Kept, cited_by
from minhbach_case.dossiers.comparing import compared
from minhbach_case.dossiers.cover import About, cover_of
from minhbach_case.dossiers.hiding import Hiding
from minhbach_case.dossiers.letter_files import BESIDE_STATEMENTS, letter_file
from minhbach_case.dossiers.packing import json_file, seal_folder
from minhbach_case.dossiers.pages import Pages, Timeline
from minhbach_case.dossiers.people import put_uploads, said_in
from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.dossiers.verifier.joined import verifier
from minhbach_case.jobs import Progress
from minhbach_case.letters import Letters
from minhbach_case.sending.act_letters import ActLetters
from minhbach_case.statements import Issued
from minhbach_case.storage.case_events import CaseFacts, step_of
from minhbach_case.storage.case_folds import Loaded
from minhbach_case.storage.uploads import Uploads
from minhbach_shared.captures import CaptureStore
from minhbach_shared.eventlog import EventLog, LoggedEvent
from minhbach_shared.events import SiteRecord
from minhbach_shared.ids import iso

AT_ONCE: Final = 500
UNSTATED: Final = 40
"""Faults that are shown of a case that stated none yet."""
DECISIONS: Final = frozenset(("decided", "appeal_decided"))
_README: Final = """Hồ sơ vụ việc của Minh Bạch. Bắt đầu từ cover.pdf.
Kiểm tra hồ sơ (không cần mạng, Python 3.8 trở lên): python3 verify.py HO-SO.zip
To verify (offline, Python 3.8 or later): python3 verify.py DOSSIER.zip --english
"""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a dossier is made from.

    Attributes:
        captures: opens the capture store.
        key: signs manifests; None leaves them unsigned.
    """

    log: EventLog
    facts: CaseFacts
    letters: Letters
    uploads: Uploads
    captures: Callable[[], CaptureStore]
    key: ManifestKey | None


class Building:
    """A dossier on its way.

    Args:
        folder: empty; what stands in it at the end is the dossier.
        full: unmasked; else what is not the parties' is masked.
    """

    def __init__(
        self,
        sources: Sources,
        loaded: Loaded,
        site: SiteRecord | None,
        hiding: Hiding,
        folder: Path,
        *,
        full: bool,
    ) -> None:
        self._from = sources
        self._head = loaded.head
        self._case = loaded.case
        self._site = site
        self._hiding = hiding
        self._folder = folder
        self._full = full
        self._texts = sources.letters.wording.texts["vi"]
        self._pages = Pages(self._texts)
        self._captures = Captures(sources.captures, hiding, folder, full=full)
        self._kept: dict[UUID, Kept] = {}
        self._salts: dict[str, dict[str, str]] = {"words": {}, "captures": {}}
        self._stated: list[UUID] = []

    @property
    def _id(self) -> UUID:
        return self._case.case_id

    async def build(self, progress: Progress) -> None:
        """Writes every file of the dossier, the manifest last."""
        issued = await self._issued()
        findings = await self._findings(issued)
        parts, done = len(findings) + len(issued) + 3, 0
        for sequence, finding in findings.items():
            await self._evidence(sequence, finding)
            done += 1
            await progress.at(done, parts)
        for one in issued:
            await self._statement(one)
            done += 1
            await progress.at(done, parts)
        await self._chain()
        await progress.at(done + 1, parts)
        await self._rest()
        await progress.at(done + 2, parts)
        await asyncio.to_thread(seal_folder, self._folder, self._about(), self._from.key)

    async def _issued(self) -> list[Issued]:
        statements = self._from.letters.statements
        listed = await statements.list(self._id)
        return [await statements.get(self._id, entry.sequence) for entry in listed]

    async def _findings(self, issued: Iterable[Issued]) -> dict[int, Finding]:
        """The faults that a statement states in full; of a case without one, the first."""
        facts: dict[UUID, Fact] = {f.fault_id: f for one in issued for f in one.statement.facts}
        found = await self._from.facts.findings(self._case, 0, UNSTATED) if not facts else []
        for event in found:
            body = step_of(event).body
            if isinstance(body, Finding):
                facts[body.fault_id] = cast(Fact, body)
        self._stated = sorted(facts)
        if found:
            return {e.sequence: b for e in found if isinstance(b := step_of(e).body, Finding)}
        return await self._steps_of(set(facts))

    async def _steps_of(self, faults: set[UUID]) -> dict[int, Finding]:
        found: dict[int, Finding] = {}
        for event in await self._from.log.find(
            {
                "body.fault_id": {"$in": [str(fault) for fault in faults]},
                "stream": self._id,
                "type": {"$in": ["opened", "suspicion_added"]},
            },
            [("sequence", 1)],
        ):
            body = step_of(event).body
            if isinstance(body, Finding):
                found[event.sequence] = body
        return found

    async def _evidence(self, sequence: int, finding: Finding) -> None:
        kept = [await self._capture(cited) for cited in cited_by(finding)]
        shown = finding if self._full else self._shown(finding)
        roles = {one.cited.role: one.text for one in kept}
        texts = await asyncio.to_thread(
            compared, shown.evidence, roles.get("copy"), roles.get("source")
        )
        page = self._pages.compared(shown, kept, texts, full=self._full)
        (self._folder / "compared").mkdir(exist_ok=True)
        (self._folder / f"compared/{sequence:05d}.html").write_text(page, "utf-8")

    def _shown(self, finding: Finding) -> Finding:
        body = self._hiding.value("", finding.model_dump(mode="json"), "").value
        return cast(Finding, parse_body(finding.type, body))

    async def _capture(self, cited: Cited) -> Kept:
        found = self._kept.get(cited.capture.capture_id)
        if found is None:
            found = await self._captures.put(cited)
            self._kept[cited.capture.capture_id] = found
            self._salts["captures"].update(found.salts)
        # One page may be a copy here and a source there.
        return replace(found, cited=cited)

    async def _statement(self, issued: Issued) -> None:
        statement, folder = issued.statement, self._folder / "statements"
        folder.mkdir(exist_ok=True)
        whole = statement.model_dump(mode="json")
        digest = issued.kept_digest or statement_digest(statement)
        place = f"statement {statement.sequence}"
        shown = self._hiding.value(place, whole, digest)
        self._keep_salts(place, shown.masks)
        told = {} if self._full else shown.told
        value = whole if self._full else shown.value
        name = f"{statement.sequence:05d}-{statement.form}"
        json_file(folder / f"{name}.json", {"statement": value, "digest": digest, **told})
        letter = self._from.letters.compose(issued, "vi")
        (folder / f"{name}.pdf").write_bytes(await self._letter(letter))

    async def _letter(self, letter: Letter) -> bytes:
        words = None if self._full else self._hiding.words
        return await letter_file(self._from.letters, letter, words)

    async def _beside_statements(self, acts: Iterable[LoggedEvent]) -> None:
        folder, letters = self._folder / "letters", ActLetters(self._from.letters)
        for event in (one for one in acts if one.type in BESIDE_STATEMENTS):
            folder.mkdir(exist_ok=True)
            letter = await letters.issued(self._id, event.sequence, "vi")
            name = f"{event.sequence:05d}-{BESIDE_STATEMENTS[event.type]}.pdf"
            (folder / name).write_bytes(await self._letter(letter))

    async def _chain(self) -> None:
        timeline, acts = Timeline(self._texts), []
        (self._folder / "steps").mkdir()
        for start in range(0, self._head.sequence, AT_ONCE):
            events = await self._events(start, min(start + AT_ONCE, self._head.sequence))
            await asyncio.to_thread(self._steps, f"steps/{start + 1:08d}.jsonl", events)
            for event in events:
                timeline.add(event.sequence, event.at, event.type, event.digest, event.body)
            acts += [event for event in events if "by" in event.body]
        await self._people(acts, timeline)
        await self._beside_statements(acts)

    async def _events(self, after: int, last: int) -> list[LoggedEvent]:
        query = {"stream": self._id, "sequence": {"$gt": after, "$lte": last}}
        return await self._from.log.find(query, [("sequence", 1)])

    def _steps(self, name: str, events: Iterable[LoggedEvent]) -> None:
        lines = (self._step(event) + b"\n" for event in events)
        (self._folder / name).write_bytes(b"".join(lines))

    def _step(self, event: LoggedEvent) -> bytes:
        at, case, place = iso(event.at), str(event.stream), f"step {event.sequence}"
        head = [case, event.sequence, event.cause, event.previous, at, event.type]
        body = dict(event.body)
        shown = self._hiding.value(place, body, event.digest, lambda part: [*head, part])
        self._keep_salts(place, shown.masks)
        names = ("case_id", "sequence", "cause", "previous", "at", "act")
        step = dict(zip(names, head, strict=True)) | {"digest": event.digest}
        if self._full:
            return _line(step | {"body": body})
        return _line(step | {"body": shown.value} | shown.told)

    async def _people(self, acts: list[LoggedEvent], timeline: Timeline) -> None:
        decided = any(event.type in DECISIONS for event in acts)
        said = [said_in(event, self._hiding, decided=decided, full=self._full) for event in acts]
        told = [one for one in said if one is not None]
        for one in told:
            self._salts["words"].update(one.salts)
        folder, hiding = self._folder, self._hiding
        uploads = await put_uploads(acts, self._from.uploads, hiding, folder, full=self._full)
        words = [one.entry for one in told]
        json_file(folder / "words.json", {"words": words, "uploads": uploads})
        timeline.say({one.entry["sequence"]: one.shown for one in told})
        case = self._case
        page = self._pages.timeline(timeline, case.kind, case.site_name, full=self._full)
        (folder / "timeline.html").write_text(page, "utf-8")

    async def _rest(self) -> None:
        folder, captures = self._folder, [*self._kept.values()]
        json_file(folder / "captures.json", {"captures": [kept.told for kept in captures]})
        letters, key = self._from.letters, self._from.key
        about = About(
            self._case,
            self._head.digest,
            self._head.at,
            self._site,
            captures,
            key.public if key else None,
            self._full,
        )
        pdf = await letters.press.pdf(cover_of(about, letters.statements.agency, self._texts))
        (folder / "cover.pdf").write_bytes(await letters.seal.sign(pdf) if letters.seal else pdf)
        (folder / "verify.py").write_bytes(verifier())
        (folder / "README.txt").write_text(_README, "utf-8")
        if self._full:
            json_file(folder / "openings.json", self._salts)

    def _keep_salts(self, place: str, masks: Iterable[tuple[str, str]]) -> None:
        for pointer, _ in masks:
            name = f"{place} {pointer}"
            self._salts["words"][name] = self._hiding.salt(name)

    def _about(self) -> dict[str, Any]:
        return {
            "case_id": str(self._id),
            "site_id": str(self._case.site_id),
            "kind": self._case.kind,
            "ordinal": self._case.ordinal,
            "masked": not self._full,
            "steps": self._head.sequence,
            "head": self._head.digest,
            "at": iso(self._head.at),
            "stated": [str(fault) for fault in self._stated],
        }


def _line(step: dict[str, Any]) -> bytes:
    return orjson.dumps(step, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
