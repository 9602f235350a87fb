"""The ranking as files, made behind a job: PDF by the press, XLSX beside the event loop."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.portals.composing import compose
from minhbach_case.documents.portals.workbook import PIECES_AT_MOST, workbook
from minhbach_case.documents.typesetting import Press
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.portals.periods import Period
from minhbach_case.jobs import Job, Jobs, Made, Progress
from minhbach_case.portals.scores import Portals
from minhbach_case.portals.views import PieceView, RankingView
from minhbach_case.web.texts import Language, Texts

Form = Literal["pdf", "xlsx"]
FORMS: Final[tuple[Form, ...]] = ("pdf", "xlsx")
_PDF: Final = "application/pdf"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAMES: Final[Mapping[Language, str]] = {"vi": "xep-hang-cong", "en": "portal-ranking"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file."""

    period: Period
    form: Form
    language: Language


@dataclass(frozen=True, slots=True)
class PortalMeans:
    """What a ranking's files are made with."""

    scores: Portals
    texts: Mapping[Language, Texts]
    agency: Agency
    press: Press


@dataclass(frozen=True, slots=True)
class RankingPapers:
    """Makes the files of a ranking."""

    means: PortalMeans
    jobs: Jobs

    async def start(self, wanted: Wanted, actor: Actor) -> Job:
        """Starts to make a file; answers at once."""

        async def make(progress: Progress) -> Made:
            return await self.make(wanted, progress)

        return await self.jobs.start("ranking", actor, make)

    async def make(self, wanted: Wanted, progress: Progress) -> Made:
        """A file; counts portals as it goes.

        Raises:
            Unavailable: the store does not answer.
            Unprintable: the PDF was not set within its bounds.
        """
        ranking = await self.means.scores.ranking(wanted.period, progress.at)
        name = f"{_NAMES[wanted.language]}-{wanted.period.name}.{wanted.form}"
        texts, criteria = self.means.texts[wanted.language], self.means.scores.criteria
        if wanted.form == "pdf":
            document = compose(ranking, criteria, self.means.agency, texts)
            return Made(name, _PDF, await self.means.press.pdf(document))
        evidence = await self._evidence(ranking, wanted.period, progress)
        content = await asyncio.to_thread(workbook, ranking, criteria, evidence, texts)
        return Made(name, _XLSX, content)

    async def _evidence(
        self, ranking: RankingView, period: Period, progress: Progress
    ) -> list[tuple[str, str, PieceView]]:
        """Portal by portal, until there is more than a sheet is to hold."""
        found: list[tuple[str, str, PieceView]] = []
        portals = (*ranking.ranked, *ranking.apart)
        for done, portal in enumerate(portals):
            await progress.at(done, len(portals))
            if len(found) <= PIECES_AT_MOST:
                every = await self.means.scores.all_evidence(portal.site_id, period)
                found += [
                    (portal.name, c, piece) for c, pieces in every.items() for piece in pieces
                ]
        return found
