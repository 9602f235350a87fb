"""Dossiers of cases: made on request, verified before they are handed over."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO, Final
from uuid import UUID

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.writing import case_number
from minhbach_case.domain.register import Known
from minhbach_case.dossiers.building import Building, Sources
from minhbach_case.dossiers.hiding import Hiding
from minhbach_case.dossiers.masking import Parties
from minhbach_case.dossiers.packing import pack
from minhbach_case.dossiers.verifier.command import verify
from minhbach_case.dossiers.verifier.report import Report
from minhbach_case.dossiers.verifier.zipped import Zipped
from minhbach_case.errors import NotFound
from minhbach_case.jobs import Made, Progress
from minhbach_case.storage.case_folds import CaseFolds, Loaded
from minhbach_case.storage.sites import SiteStore
from minhbach_shared.errors import Refused
from minhbach_shared.personal import EMAIL, PHONE

ZIP: Final = "application/zip"


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Makes dossiers; the same case at the same step gives the same bytes, but for PDF seals."""

    sources: Sources
    folds: CaseFolds
    sites: SiteStore
    agency: Agency
    secret: bytes = field(repr=False)

    async def known(self, case_id: UUID) -> Loaded:
        """The case that a dossier is asked of.

        Raises:
            NotFound: there is no such case.
        """
        found = await self.folds.catch_up([case_id])
        if case_id not in found:
            raise NotFound(f"There is no case {case_id}.")
        return found[case_id]

    async def make(self, case_id: UUID, progress: Progress, *, full: bool) -> Made:
        """The dossier of a case as a file.

        Args:
            full: unmasked, for an inspectorate or a court.

        Raises:
            NotFound: there is no such case.
            Refused: what the store holds does not verify.
            Transient: the store does not answer, or a document could not be set.
        """
        loaded = await self.known(case_id)
        known = await self.sites.known([loaded.case.site_id])
        site = known[loaded.case.site_id][1] if loaded.case.site_id in known else None
        hiding = Hiding(self.secret, case_id, _parties(site, self.agency))
        file = TemporaryFile()  # noqa: SIM115 - whoever keeps what was made closes it
        try:
            await self._write(file, loaded, site, hiding, progress, full=full)
        except BaseException:
            file.close()
            raise
        kind = "full" if full else "masked"
        return Made(f"{case_number(case_id)}-{kind}.zip", ZIP, file)

    async def _write(
        self,
        file: BinaryIO,
        loaded: Loaded,
        site: Known | None,
        hiding: Hiding,
        progress: Progress,
        *,
        full: bool,
    ) -> None:
        record = site.record if site else None
        with TemporaryDirectory(prefix="minhbach-dossier-") as name:
            folder = Path(name)
            building = Building(self.sources, loaded, record, hiding, folder, full=full)
            await building.build(progress)
            await asyncio.to_thread(pack, folder, file)
        await asyncio.to_thread(_check, file)
        file.seek(0)


def _check(file: BinaryIO) -> None:
    file.flush()
    report = Report(english=True)
    with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        verify(Zipped(data, report), None, report)
    if report.faults:
        # Where the store was tampered with, no dossier may look as if nothing had happened.
        told = "; ".join(report.faults[:3])
        raise Refused(f"the dossier does not verify: {len(report.faults)} faults: {told}"[:500])


def _parties(site: Known | None, agency: Agency) -> Parties:
    """The operator's own data as the register has it, and the agency's as its letters have it."""
    personal = site.personal if site else None
    record = site.record if site else None
    organisations: Iterable[str | None] = (
        (record.name, record.organisation, record.governing_body) if record else ()
    )
    names = [agency.signer_name, *(name for name in organisations if name)]
    emails, phones = EMAIL.findall(agency.contact), PHONE.findall(agency.contact)
    if personal is not None:
        names += [personal.responsible_person or ""]
        emails += personal.emails
        phones += personal.phones
    return Parties.of([name for name in names if name], emails, phones)
