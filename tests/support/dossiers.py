"""A decided case with real captures, its dossiers, and what a tamperer does to one."""

import hashlib
import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import (
    Actor,
    Appeal,
    Correct,
    Decide,
    DecideAppeal,
    Notify,
    Propose,
    Reply,
    Retract,
    Review,
)
from minhbach_case.dossiers.packing import json_file, pack, seal_folder
from minhbach_case.dossiers.signing import ManifestKey
from minhbach_case.dossiers.verifier.joined import verifier
from minhbach_case.dossiers.verifier.pages import text_of
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.dossiers.verifier.zipped import Zipped
from minhbach_case.jobs import Progress
from minhbach_case.web.uploads import sent_file
from minhbach_shared.captures import CaptureStore
from minhbach_shared.clock import utc_now
from minhbach_shared.events import CaptureRef, Span, UncreditedEvidence
from minhbach_shared.ids import canonical, site_id
from tests.support.captures import warc_of
from tests.support.seeds import HOME, OFFICER, SITES, Desk, open_desk, source, suspected

SUPERVISOR: Final = Actor("supervisor", "supervisor")
KEY: Final = ManifestKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
NAME: Final = "Nguyễn Thị Thu Hà"
PHONE: Final = "0912 345 678"
EMAIL: Final = "thuha@mau.example"
REPLY: Final = f"Đơn vị đã bổ sung nguồn. Liên hệ bà {NAME}, {PHONE}, {EMAIL}."
ODD: Final = "Ông Đặng Ắng Ỷ và bà Nguyễn Ễ Ữ: “Ốc, Ỡ, Ỵ” – gọi 0912 345 678."
"""Letters of every kind, and two people with their phone."""
AGREED: Final = "Đồng ý."
_BODY: Final = (
    "Sáng 18/11, cầu Bình Mẫu bắc qua sông Ba Lai thông xe sau mười tám tháng thi công. Cầu dài "
    "420 mét, rộng 12 mét, tổng vốn 310 tỷ đồng."
)
Change = Callable[[Path], None]


def page_of(site: str, more: str = "") -> bytes:
    """An article with a person in its text, whose phone and e-mail are hidden from plain search."""
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{site}</title>"
        f'<meta name="author" content="{NAME}"></head><body><h1>Thông xe cầu Bình Mẫu</h1>'
        f"<p>{_BODY}{more}</p><p>Bà Nguyễn Thị <b>Thu</b> H&agrave; cho biết bà con rất mừng.</p>"
        f'<p>Gọi 0912&nbsp;345 <i>678</i> hoặc <a href="mailto:thuha%40mau.example">thư</a>'
        f'<script>var a = {{"tac_gia": "Nguy\\u1ec5n Th\\u1ecb Thu H\\u00e0"}};</script>'
        "<p>Tòa soạn: hoamoi@mau.example, 0273 3999 001, Trần Mẫu</p></body></html>"
    ).encode()


@dataclass(frozen=True)
class Taken:
    """A page in the capture store."""

    ref: CaptureRef
    body: bytes

    def quote(self) -> Span:
        """The article's words where they stand in the page's text."""
        start = text_of(self.body.decode()).index(_BODY)
        return Span(start=start, end=start + len(_BODY), text=_BODY)


async def taken(store: CaptureStore, ref: CaptureRef, body: bytes) -> Taken:
    """Stores a page as a capture."""
    content, offset = warc_of(ref.address, body)
    key = f"warc/{ref.capture_id}.warc.gz"
    await store.put(key, content)
    place = {"warc": key, "offset": offset, "length": len(content) - offset}
    digest = hashlib.sha256(body).hexdigest()
    return Taken(ref.model_copy(update={**place, "payload_digest": digest}), body)


@asynccontextmanager
async def dossier_desk(mongodb: str, name: str, captures: Path) -> AsyncIterator[Desk]:
    """A case service whose capture store is this folder, and which signs dossiers."""
    async with open_desk(mongodb, name) as desk:
        made = desk.outgoing.dossiers
        store = CaptureStore.open(captures.as_uri())
        sources = replace(made.sources, captures=lambda: store, key=KEY)
        desk.outgoing.dossiers = replace(made, sources=sources)
        yield desk


async def decided_case(desk: Desk, captures: Path) -> UUID:
    """A copy without a credit, of a source that stands in the store; notified and decided.

    A second fault's captures are gone from the store.
    """
    store = CaptureStore.open(captures.as_uri())
    await desk.register.import_file("sites.csv", SITES.encode(), OFFICER)
    seen = suspected("source.credited", HOME + "cau-moi.html", _evidence(None, None))
    copy = await taken(store, seen.capture, page_of("Tin Hoa Mới"))
    press = source("Thông xe cầu Bình Mẫu", "cau-moi.html")
    original = await taken(store, press.capture, page_of("Báo Tỉnh Nhà", " Theo dự án."))
    found = seen.model_copy(update={"capture": copy.ref, "evidence": _evidence(copy, original)})
    gone = suspected("source.credited", HOME + "mua-lu.html", _evidence(None, None))
    await desk.gatherer.gather([found, gone])
    case = await desk.only("unsourced_aggregation")
    await _decide(desk, case)
    return case


