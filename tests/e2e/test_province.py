"""The province in, the expected cases out; then a case from review to decision, by two people."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from playwright.async_api import Page

from minhbach_case.domain.acting import agency_day
from minhbach_shared.clock import utc_now
from minhbach_shared.events import Confirmed
from minhbach_shared.topics import TOPICS
from tests.support.browser import open_browser
from tests.support.runs import Ended, Json, expected_of, found_in, run_once, watching
from tests.support.stack import data_folder

SHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"
REPLY: Final = "Chúng tôi đã sửa lại bài."
TODAY: Final = f"{agency_day(utc_now()):%d/%m/%Y}"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder, as a newcomer's second and third run use it."""
    with data_folder(tmp_path_factory.mktemp("province")) as folder:
        yield folder / "data"


@pytest.fixture(scope="module")
def first(data: Path) -> Ended:
    """The first run over the province."""
    return run_once(data)


@pytest.fixture(scope="module")
def second(data: Path, first: Ended) -> Ended:
    """The same again, on the first one's data."""
    assert first.result
    return run_once(data)


async def test_the_expected_cases_are_found(data: Path, first: Ended) -> None:
    """None is missing, none is extra; every site was visited; nothing was dead-lettered."""
    assert first.status == 0, first.said
    assert found_in(first.result) == await expected_of(data)
    assert all(site["visited"] for site in first.result["sites"])
    assert first.result["dead_letters"] == 0


def test_every_evidence_has_its_place(first: Ended) -> None:
    """A copy names its source, spam is quoted, and each piece lies on the site of its case."""
    for case in first.result["cases"]:
        assert case["evidence"], case
        for piece in case["evidence"]:
            assert piece["address"].startswith(case["site_address"])
            if piece["duty"].startswith("source."):
                assert piece["source_address"]
                assert piece["quote"]
            if piece["duty"].startswith("spam."):
                assert piece["quote"]


def test_the_honest_sites_are_left_alone(first: Ended) -> None:
    """Own articles, criticism, crime news and a failing server: no duty is breached there."""
    clean = {site["id"] for site in first.result["sites"]} - {
        case["site_id"] for case in first.result["cases"]
    }
    for site in first.result["sites"]:
        breaches = sum(counts["breach"] for counts in site["duties"].values())
        assert (breaches == 0) == (site["id"] in clean), site
    assert len(clean) == 6


def test_a_second_run_finds_the_same(first: Ended, second: Ended) -> None:
    """The same cases under the same ids; its counts are its own."""
    assert second.status == 0, second.said
    assert _ids(second) == _ids(first)
    assert second.result["records"]["visits.completed.v1"] == len(second.result["sites"])
    # Of newspapers the first run has more: their articles that copies credit were asked for once.
    assert _captures(second) == _captures(first)


def _captures(ended: Ended) -> dict[str, int]:
    sites = ended.result["sites"]
    return {site["id"]: site["captures"] for site in sites if site["class"] != "reference"}


@pytest.mark.browser
async def test_two_people_decide_a_case(data: Path, second: Ended, tmp_path: Path) -> None:
    """Review, notice, reply, proposal, decision; subscribers are told, and no personal data."""
    (case,) = [c for c in second.result["cases"] if c["kind"] == "press_like_editing"]
    SHOTS.mkdir(parents=True, exist_ok=True)
    with watching(data) as run:
        async with open_browser(tmp_path / "officer") as browser:
            page = await browser.new_page()
            await _log_in(page, run, "officer")
            await page.screenshot(path=SHOTS / "cases.png", full_page=True)
            await page.goto(f"{run['console']}cases/{case['id']}")
            await page.screenshot(path=SHOTS / "case-suspected.png", full_page=True)
            assert await page.locator("mark").count() > 0
            await _act(page, "review")
            await _act(page, "notify", served_on=TODAY, way=0, citation_confirmed=True)
            await _act(page, "record_reply", received_on=TODAY, text=REPLY)
            await _act(page, "propose", outcome=0, reasons="Số liệu đã bị sửa so với nguồn.")
            assert await page.locator('form:has(input[value="decide"])').count() == 0
            await page.screenshot(path=SHOTS / "case-proposed.png", full_page=True)
        async with open_browser(tmp_path / "supervisor") as browser:
            page = await browser.new_page()
            await _log_in(page, run, "supervisor")
            await page.goto(f"{run['console']}cases/{case['id']}")
            await _act(page, "decide", reasons="Đồng ý với đề xuất.", sure=True)
            await page.screenshot(path=SHOTS / "case-decided.png", full_page=True)
        published = await _published(run["kafka"])
    (decided,) = map(Confirmed.model_validate_json, published[Confirmed.topic])
    assert (str(decided.case_id), decided.standing) == (case["id"], "confirmed")
    everything = b"\n".join(value for values in published.values() for value in values).decode()
    private = _personal_values(data / "province" / "register.csv") | {REPLY}
    assert len(private) > 20
    assert {value for value in private if value in everything} == set()


def test_wrong_arguments_are_told(tmp_path: Path) -> None:
    """A register that is not there ends with status 2 and says what to do; nothing is started."""
    ended = run_once(tmp_path / "data", "--sites", str(tmp_path / "none.csv"))
    assert ended.status == 2
    assert "none.csv" in ended.said
    assert not (tmp_path / "data" / "run.json").exists()


def _ids(ended: Ended) -> set[tuple[str, str]]:
    return {(case["id"], case["kind"]) for case in ended.result["cases"]}


async def _log_in(page: Page, run: Json, role: str) -> None:
    account = run["accounts"][role]
    await page.goto(run["console"])
    await page.fill("#user", account["user"])
    await page.fill("#password", account["password"])
    await page.click("form:has(#password) button")
    await page.wait_for_url(run["console"])


async def _act(page: Page, act: str, **fields: str | int | bool) -> None:
    """Fills one act's form: text by name, the n-th of some choices by number, a box by True."""
    form = page.locator(f'details.act:has(input[name="act"][value="{act}"])')
    if await form.get_attribute("open") is None:
        await form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]')
        match value:
            case bool():
                if await field.count():
                    await field.check()
            case int():
                await field.nth(value).check()
            case str():
                await field.fill(value)
    before = page.url
    await form.locator("button.main").click()
    await page.wait_for_load_state()
    fault = page.locator(".fault, [role=alert]")
    assert await fault.count() == 0, (before, await fault.all_inner_texts())


async def _published(servers: str) -> dict[str, list[bytes]]:
    """The values on every topic, as subscribers read them."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        isolation_level="read_committed",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        partitions = [TopicPartition(t.name, n) for t in TOPICS for n in range(t.partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        values: dict[str, list[bytes]] = {}
        while fetched := await consumer.getmany(timeout_ms=3000):
            for partition, records in fetched.items():
                values.setdefault(partition.topic, []).extend(r.value for r in records)
        return values
    finally:
        await consumer.stop()


def _personal_values(register: Path) -> set[str]:
    """Names, phones and e-mails that the register file states."""
    with register.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = ("responsible_person", "email", "phone")
    return {row[column] for row in rows for column in columns if row[column]}
