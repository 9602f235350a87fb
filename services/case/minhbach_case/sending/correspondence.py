"""The correspondence: outbox, sender and desk over one store, each made once."""

from dataclasses import dataclass
from uuid import UUID

from minhbach_case.application import Cases
from minhbach_case.documents.writing import LETTER_CODES, letter_number, until
from minhbach_case.domain.steps import Notified
from minhbach_case.letters import Letters
from minhbach_case.registering import Register
from minhbach_case.sending.composing import Composer
from minhbach_case.sending.desk import LetterDesk
from minhbach_case.sending.dispatch import Dispatch
from minhbach_case.sending.mail import Sender
from minhbach_case.sending.outbox import Outbox, Reminder
from minhbach_case.sending.sender import LetterSender
from minhbach_case.sending.smtp import Mailer, MailServer
from minhbach_case.storage.letters import LetterStore
from minhbach_case.views import PageRequest
from minhbach_case.web.texts import show_date
from minhbach_shared.clock import Clock
from minhbach_shared.store import Database

_ONE = PageRequest(limit=1)


@dataclass(frozen=True, slots=True)
class Post:
    """How letters go by e-mail; ``server`` None: on paper only."""

    server: MailServer | None
    sender: Sender


class Correspondence:
    """Everything about letters on their way."""

    def __init__(
        self,
        store: Database,
        cases: Cases,
        letters: Letters,
        register: Register,
        post: Post,
        clock: Clock,
    ) -> None:
        self._cases = cases
        self._clock = clock
        self.store = LetterStore(store)
        self.outbox = Outbox(
            self.store,
            Composer(letters),
            register.site,
            cases.caused,
            clock,
            by_mail=post.server is not None,
        )
        self.dispatch = Dispatch(cases, self.outbox, clock)
        self.desk = LetterDesk(self.outbox, cases.seal, clock)
        self._agency = letters.statements.agency
        mailer = Mailer(post.server) if post.server else None
        self.sender = LetterSender(
            self.outbox, mailer, post.sender, cases.caused, self.remind, clock
        )

    async def remind(self, notice: UUID) -> None:
        """Reminds of the end of a reply window, where the operator may still reply and has not.

        A reminder finds nothing and asks for nothing: the clock may send it.
        """
        found = await self.store.tracked(notice)
        if found is None or found.entry.case_id is None or found.entry.step is None:
            return
        caused = await self._cases.caused(found.entry.cause or "")
        case = await self._cases.get(found.entry.case_id, _ONE)
        body = caused.body if caused else None
        waits = case.summary.state == "notified" and found.delivery.state == "sent"
        if waits and isinstance(body, Notified) and self._clock() < body.reply_until:
            code = f"{LETTER_CODES['notice']}-{self._agency.code}"
            fields = {
                "notice_number": letter_number(found.entry.case_id, found.entry.step, code),
                "notice_day": show_date(body.served_on),
                "until": until(body.reply_until)[1],
            }
            await self.outbox.queue(
                Reminder(
                    kind="reminder",
                    site_id=found.entry.site_id,
                    about=f"{notice} reply",
                    fields=fields,
                    case_id=found.entry.case_id,
                    language=found.entry.language,
                )
            )
        await self.store.reminded(notice)
