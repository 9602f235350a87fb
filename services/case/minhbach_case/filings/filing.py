"""Takes reports in: each is a step of its own, a correction the next version."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final
from uuid import UUID

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, Upload
from minhbach_case.domain.filings.answers import Answers, Faulty, read_answers
from minhbach_case.domain.filings.form import ReportForm
from minhbach_case.domain.filings.steps import (
    REPORT_KEY,
    Apart,
    Filed,
    Filings,
    Report,
    ReportKey,
    Request,
    Way,
    request_key,
)
from minhbach_case.errors import (
    BadAnswers,
    Contended,
    Missing,
    NotAllowed,
    NotFound,
    Stale,
    Wrong,
    WrongState,
)
from minhbach_case.filings.commands import File
from minhbach_case.filings.forms_file import Forms
from minhbach_case.storage.filings import Draft, FilingStore, owner_of
from minhbach_case.storage.uploads import Uploads
from minhbach_shared.clock import Clock
from minhbach_shared.eventlog import AlreadyCaused, StreamMoved
from minhbach_shared.ids import digest_of

ATTEMPTS: Final = 10
SALT_BYTES: Final = 16
SIGNED: Final = frozenset(("application/pdf", "image/png", "image/jpeg"))
"""What a signed report comes as."""
Seal = Callable[[str], str]
Random = Callable[[int], bytes]


class Filer:
    """Writes reports that come.

    Args:
        seal: an account's name as it stands in a chain.
    """

    def __init__(
        self,
        store: FilingStore,
        uploads: Uploads,
        forms: Forms,
        seal: Seal,
        random: Random,
        clock: Clock,
    ) -> None:
        self._store = store
        self._uploads = uploads
        self._forms = forms
        self._seal = seal
        self._random = random
        self._clock = clock

    async def file(self, site: UUID, command: File, actor: Actor) -> None:
        """Takes a report in, once however often it is sent.

        Raises:
            NotAllowed: the role files no reports.
            NotFound: nothing of that name can be reported on.
            Missing: there is neither an answer nor a file, or the day of receipt is missing.
            Wrong: the year is not open, a day or a file cannot be so.
            BadAnswers: answers are missing or cannot be so.
            WrongState: the request was taken back.
            Stale: somebody else filed another version meanwhile.
            Contended: others keep filing for the site.
        """
        today = agency_day(self._clock())
        received = _received_on(command, actor, today)
        _check_files(command)
        new = await self._uploads.keep(owner_of(site), command.files) if command.files else ()
        try:
            await self._write(site, command, actor, received)
        except Exception:
            # A file that came before with another version is not new, and stays.
            await self._uploads.drop(owner_of(site), new)
            raise

    async def _write(self, site: UUID, command: File, actor: Actor, received: date) -> None:
        for _ in range(ATTEMPTS):
            loaded = await self._store.load(site)
            form = self._form_of(command.report, loaded.filings, agency_day(self._clock()))
            before = loaded.filings.reports.get(command.report)
            answers = _answers(form, command)
            if _is_repeat(before, command, answers, self._seal(actor.user)):
                return
            draft = self._draft(site, command, actor, received, form, answers)
            try:
                await self._store.append(draft, loaded.head)
            except (StreamMoved, AlreadyCaused):
                continue
            return
        raise Contended(f"site {site}: others keep filing reports; try again")

    def _form_of(self, report: ReportKey, filings: Filings, today: date) -> ReportForm:
        if not re.match(REPORT_KEY, report):
            raise NotFound(f"There is no {report[:60]!r}.")
        kind, _, name = report.partition(":")
        if kind == "year":
            if not self._forms.due.is_open(int(name), today):
                raise Wrong(f"The report on {name} cannot be filed yet, or is not asked.", "report")
            return self._forms.current("yearly")
        _open_request(report, filings)
        return self._forms.current("requested")

    def _draft(
        self,
        site: UUID,
        command: File,
        actor: Actor,
        received: date,
        form: ReportForm,
        answers: Answers,
    ) -> Draft:
        kind, _, name = command.report.partition(":")
        apart = Apart(
            user=actor.name or actor.user,
            role=actor.role,
            answers=dict(answers.personal),
            names={file.upload.sha256: file.name for file in command.files},
            salt=self._random(SALT_BYTES).hex(),
        )
        body = Filed(
            report=command.report,
            version=command.seen + 1,
            year=int(name) if kind == "year" else None,
            form=form.identity,
            way=_way(command, actor),
            received_on=received,
            by=self._seal(actor.user),
            answers=dict(answers.open),
            uploads=_uploads(command),
            apart=digest_of(apart.model_dump(mode="json")),
        )
        cause = digest_of(["filed", str(site), command.report, body.version])
        return Draft(site, cause, self._clock(), body, apart)


def _received_on(command: File, actor: Actor, today: date) -> date:
    if actor.role == "operator":
        if command.received_on is not None:
            raise NotAllowed("The day of receipt of an operator's own report is today.")
        return today
    if actor.role != "officer":
        raise NotAllowed(f"The role {actor.role!r} files no reports: an officer does.")
    if command.received_on is None:
        raise Missing("Say when the agency received it.", "received_on")
    if command.received_on > today:
        raise Wrong("received_on: lies in the future.", "received_on")
    return command.received_on


def _check_files(command: File) -> None:
    if any(file.upload.media_type not in SIGNED for file in command.files):
        raise Wrong("files: a signed report is a PDF, a PNG or a JPEG.", "files")
    if not command.files and not any(command.answers.values()):
        raise Missing("Fill the form in, or send the signed report.", "files")


def _open_request(report: ReportKey, filings: Filings) -> Request:
    asked = {request_key(one): request for one, request in filings.requests.items()}
    if report not in asked:
        raise NotFound(f"There is no {report}.")
    if asked[report].withdrawn is not None:
        raise WrongState("This request was taken back.")
    return asked[report]


def _answers(form: ReportForm, command: File) -> Answers:
    # A signed file stands for the form; what is filled in beside it has to be right all the same.
    match read_answers(form, command.answers, whole=not command.files):
        case Faulty(faults):
            raise BadAnswers(faults)
        case Answers() as answers:
            return answers


def _is_repeat(before: Report | None, command: File, answers: Answers, by: str) -> bool:
    """Whether this very report stands already; where another one does, it is refused."""
    versions = len(before.versions) if before else 0
    if versions == command.seen:
        return False
    if before is None or versions != command.seen + 1:
        raise Stale("Another version of this report was filed meanwhile.")
    last, apart = before.last, before.versions[-1].apart
    same = last.answers == answers.open and last.uploads == _uploads(command) and last.by == by
    # An operator's own is received on the day that it comes, a repeated one too.
    moved = command.received_on not in (None, last.received_on)
    if moved or not same or (apart is not None and apart.answers != answers.personal):
        raise Stale("Another version of this report was filed meanwhile.")
    return True


def _way(command: File, actor: Actor) -> Way:
    if actor.role == "officer":
        return "paper"
    return "form" if any(command.answers.values()) else "upload"


def _uploads(command: File) -> tuple[Upload, ...]:
    return tuple({file.upload.sha256: file.upload for file in command.files}.values())
