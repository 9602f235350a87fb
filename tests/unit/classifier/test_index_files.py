"""A worker's segments: written whole or not at all, read again, refused when they are damaged."""

import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from minhbach_classifier.domain.sources.index import MemoryIndex, candidates, question_of
from minhbach_classifier.domain.sources.matching import Article
from minhbach_classifier.domain.sources.parts import Part, entry_of, part_of
from minhbach_classifier.storage.index.files import Stopped
from minhbach_classifier.storage.index.holding import Holding
from minhbach_classifier.storage.index.segments import Folder, Mark
from minhbach_shared.errors import Misconfigured
from tests.unit.classifier.copying import CAPTURED
from tests.unit.classifier.indexing import keyed

OF = "minhbach.articles winnow"


def some(count: int, first: int = 0) -> list[Article]:
    """Articles that share keys with some of the others."""
    chance = random.Random(first)
    return [keyed(f"a{first + n}", *chance.sample(range(900), 50)) for n in range(count)]


def part(articles: Sequence[Article]) -> Part:
    """The articles as a part in memory."""
    return part_of([entry_of(article) for article in articles])


def mark(articles: Sequence[Article]) -> Mark:
    """The mark of the last of some articles."""
    return Mark(number=len(articles), id=articles[-1].id)


def found(parts: Sequence[Part], articles: Sequence[Article]) -> list[list[str]]:
    """What each article's copy would be told."""
    return [
        [str(one) for one in candidates(parts, question_of(article, "reference", ()))]
        for article in articles
    ]


def expected(articles: Sequence[Article]) -> list[list[str]]:
    """The same, of the index in memory."""
    index = MemoryIndex()
    for article in articles:
        index.put(article)
    return [
        [str(sighting.article.id) for sighting in index.sharing(article, "reference")]
        for article in articles
    ]


def filled(path: Path, articles: Sequence[Article], each: int = 20) -> None:
    """A folder with the articles in segments of so many."""
    folder = Folder(path, OF)
    segments = tuple(
        folder.write(
            folder.next_name(), [part(articles[at : at + each])], mark(articles[: at + each]), 0
        )
        for at in range(0, len(articles), each)
    )
    folder.hold(segments)
    folder.close()


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Another start answers from the files as the index in memory does."""
    articles = some(60)
    filled(tmp_path, articles)
    folder = Folder(tmp_path, OF)
    segments = folder.load()
    assert [segment.last.number for segment in segments] == [20, 40, 60]
    assert found([segment.part for segment in segments], articles) == expected(articles)
    folder.close()


def test_segments_are_merged_into_one(tmp_path: Path) -> None:
    """The merged one answers the same; articles that are too old are left out."""
    articles = some(60)
    filled(tmp_path, articles)
    folder = Folder(tmp_path, OF)
    parts = [segment.part for segment in folder.load()]
    whole = folder.write(folder.next_name(), parts, mark(articles), 0)
    assert found([whole.part], articles) == expected(articles)
    late = int(CAPTURED.timestamp()) + 1
    assert len(folder.write(folder.next_name(), parts, mark(articles), late).part) == 0
    folder.close()


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone", "folder"])
def test_what_stands_after_a_damaged_segment_is_read_anew(tmp_path: Path, harm: str) -> None:
    """A changed byte, a truncated or missing file: the segments before it stay."""
    filled(tmp_path, some(60))
    (second,) = tmp_path.glob("*2")
    file = second / "rests"
    data = bytearray(file.read_bytes())
    match harm:
        case "flipped":
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        case "cut":
            file.write_bytes(data[:-4])
        case "gone":
            file.unlink()
        case _:
            shutil.rmtree(second)
    folder = Folder(tmp_path, OF)
    assert [segment.last.number for segment in folder.load()] == [20]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
    folder.close()


@pytest.mark.parametrize("manifest", ["", '{"format": 1, "of":', "{}", None, "other", "older"])
def test_a_folder_without_a_right_manifest_is_empty(tmp_path: Path, manifest: str | None) -> None:
    """Torn, missing, of another format or of another collection: everything is read anew."""
    filled(tmp_path, some(20))
    path = tmp_path / "manifest.json"
    described = json.loads(path.read_text())
    match manifest:
        case None:
            path.unlink()
        case "other":
            path.write_text(json.dumps(described | {"of": "other.articles"}))
        case "older":
            path.write_text(json.dumps(described | {"format": 0}))
        case _:
            path.write_text(manifest)
    folder = Folder(tmp_path, OF)
    assert folder.load() == ()
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []
    folder.close()


def test_work_that_was_cut_short_leaves_the_old_segments(tmp_path: Path) -> None:
    """Given up, or ended by a crash at any of its steps: what was held is held."""
    articles = some(40)
    filled(tmp_path, articles)
    folder = Folder(tmp_path, OF)
    parts = [segment.part for segment in folder.load()]
    with pytest.raises(Stopped):
        folder.write("000077", parts, mark(articles), 0, stopping=lambda: True)
    folder.write("000078", parts, mark(articles), 0)  # the crash comes before it is held
    (tmp_path / "000079.half").mkdir()
    (tmp_path / "manifest.json.half").write_text("{")
    folder.close()
    again = Folder(tmp_path, OF)
    assert [segment.last.number for segment in again.load()] == [20, 40]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["000001", "000002"]
    again.close()


def test_two_processes_never_share_a_folder(tmp_path: Path) -> None:
    """The second is told which setting to change; once the first is gone it may."""
    first = Folder(tmp_path, OF)
    with pytest.raises(Misconfigured, match=r"MINHBACH_INDEX_FOLDER.*another process"):
        Folder(tmp_path, OF)
    first.close()
    Folder(tmp_path, OF).close()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """A file in its place ends the start with a message."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match=r"MINHBACH_INDEX_FOLDER.*file cannot be used"):
        Folder(tmp_path / "file", OF)


