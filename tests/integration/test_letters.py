"""Letters over a real mail server: sent once, put off, refused, lost, bounced, never unasked."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from minhbach_case.domain.clocks import agency_day
from minhbach_case.domain.commands import Actor, Notify, Propose, Review
from minhbach_case.domain.delivery import OUTCOME_WITHIN, DeliveryState
from minhbach_case.errors import ActRefused, Missing, NotServed, Wrong
from minhbach_case.sending.correspondence import Correspondence
from minhbach_case.sending.dispatch import Sending
from minhbach_case.sending.outbox import Reminder
from minhbach_case.storage.letter_documents import LetterEntry, Tracked
from minhbach_shared.clock import utc_now
from minhbach_shared.ids import site_id
from tests.support.mailing import (
    DROP,
    FROM,
    HANG,
    MailServerOfTests,
    bounce,
    mail_server,
    only_this_login,
    tls_of,
)
from tests.support.seeds import HOME, OFFICER, PORTAL, Desk, database_of, open_desk, seed
from tests.support.stack import RunningStack

TO = "hoamoi@mau.example"
SITE = site_id(HOME)
REMINDER = Reminder(
    "report_reminder", SITE, "report.yearly 2026", {"period": "năm 2026", "day": "15/01/2027"}
)


class Office:
    """A desk whose letters go to one mail server, on a clock that can be set forward."""

    def __init__(self, desk: Desk, clock: "Hands") -> None:
        self.desk = desk
        self.clock = clock
        self.letters: Correspondence = desk.outgoing.correspondence

    async def look(self) -> None:
        """The sender looks once."""
        await self.letters.sender.look()

    async def notified(self, *, to: str = TO) -> UUID:
        """The letter of a notice that an officer gave."""
        case = await self.desk.only("licence")
        seen = (await self.desk.cases.act(case, Review(), OFFICER, None)).summary.sequence
        await self.letters.dispatch.act(case, self.notice(), OFFICER, seen, Sending(to))
        ((entry, _),) = await self.letters.store.of_case(case)
        return entry.letter_id

    def notice(self) -> Notify:
        """Served today."""
        return Notify(agency_day(self.clock()), "email", citation_confirmed=True)

    async def state(self, letter: UUID) -> DeliveryState:
        """Of a letter."""
        return (await self.tracked(letter)).delivery.state

    async def tracked(self, letter: UUID) -> Tracked:
        """A letter with its events."""
        found = await self.letters.store.tracked(letter)
        assert found is not None
        return found

    async def happened(self, letter: UUID) -> list[str]:
        """The types of a letter's events."""
        return [one.event.type for one in (await self.tracked(letter)).happened]


class Hands:
    """A clock that goes on by itself, and by leaps."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@asynccontextmanager
async def _office(
    stack: RunningStack, name: str, settings: dict[str, Any]
) -> AsyncIterator[Office]:
    clock, more = Hands(), settings
    async with open_desk(stack.mongodb, name, clock=clock, reply_window_days=10, more=more) as desk:
        await seed(desk)
        yield Office(desk, clock)


@pytest.fixture
async def server() -> AsyncIterator[MailServerOfTests]:
    """A mail server that takes everything unless told otherwise."""
    async with mail_server() as serving:
        yield serving


@pytest.fixture
async def office(
    stack: RunningStack, request: pytest.FixtureRequest, server: MailServerOfTests
) -> AsyncIterator[Office]:
    """An office of the test's own."""
    async with _office(stack, database_of(request.node.nodeid), server.settings) as opened:
        yield opened


async def test_a_notice_goes_by_mail_once(office: Office, server: MailServerOfTests) -> None:
    """To the register's address, with its PDF; a repeated click and further looks send no more."""
    letter = await office.notified()
    entry = (await office.tracked(letter)).entry
    assert entry.case_id is not None
    assert (entry.template, entry.template_version, entry.step) == ("notice", 1, 3)
    await office.letters.dispatch.act(entry.case_id, office.notice(), OFFICER, 2, Sending(TO))
    for _ in range(3):
        await office.look()
    (envelope,) = server.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [TO])
    mail = server.mail()
    (file,) = mail.iter_attachments()
    content = await office.letters.store.content(letter)
    assert content is not None
    assert file.get_content() == content.pdf
    body = mail.get_body(("plain",))
    assert body is not None
    assert "chưa phải là kết luận" in body.get_content()
    assert await office.happened(letter) == ["queued", "attempted", "accepted"]
    await _bounced(office, letter, str(mail["Message-ID"]))


