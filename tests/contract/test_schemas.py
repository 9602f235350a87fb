"""The committed contracts: current, whole, and changed only in ways that break nobody."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from minhbach_shared import schemas
from minhbach_shared.events import EVENTS
from minhbach_shared.topics import TOPICS


def test_the_committed_documents_are_current() -> None:
    """Each says what the models say: else run `python -m minhbach_shared.schemas`."""
    assert schemas.stale(schemas.FOLDER) == []


def test_nothing_breaks_a_subscriber_or_a_replay() -> None:
    """Against the committed schemas no field is gone, newly required or narrower."""
    assert schemas.broken(schemas.committed(), schemas.documents()) == []


def test_every_event_type_has_a_schema() -> None:
    """One file an event type, named by it, and the AsyncAPI document."""
    names = {f"{event.type}.json" for event in EVENTS}
    assert schemas.committed().keys() == names | {"asyncapi.json"}
    assert len(names) == len(EVENTS)


def test_the_command_refuses_a_breaking_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A field that was promised and is gone: nothing is written, and the field is named."""
    schemas.write(tmp_path)
    path = tmp_path / "vn.minhbach.snapshot.v1.json"
    promised = json.loads(path.read_text())
    promised["properties"]["promised"] = {"type": "string"}
    path.write_text(json.dumps(promised))

    assert schemas.main(["--folder", str(tmp_path)]) == 1
    assert "vn.minhbach.snapshot.v1.json /promised: the field is gone" in capsys.readouterr().out
    assert "promised" in path.read_text()
    assert schemas.main(["--folder", str(tmp_path), "--unreleased"]) == 0
    assert schemas.main(["--folder", str(tmp_path), "--check"]) == 0


def test_the_command_says_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` fails on a file that is missing, other or too many, and writes nothing."""
    schemas.write(tmp_path)
    (tmp_path / "asyncapi.json").unlink()
    assert schemas.main(["--folder", str(tmp_path), "--check"]) == 1
    assert "Not current: asyncapi.json" in capsys.readouterr().out
    assert not (tmp_path / "asyncapi.json").exists()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_removing_any_field_would_be_noticed(event: type[Any]) -> None:
    """For each field of each event: without it the comparison names it."""
    old = {"x.json": schemas.schema_of(event)}
    for name in old["x.json"]["properties"]:
        new = copy.deepcopy(old)
        del new["x.json"]["properties"][name]
        assert f"x.json /{name}: the field is gone" in schemas.broken(old, new)


def test_asyncapi_has_every_topic_and_every_event() -> None:
    """Channels are the topics, each with its messages; a message has headers, key and payload."""
    document = schemas.documents()["asyncapi.json"]
    assert document["asyncapi"] == "3.0.0"
    assert list(document["channels"]) == [topic.name for topic in TOPICS]
    for event in EVENTS:
        messages = document["channels"][event.topic]["messages"]
        assert messages[event.__name__] == {"$ref": f"#/components/messages/{event.__name__}"}
        message = document["components"]["messages"][event.__name__]
        assert message["headers"]["properties"]["ce_type"]["const"] == event.type
        assert {"ce_id", "ce_source", "ce_type", "ce_specversion"} <= {
            *message["headers"]["required"]
        }
        assert message["payload"]["schema"] == {"$ref": f"./{event.type}.json"}
        assert message["bindings"]["kafka"]["key"]["description"]


def test_every_reference_of_the_document_leads_somewhere() -> None:
    """Within the document and to the schema files beside it."""
    document = schemas.committed()["asyncapi.json"]
    for reference in _references(document):
        if reference.startswith("./"):
            assert (schemas.FOLDER / reference).exists()
        else:
            found: Any = document
            for part in reference.removeprefix("#/").split("/"):
                found = found[part]


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
