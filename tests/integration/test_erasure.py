"""What is erased of people: of a site's record, of a case; and that nothing of it is left."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import bson
import pytest
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions

from minhbach_case.domain.acting import agency_day
from minhbach_case.domain.commands import Actor
from minhbach_case.domain.register import ERASED_EVENT
from minhbach_case.main import Parts
from minhbach_case.register_erasing import SiteEraser
from minhbach_case.storage.sites import SALTS
from minhbach_case.views import PageRequest
from minhbach_shared.eventlog import LoggedEvent, chain_digest
from minhbach_shared.ids import site_id
from minhbach_shared.personal import keyed_digest
from minhbach_shared.store import Database, connect, database
from minhbach_shared.vocabulary import Role
from tests.support.clients import Api, api_of, client_of, log_in, seal_in
from tests.support.seeds import (
    HOME,
    SECRET,
    SITES,
    Desk,
    database_of,
    open_desk,
    seed,
    settings_of,
)
from tests.support.stack import RunningStack

SITE = site_id(HOME)
PATH = f"/sites/{SITE}/erase"
PERSONAL = ("Trần Mẫu", "hoamoi@mau.example", "0273 3999 001", "02733999001")
EARLIER = ("Phạm Thử", "cu@mau.example")
_AS_STORED = CodecOptions[dict[str, Any]](uuid_representation=UuidRepresentation.STANDARD)
REASON = "Người này yêu cầu."
_KEEPER = Actor("officer", "officer")
_ADMINISTRATOR = Actor("administrator", "administrator")


@dataclass
class Turned:
    """A clock that a test turns."""

    now: datetime = datetime(2026, 11, 20, 3, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


@dataclass
class Office:
    """A desk whose clock a test turns, its store, and another replica on the same store."""

    desk: Desk
    store: Database
    replica: Parts
    clock: Turned

    async def relay(self) -> None:
        """What the relays do once they have announced everything."""
        await self.replica.fold_sites([SITE])
        await self.replica.eraser.fold(sorted(await self.replica.case_log.streams()))

    async def traces(self, words: Sequence[str]) -> dict[str, list[str]]:
        """Where in the whole database any of these words stands, by word."""
        found: dict[str, list[str]] = {word: [] for word in words}
        for name in sorted(await self.store.list_collection_names()):
            async for document in self.store[name].find({}):
                packed = bson.encode(document, codec_options=_AS_STORED)
                for word in words:
                    if word.encode() in packed:
                        found[word].append(name)
        return {word: sorted(set(places)) for word, places in found.items() if places}

    async def salt(self) -> bytes:
        """The site's salt as it is."""
        found = await self.store[SALTS].find_one({"_id": str(SITE)})
        assert found is not None
        return bytes(found["salt"])

    async def versions(self) -> list[LoggedEvent]:
        """The versions of the site's record."""
        return await self.replica.site_log.read(SITE)

    async def import_with(self, person: str, email: str) -> None:
        """The same register once more, with another person in charge of the site."""
        text = SITES.replace("Trần Mẫu", person).replace("hoamoi@mau.example", email)
        await self.replica.register.import_file("sites.csv", text.encode(), _KEEPER)