async def _bounced(office: Office, letter: UUID, message_id: str) -> None:
    """The mail server's report on the very mail counts once; on an unknown one not at all."""
    report, desk = bounce(message_id, TO), office.letters.desk
    assert await desk.report(report) == "recorded"
    assert await desk.report(report) == "known"
    assert await desk.report(report.replace(letter.hex.encode(), b"0" * 32)) == "not_ours"
    assert await desk.report(report.replace(b".2@so", b".1@so")) == "not_ours"
    assert await office.state(letter) == "bounced"
    assert (await office.happened(letter))[-1] == "bounced"


async def test_put_off_is_tried_again_refused_is_not(
    office: Office, server: MailServerOfTests
) -> None:
    """After 451 it waits and goes; 550 ends it until an officer has it sent again."""
    server.answers = ["451 4.3.0 try later", "550 5.1.1 <hoamoi@mau.example> unknown"]
    letter = await office.notified()
    await office.look()
    assert await office.state(letter) == "delayed"
    await office.look()
    assert len(server.answers) == 1
    office.clock.ahead += timedelta(minutes=2)
    await office.look()
    found = await office.tracked(letter)
    assert (found.delivery.state, found.delivery.failure) == ("failed", "refused")
    office.clock.ahead += timedelta(days=9)
    await office.look()
    assert server.taken == []
    desk = office.letters.desk
    with pytest.raises(Wrong):
        await desk.resend(letter, OFFICER, found.delivery.sequence, "else@evil.example")
    await desk.resend(letter, OFFICER, found.delivery.sequence)
    await desk.resend(letter, OFFICER, found.delivery.sequence)
    await office.look()
    assert len(server.taken) == 1
    assert await office.happened(letter) == [
        *("queued", "attempted", "deferred", "attempted", "refused"),
        *("resent", "attempted", "accepted"),
    ]


async def test_nobody_knows_and_an_officer_decides(
    office: Office, server: MailServerOfTests
) -> None:
    """A mail that may have gone is not sent again by itself, and silence on it says nothing."""
    server.answers = [DROP]
    letter = await office.notified()
    await office.look()
    assert await office.state(letter) == "unknown"
    office.clock.ahead += timedelta(days=9)
    await office.look()
    assert len(server.taken) == 1
    found = await office.tracked(letter)
    today, case = agency_day(office.clock()), found.entry.case_id
    assert case is not None
    dispatch, unfounded = office.letters.dispatch, Propose("unfounded", "Không phản hồi.")
    office.clock.ahead += timedelta(days=40)
    with pytest.raises(NotServed):
        await dispatch.act(case, unfounded, OFFICER, 3, Sending())
    seen = found.delivery.sequence
    await office.letters.desk.serve(letter, OFFICER, seen, today, "hand")
    assert (await office.tracked(letter)).delivery.served_on == today
    done = await dispatch.act(case, unfounded, OFFICER, 3, Sending())
    assert done.summary.state == "proposed"


async def test_a_sender_that_is_killed_sends_no_second_one(
    office: Office, server: MailServerOfTests, stack: RunningStack, request: pytest.FixtureRequest
) -> None:
    """`kill -9` between the mail and its answer: unknown, once the attempt is long over."""
    server.answers = [HANG]
    letter = await office.notified()
    name = database_of(request.node.nodeid)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.sending_process"),
        *(stack.mongodb, name, str(server.port)),
        cwd=Path(__file__).parents[2],
    )
    async with asyncio.timeout(60):
        await server.offered.wait()
    process.kill()
    await process.wait()
    await office.look()
    assert await office.state(letter) == "trying"
    office.clock.ahead += OUTCOME_WITHIN + timedelta(seconds=1)
    await office.look()
    await office.look()
    assert await office.happened(letter) == ["queued", "attempted", "lost"]
    assert len(server.taken) == 1