def test_a_temporary_folder_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its segments answer although their files are gone already; a crash leaves no data behind."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    articles = some(20)
    folder = Folder(None, OF)
    segment = folder.write(folder.next_name(), [part(articles)], mark(articles), 0)
    folder.hold([segment])
    (own,) = tmp_path.iterdir()
    assert [path for path in own.iterdir() if path.is_dir()] == []
    assert found([segment.part], articles) == expected(articles)
    folder.close()
    assert list(tmp_path.iterdir()) == []


async def test_what_is_held_stays_few_and_answers_all(tmp_path: Path) -> None:
    """Sealed and merged as articles come; each answer is that of the index in memory."""
    articles = some(300)
    holding = Holding(Folder(tmp_path, OF), seal_at=15)
    await holding.load()
    for at in range(0, 300, 5):
        new = [entry_of(article) for article in articles[at : at + 5]]
        await holding.add(new, mark(articles[: at + 5]), 0)
    await holding.settled()
    assert found(holding.parts, articles) == expected(articles)
    assert len(holding.parts) <= 6
    await holding.close()
    again = Holding(Folder(tmp_path, OF), seal_at=15)
    await again.load()
    assert again.last == mark(articles)
    assert found(again.parts, articles) == expected(articles)
    await again.close()


async def test_a_full_disk_costs_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be sealed stays in memory, and is tried again later."""
    articles = some(60)
    holding = Holding(Folder(tmp_path, OF), seal_at=15)
    await holding.load()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("minhbach_classifier.storage.index.segments.write", full)
        await holding.add([entry_of(a) for a in articles[:30]], mark(articles[:30]), 0)
        assert found(holding.parts, articles[:30]) == expected(articles[:30])
    await holding.add([entry_of(a) for a in articles[30:]], mark(articles), 0)
    await holding.settled()
    assert found(holding.parts, articles) == expected(articles)
    await holding.close()
    again = Folder(tmp_path, OF)
    assert sum(len(segment.part) for segment in again.load()) == 60
    again.close()