@pytest.fixture
async def office(stack: RunningStack, request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    """A case service with a register of which one site had another person in charge before."""
    name = database_of(request.node.nodeid)
    client = connect(stack.mongodb)
    store = database(client, name)
    clock = Turned()
    async with open_desk(stack.mongodb, name, clock=clock) as desk:
        replica = Parts(settings_of(stack.mongodb, name, 0), store, clock)
        opened = Office(desk, store, replica, clock)
        await opened.import_with(*EARLIER)
        await seed(desk)
        yield opened
    await client.close()


async def test_nothing_personal_of_a_site_is_left(office: Office) -> None:
    """Name, e-mail and phone go from all versions, previews and lists; salt and chain tell."""
    async with client_of(office.desk) as client:
        administrator = await api_of(client, "administrator")
        await _preview(administrator)
        assert (await office.traces((*PERSONAL[:3], *EARLIER))).keys() >= {*PERSONAL[:3], *EARLIER}
        salt = await office.salt()
        answer = await administrator.ask("POST", PATH, json={"reason": REASON})
        assert (answer.status_code, answer.json()["personal"]) == (200, None)
        again = await administrator.ask("POST", PATH, json={"reason": REASON})
        assert again.json() == answer.json()
    await office.relay()
    assert await office.traces((*PERSONAL, *EARLIER)) == {}
    versions = await office.versions()
    assert [event.type for event in versions] == ["recorded", "recorded", ERASED_EVENT]
    assert versions[-1].private == {"user": "administrator", "reason": REASON}
    assert all(chain_digest(event) == event.digest for event in versions)
    assert all(a.digest == b.previous for a, b in pairwise(versions))
    # What travelled stays as it was; what it was keyed with is no more.
    sealed = keyed_digest(SECRET.encode(), salt, "name", "Trần Mẫu")
    assert versions[1].body["responsible_person"] == sealed
    assert versions[-1].body["responsible_person"] is None
    assert await office.salt() != salt


async def test_a_later_import_brings_new_data_under_a_new_salt(office: Office) -> None:
    """The same person again is another digest; the version says under which salt it stands."""
    await office.replica.register.erase(SITE, REASON, _ADMINISTRATOR)
    await office.import_with("Trần Mẫu", "hoamoi@mau.example")
    await office.relay()
    before, erased, after = (await office.versions())[1:]
    assert erased.body["salt"] is None
    assert after.body["salt"] not in (None, before.body["salt"])
    sealed = keyed_digest(SECRET.encode(), await office.salt(), "name", "Trần Mẫu")
    assert (after.body["responsible_person"], before.private) == (sealed, None)
    view = await office.replica.register.site(SITE)
    assert view.personal is not None
    assert view.personal.responsible_person == "Trần Mẫu"


async def test_a_legal_hold_keeps_what_is_known_of_a_site(office: Office) -> None:
    """While a case of the site is held, nothing goes; when it is released, all does."""
    case = await office.desk.only("licence")
    salt = await office.salt()
    async with client_of(office.desk) as client:
        supervisor = await api_of(client, "supervisor")
        administrator = await api_of(client, "administrator")
        assert (await supervisor.act(case, 1, act="hold", reason="Đơn thư.")).status_code == 200
        refused = await administrator.ask("POST", PATH, json={"reason": REASON})
        assert (refused.status_code, refused.json()["code"]) == (409, "on_hold")
        assert await office.salt() == salt
        site = (await administrator.ask("GET", f"/sites/{SITE}")).json()
        assert site["personal"]["responsible_person"] == "Trần Mẫu"
        await supervisor.act(case, 2, act="release", reason="Đã xong.")
        assert (await administrator.ask("POST", PATH, json={"reason": REASON})).is_success


async def test_only_an_administrator_erases_and_says_why(office: Office) -> None:
    """Other roles, an empty reason and an unknown site change nothing."""
    async with client_of(office.desk) as client:
        others: tuple[Role, ...] = ("viewer", "officer", "supervisor", "auditor", "operator")
        for role in others:
            api = await api_of(client, role)
            assert (await api.ask("POST", PATH, json={"reason": REASON})).status_code == 403
        administrator = await api_of(client, "administrator")
        empty = await administrator.ask("POST", PATH, json={"reason": " \n"})
        assert empty.status_code == 422, empty.text
        assert empty.json()["field"] == "reason"
        unknown = f"/sites/{site_id('http://la.example/')}/erase"
        assert (
            await administrator.ask("POST", unknown, json={"reason": REASON})
        ).status_code == 404
    assert len(await office.versions()) == 2


async def test_an_erasure_that_a_crash_cut_short_is_carried_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the step the relay's next turn destroys; before it the act is done again."""

    async def crash(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(SiteEraser, "carry_out", crash)
        with pytest.raises(ConnectionError):
            await office.replica.register.erase(SITE, REASON, _ADMINISTRATOR)
    assert "Trần Mẫu" in await office.traces(PERSONAL)
    assert (await office.replica.register.site(SITE)).personal is None
    await office.relay()
    assert await office.traces((*PERSONAL, *EARLIER)) == {}

    await office.import_with("Trần Mẫu", "hoamoi@mau.example")
    with monkeypatch.context() as broken:
        broken.setattr(type(office.replica.sites), "append", crash)
        with pytest.raises(ConnectionError):
            await office.replica.register.erase(SITE, REASON, _ADMINISTRATOR)
    assert (await office.replica.register.site(SITE)).personal is not None
    await office.replica.register.erase(SITE, REASON, _ADMINISTRATOR)
    assert await office.traces(PERSONAL) == {}


async def test_the_site_page_erases_after_a_confirmation(office: Office) -> None:
    """The administrator's page has the form; without the tick it comes back as it was filled."""
    address = f"/sites/{SITE}"
    async with client_of(office.desk) as client:
        await log_in(client, "officer")
        assert f'action="{address}/erase"' not in (await client.get(address)).text
    async with client_of(office.desk) as client:
        await log_in(client, "administrator")
        form = {"csrf": seal_in((await client.get(address)).text), "reason": REASON}
        unsure = await client.post(f"{address}/erase", data=form)
        assert (unsure.status_code, REASON in unsure.text) == (422, True)
        assert (await office.replica.register.site(SITE)).personal is not None
        done = await client.post(f"{address}/erase", data=form | {"sure": "yes"})
        assert (done.status_code, done.headers["location"]) == (303, f"{address}?done=erase")
        page = await client.get(done.headers["location"])
    assert "Đã xóa dữ liệu cá nhân" in page.text
    assert "Trần Mẫu" not in page.text
    assert f'action="{address}/erase"' not in page.text


async def test_nothing_that_people_said_in_a_case_is_left(office: Office) -> None:
    """Words, names and files go from steps, folds, lists and uploads; the audit trail has none."""
    case = await office.desk.only("licence")
    words = ("Ông Mẫu Xưng Danh gọi 0988 111 222", "mau.xung@danh.example", "Bà Lý Do")
    async with client_of(office.desk) as client:
        officer, supervisor = await api_of(client, "officer"), await api_of(client, "supervisor")
        today = agency_day(office.clock.now).isoformat()
        walk: tuple[tuple[Api, dict[str, Any]], ...] = (
            (officer, {"act": "review"}),
            (officer, {"act": "notify", "served_on": today, "way": "post"}),
            (officer, {"act": "record_reply", "received_on": today, "text": words[0]}),
            (officer, {"act": "propose", "outcome": "unfounded", "reasons": words[1]}),
            (supervisor, {"act": "decide", "reasons": words[2]}),
            (supervisor, {"act": "close"}),
        )
        for seen, (api, act) in enumerate(walk, start=1):
            answer = await api.act(case, seen, **act)
            assert answer.status_code == 200, answer.text
        assert (await office.traces(words)).keys() == set(words)
        office.clock.now += timedelta(days=200)
        administrator = await api_of(client, "administrator")
        erased = await administrator.act(case, 7, act="erase", reason="Hết hạn.")
        assert erased.status_code == 200, erased.text
    await office.relay()
    assert await office.traces(words) == {}
    view = await office.replica.cases.get(case, PageRequest())
    assert view.erased
    assert {(step.user, step.text) for step in view.steps[:-1]} == {(None, None)}


async def _preview(administrator: Api) -> None:
    """Has a preview kept that shows the site's personal values, old and new."""
    text = SITES.replace("Trần Mẫu", "Trần Văn Mẫu")
    answer = await administrator.ask(
        "POST", "/register/previews", files={"file": ("list.csv", text.encode())}
    )
    assert answer.json()["changed"] == 1