async def test_nothing_adverse_goes_without_an_act(
    office: Office, server: MailServerOfTests
) -> None:
    """Prepared for an act that was refused, or that nobody did: no letter. A reminder may go."""
    case = await office.desk.only("harmful_content")
    await office.desk.cases.act(case, Review(), OFFICER, None)
    unconfirmed = Notify(agency_day(office.clock()), "post")
    dispatch = office.letters.dispatch
    with pytest.raises(Missing):
        await dispatch.act(case, unconfirmed, OFFICER, 3, Sending())
    with pytest.raises(Wrong):
        await dispatch.act(case, office.notice(), OFFICER, 3, Sending("x@evil.example"))
    with pytest.raises(ActRefused):
        await dispatch.act(case, office.notice(), Actor("v", "viewer"), 3, Sending())
    entry = LetterEntry(
        letter_id=case,
        kind="decision",
        way="email",
        language="vi",
        site_id=SITE,
        site_name="x",
        about="x",
        created_at=office.clock(),
        case_id=case,
        cause="nothing that anybody did",
    )
    await office.letters.outbox.prepare(entry, TO)
    office.clock.ahead += timedelta(hours=1)
    await office.look()
    await office.look()
    assert await office.letters.store.tracked(case) is None
    with pytest.raises(ValueError, match="act"):
        await office.letters.outbox.queue(
            Reminder("decision", SITE, "x", {})  # type: ignore[arg-type]
        )
    assert server.taken == []
    outbox = office.letters.outbox
    queued = await outbox.queue(REMINDER)
    assert await outbox.queue(REMINDER) == queued
    assert (
        await outbox.queue(Reminder(**_fields(REMINDER, site_id=site_id(PORTAL)))) == "no_address"
    )
    with pytest.raises(ValueError, match="'day' is missing"):
        await outbox.queue(Reminder(**_fields(REMINDER, fields={"period": "2026"})))
    await office.look()
    assert len(server.taken) == 1
    assert "Thư nhắc" in str(server.mail()["Subject"])


async def test_a_reply_windows_end_is_reminded_of_once(
    office: Office, server: MailServerOfTests
) -> None:
    """Only of a notice that arrived and that nobody has replied to; an erasure ends it all."""
    letter = await office.notified()
    await office.look()
    office.clock.ahead += timedelta(days=12)
    for _ in range(3):
        await office.look()
    assert len(server.taken) == 2
    assert str(server.mail()["Subject"]).startswith("Thư nhắc")
    server.answers = ["451 4.3.0 try later"]
    late = await office.letters.outbox.queue(REMINDER)
    assert isinstance(late, UUID)
    await office.look()
    administrator = Actor("administrator", "administrator")
    await office.desk.register.erase(SITE, "Đơn vị yêu cầu.", administrator)
    office.clock.ahead += timedelta(hours=1)
    await office.look()
    found = await office.tracked(late)
    assert (found.delivery.state, found.delivery.failure) == ("failed", "erased")
    assert [await office.letters.store.address(one) for one in (letter, late)] == [None, None]
    assert len(server.taken) == 2


async def test_tls_is_checked_and_never_given_up(
    stack: RunningStack, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """With STARTTLS and a login; without a certificate that is trusted, nothing goes."""
    context, trusted = tls_of(tmp_path)
    login = only_this_login("văn thư", "mật khẩu")
    options = {"tls_context": context, "require_starttls": True, "authenticator": login}
    async with mail_server(**options) as server:
        secure = server.settings | {
            "smtp_host": "localhost",
            "smtp_security": "starttls",
            "smtp_user": "văn thư",
            "smtp_password": "mật khẩu",
        }
        name = database_of(request.node.nodeid)
        async with _office(stack, name, secure) as office:
            letter = await office.notified()
            await office.look()
            assert await office.state(letter) == "delayed"
            assert server.taken == []
        more = secure | {"smtp_trusted_file": trusted}
        async with open_desk(stack.mongodb, name, clock=office.clock, more=more) as desk:
            office.clock.ahead += timedelta(minutes=2)
            await desk.outgoing.correspondence.sender.look()
            reminder = await desk.outgoing.correspondence.outbox.queue(REMINDER)
        assert len(server.taken) == 1
    async with open_desk(stack.mongodb, name, clock=office.clock) as desk:
        letters = desk.outgoing.correspondence
        await letters.sender.look()
        assert isinstance(reminder, UUID)
        found = await letters.store.tracked(reminder)
        assert found is not None
        # The server's settings were taken away: it waits for an officer, not for ever.
        assert found.delivery.failure == "no_server"


def _fields(reminder: Reminder, **changed: Any) -> dict[str, Any]:
    return {name: getattr(reminder, name) for name in Reminder.__dataclass_fields__} | changed
