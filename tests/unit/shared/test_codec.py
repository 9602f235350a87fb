"""Events to records and back; what is no event is told apart, and nothing raises."""

from collections.abc import Sequence

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from minhbach_shared.codec import Decoder, Undecodable, encode
from minhbach_shared.events import Event, SiteRecord, Suspected
from tests.support.delivery import Noted, note
from tests.support.suspicions import site_of, suspected

DECODER = Decoder([Noted, Suspected])
NOTES = st.builds(note, st.integers(0, 2**30), st.text(), st.text())
REQUIRED = ("ce_specversion", "ce_id", "ce_source", "ce_type")


def _decoded(
    event: Event, headers: Sequence[tuple[str, bytes | None]] | None = None
) -> Event | Undecodable:
    record = encode(event, "tests")
    return DECODER.decode(record.key, record.value, record.headers if headers is None else headers)


@given(NOTES)
def test_an_event_comes_back_as_it_was(event: Noted) -> None:
    """Whatever its text holds, NFC or not, with zeros or line breaks."""
    assert _decoded(event) == event


def test_a_suspicion_comes_back_as_it_was() -> None:
    """With all its parts, evidence by its kind."""
    event = suspected(site_of("a"))
    assert _decoded(event) == event


@given(NOTES)
def test_a_record_is_a_cloud_event(event: Noted) -> None:
    """The SDK reads what we write: id, type, source, subject and time are the event's."""
    record = encode(event, "tests")
    read = from_binary(KafkaMessage(dict(record.headers), None, record.value or b""), JSONFormat())
    assert (read.get_id(), read.get_type()) == (str(event.id), Noted.type)
    assert (read.get_source(), read.get_subject()) == ("/minhbach/tests", str(event.about))
    assert read.get_time() == event.at
    assert record.key == str(event.about).encode()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [*REQUIRED, "ce_time", "ce_x", "content-type", "x-trace", "traceparent"]
            ),
            st.none() | st.binary(max_size=20) | st.sampled_from([b"1.0", b"", b"0.3"]),
        ),
        max_size=8,
    ),
    st.none() | st.binary(max_size=40),
    st.none() | st.binary(max_size=40),
)
def test_nothing_makes_it_raise(
    headers: list[tuple[str, bytes | None]], key: bytes | None, value: bytes | None
) -> None:
    """Whatever bytes stand in a record, the answer is a reason."""
    assert isinstance(DECODER.decode(key, value, headers), Undecodable)


def test_foreign_headers_are_none_of_our_business() -> None:
    """Null, binary or repeated: they change nothing."""
    event = note(1)
    foreign: list[tuple[str, bytes | None]] = [("x", None), ("traceparent", b"\xff"), ("x", b"1")]
    assert _decoded(event, [*foreign, *encode(event, "tests").headers]) == event


def test_each_fault_has_its_reason() -> None:
    """Undecodable, of an unknown type, or invalid: with what is wrong, and no content."""
    event = note(1, text="Nội dung bài viết")
    record = encode(event, "tests")
    good = list(record.headers)

    def reason(key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes]]) -> str:
        found = DECODER.decode(key, value, headers)
        assert isinstance(found, Undecodable)
        assert "Nội dung" not in found.detail
        return f"{found.reason}: {found.detail}"

    assert reason(record.key, record.value, []).startswith("undecodable: no CloudEvent")
    other = encode(_site_record(), "case")
    assert reason(other.key, other.value, other.headers).startswith("unknown_type: ")
    assert reason(record.key, b"{}", good).startswith("invalid: id: Field required")
    assert reason(record.key, b"not JSON", good).startswith("invalid: value: Invalid JSON")
    assert "the record's key is not" in reason(b"other", record.value, good)
    assert "is not the event's id" in reason(record.key, record.value, [*good, ("ce_id", b"x")])


def _site_record() -> SiteRecord:
    site = site_of("a")
    return SiteRecord(
        id=site,
        site_id=site,
        version=1,
        recorded_at=note(1).at,
        name="Trang",
        address="https://a.example.vn/",
        site_class="aggregator",
    )


def test_a_later_version_may_add_fields() -> None:
    """A reader of today ignores what a writer of tomorrow adds."""
    event = note(1)
    record = encode(event, "tests")
    assert record.value is not None
    more = record.value[:-1] + b',"added":{"later":1}}'
    assert DECODER.decode(record.key, more, record.headers) == event


def test_headers_are_the_same_for_every_event() -> None:
    """Every event bears the attributes that the AsyncAPI document promises."""
    names = [name for name, _ in encode(note(1), "tests").headers]
    assert sorted(names) == sorted([*REQUIRED, "ce_time", "ce_subject", "content-type"])
