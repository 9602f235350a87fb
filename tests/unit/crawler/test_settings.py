"""The crawler's settings: what is wrong is named."""

from ipaddress import ip_network

import pytest

from minhbach_crawler.settings import CrawlerSettings
from minhbach_shared.errors import Misconfigured

NEEDED = {
    "MINHBACH_KAFKA_SERVERS": "localhost:9092",
    "MINHBACH_MONGODB_URI": "mongodb://localhost",
    "MINHBACH_MONGODB_DATABASE": "crawler",
    "MINHBACH_CAPTURES_URL": "file:///captures",
    "MINHBACH_SECRET": "sixteen letters!",
}


@pytest.fixture(autouse=True)
def _needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)


def test_networks_are_comma_separated(monkeypatch: pytest.MonkeyPatch) -> None:
    """None by default: nothing that is not public may be dialled."""
    assert CrawlerSettings.load().allow_private == ()
    monkeypatch.setenv("MINHBACH_ALLOW_PRIVATE", "127.0.0.0/8, fc00::/7")
    networks = (ip_network("127.0.0.0/8"), ip_network("fc00::/7"))
    assert CrawlerSettings.load().allow_private == networks


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOW_PRIVATE", "127.0.0.1/8"),
        ("ALLOW_PRIVATE", "localhost"),
        ("USER_AGENT", "nobody"),
        ("VISIT_PAGES", "0"),
        ("LEASE_SECONDS", "0.1"),
        ("CAPTURES_URL", "ftp://x"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The message says which environment variable to mend."""
    monkeypatch.setenv(f"MINHBACH_{name}", value)
    with pytest.raises(Misconfigured, match=f"MINHBACH_{name}"):
        CrawlerSettings.load()
