"""Settings, topics and the guard over dead letters: wrong values are named where they are set."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_shared.delivery.deadletters import ShareGuard
from minhbach_shared.errors import Misconfigured
from minhbach_shared.provisioning import ProvisioningSettings
from minhbach_shared.settings import KafkaSettings, ServiceSettings
from minhbach_shared.topics import TOPICS, Topic, TopicChoice, configured

GOOD = {
    "KAFKA_SERVERS": "localhost:9092",
    "MONGODB_URI": "mongodb://localhost",
    "MONGODB_DATABASE": "case",
    "CAPTURES_URL": "file:///captures",
    "SECRET": "a secret of sixteen",
}


def _set(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name in [*GOOD, "HTTP_PORT", "LOG_LEVEL", "STOP_WITHIN_SECONDS", "KAFKA_SECURITY"]:
        monkeypatch.delenv(f"MINHBACH_{name}", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(f"MINHBACH_{name}", value)


def test_good_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read from the environment; secrets do not show in what is printed."""
    _set(monkeypatch, GOOD)
    settings = ServiceSettings.load()
    assert settings.kafka_servers == "localhost:9092"
    assert "a secret" not in repr(settings)
    assert "mongodb://" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTP_PORT", "70000"),
        ("HTTP_PORT", "http"),
        ("LOG_LEVEL", "LOUD"),
        ("CAPTURES_URL", "/captures"),
        ("SECRET", "short"),
        ("STOP_WITHIN_SECONDS", "0"),
        ("KAFKA_SECURITY", "NONE"),
        ("MONGODB_DATABASE", ""),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """By its variable, alone, and without what was set: it may be a password."""
    _set(monkeypatch, GOOD | {name: value})
    with pytest.raises(Misconfigured) as caught:
        ServiceSettings.load()
    lines = str(caught.value).splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [f"MINHBACH_{name}"]
    if value and not value.isdigit():
        assert value not in str(caught.value)


def test_every_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, so that nobody has to start again for each."""
    _set(monkeypatch, {})
    with pytest.raises(Misconfigured) as caught:
        ServiceSettings.load()
    assert all(f"MINHBACH_{name}: " in str(caught.value) for name in GOOD)


def test_a_broken_json_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Partition counts are JSON; what is none is named too."""
    _set(monkeypatch, GOOD)
    monkeypatch.setenv("MINHBACH_TOPICS", "{six}")
    with pytest.raises(Misconfigured, match="MINHBACH_TOPICS"):
        ProvisioningSettings.load()


@pytest.mark.parametrize("settings", [KafkaSettings, ServiceSettings, ProvisioningSettings])
def test_every_setting_is_described(settings: type[KafkaSettings]) -> None:
    """With a title and a description for people."""
    assert all(f.title and f.description for f in settings.model_fields.values())


@given(st.dictionaries(st.sampled_from([t.name for t in TOPICS]), st.integers(1, 99)))
def test_partition_counts_are_a_deployments_own(counts: dict[str, int]) -> None:
    """Those that are named change, all else stays, in the same order."""
    choices = {name: TopicChoice(partitions=count) for name, count in counts.items()}
    for topic, before in zip(configured(choices), TOPICS, strict=True):
        assert topic.name == before.name
        assert topic.partitions == counts.get(topic.name, before.partitions)
        assert topic.config == before.config


def test_times_and_sizes_are_a_deployments_own() -> None:
    """Retention in days, the largest record in bytes."""
    choice = TopicChoice(retention_days=2, record_bytes=3_000_000)
    (topic,) = [t for t in configured({"cases.v1": choice}) if t.name == "cases.v1"]
    assert topic.config["retention.ms"] == str(2 * 86_400_000)
    assert topic.config["max.message.bytes"] == "3000000"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("snapshot.v1", "'snapshot.v1' is no topic; the topics are sites.v1"),
        ("sites.v1", "sites.v1 is compacted"),
    ],
)
def test_wrong_choices(name: str, message: str) -> None:
    """A name that is no topic, or a retention where nothing is ever deleted."""
    with pytest.raises(ValueError, match=message):
        configured({name: TopicChoice(retention_days=1)})


def test_a_topics_configuration() -> None:
    """As Kafka names it: compacted, or deleted after a time in milliseconds."""
    kept = Topic("a.v1", "says", timedelta(days=1), record_bytes=5)
    assert kept.config == {
        "max.message.bytes": "5",
        "cleanup.policy": "delete",
        "retention.ms": "86400000",
    }
    assert Topic("b.v1", "says", None).config["cleanup.policy"] == "compact"


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=30))
def test_the_guard_judges_a_full_window(batches: list[tuple[int, int]]) -> None:
    """It says so just when more than the share of the last records was rejected."""
    guard = ShareGuard(share=0.3, window=40)
    last: list[bool] = []
    for handled, wanted in batches:
        rejected = min(handled, wanted)
        last = [*last, *[False] * (handled - rejected), *[True] * rejected][-40:]
        expected = len(last) == 40 and sum(last) > 12
        assert guard.passed(handled, rejected) is expected


def test_the_guard_forgets() -> None:
    """Good records push the bad ones out."""
    guard = ShareGuard(share=0.5, window=10)
    assert guard.passed(10, 6)
    assert not guard.passed(5, 0)