def _evidence(copy: Taken | None, original: Taken | None) -> UncreditedEvidence:
    whole = Span(start=0, end=len(_BODY), text=_BODY)
    press = source("Thông xe cầu Bình Mẫu", "cau-moi.html" if copy else "mua-lu.html")
    if original is not None:
        press = press.model_copy(update={"capture": original.ref})
    return UncreditedEvidence(
        source=press,
        lacks=("name", "time"),
        credit=None,
        copied=copy.quote() if copy else whole,
        original=original.quote() if original else whole,
        containment=0.985,
    )


async def _decide(desk: Desk, case: UUID) -> None:
    notice = Notify(agency_day(utc_now()), "post", citation_confirmed=True)
    file = sent_file("giai-trinh.pdf", b"%PDF-1.4 " + NAME.encode())
    assert file is not None
    await desk.outgoing.dossiers.sources.uploads.keep(case, [file])
    operator = Actor("operator", "operator", site_id(HOME))
    for actor, command in (
        (OFFICER, Review()),
        (OFFICER, notice),
        (operator, Reply(REPLY, (file.upload,))),
        (OFFICER, Propose("confirmed", "Đủ căn cứ.")),
        (SUPERVISOR, Decide(AGREED)),
    ):
        await desk.cases.act(case, command, actor, None)


async def undone(desk: Desk, case: UUID, captures: Path) -> None:
    """The decided case is appealed, upheld, corrected and taken back; its captures have expired."""
    log = desk.outgoing.dossiers.sources.log
    (decided,) = await log.find({"stream": case, "type": "decided"})
    bases: Any = decided.body["bases"]
    words = unicodedata.normalize("NFD", ODD)
    operator = Actor("operator", "operator", site_id(HOME))
    for actor, command in (
        (operator, Appeal(words)),
        (Actor("administrator", "administrator"), DecideAppeal("upheld", ODD)),
        (SUPERVISOR, Correct(ODD, bases[0]["citation"], "Nghị định 147/2024/NĐ-CP, Điều 24")),
        (Actor("another", "administrator"), Retract(words)),
    ):
        await desk.cases.act(case, command, actor, None)
    shutil.rmtree(captures / "warc")


class Quiet:
    """Progress that nobody follows."""

    async def at(self, done: int, total: int) -> None:
        """Says nothing."""


async def made(desk: Desk, case: UUID, *, full: bool) -> bytes:
    """The bytes of a case's dossier."""
    found = await desk.outgoing.dossiers.make(case, cast(Progress, Quiet()), full=full)
    assert not isinstance(found.content, bytes)
    with found.content as file:
        return file.read()


def unpack(dossier: bytes, folder: Path) -> Path:
    """A dossier's files in a folder."""
    report = Report()
    zipped = Zipped(dossier, report)
    assert not report.faults
    for name in zipped.names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(zipped.read(name))
    return folder


def altered(dossier: bytes, folder: Path, change: Change, *, sealed_again: bool = False) -> bytes:
    """A dossier packed again after a change; ``sealed_again``: with a manifest made for it."""
    unpack(dossier, folder)
    before = json.loads((folder / "manifest.json").read_bytes())
    change(folder)
    if sealed_again:
        (folder / "manifest.json").unlink()
        (folder / "manifest.sig").unlink()
        own = ("format", "files", "public_key")
        seal_folder(folder, {k: v for k, v in before.items() if k not in own}, None)
    packed = BytesIO()
    pack(folder, packed)
    return packed.getvalue()


def edit_steps(change: Callable[[list[Any]], None]) -> Change:
    """Changes the steps of a dossier."""

    def edit(folder: Path) -> None:
        (file,) = (folder / "steps").iterdir()
        steps = [json.loads(line) for line in file.read_bytes().splitlines()]
        change(steps)
        file.write_bytes(b"".join(canonical(step) + b"\n" for step in steps))

    return edit


def edit_json(name: str, change: Callable[[Any], None]) -> Change:
    """Changes a JSON file of a dossier."""

    def edit(folder: Path) -> None:
        content = json.loads((folder / name).read_bytes())
        change(content)
        json_file(folder / name, content)

    return edit


def run_verifier(*arguments: object, python: str = sys.executable) -> tuple[int, str]:
    """Runs the verifier that dossiers hold, as a court would: nothing installed, no environment.

    Args:
        arguments: the first is the verifier's own file.
    """
    ended = subprocess.run(
        [python, "-I", "-S", *map(str, arguments)],
        capture_output=True,
        check=False,
        env={"PATH": ""},
        timeout=60,
    )
    return ended.returncode, ended.stdout.decode() + ended.stderr.decode()


def verifier_in(folder: Path) -> Path:
    """The verifier as a file."""
    file = folder / "verify.py"
    file.write_bytes(verifier())
    return file
