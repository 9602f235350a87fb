"""Reads evaluation files, judges their cases on all processors, counts."""

import gzip
import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from minhbach_classifier.domain.hosts import HostLists
from minhbach_classifier.domain.rules import RuleSets
from minhbach_classifier.offline import Judge, Reference, References
from minhbach_classifier.storage.index.stop_keys import load_stop_keys
from minhbach_local.offline.evaluating.cases import BadCase, parse
from minhbach_local.offline.evaluating.judging import references_of, said_of
from minhbach_local.offline.evaluating.tally import Tally

_CHUNK: Final = 25
"""Lines that a process takes at a time."""
_FEW: Final = 200
"""Lines up to which other processes are not worth their start."""
Progress = Callable[[int], None]


class FileUnreadable(Exception):
    """A file is not there, or cannot be read."""


class Line(NamedTuple):
    """A line of a file, from 1."""

    number: int
    text: bytes


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    judge: Judge

    def chunk(self, lines: list[Line]) -> Tally:
        tally = Tally()
        for line in lines:
            try:
                case = parse(line.text)
                tally.count(case, said_of(case, self.judge))
            except BadCase as bad:
                tally.unreadable.append(f"{self.path}, line {line.number}: {bad}")
        return tally

    def share(self, own: int, shares: int) -> Iterator[Tally]:
        """The counts of every ``shares``-th chunk, from the ``own``-th on."""
        lines = _lines(self.path)
        for turn in count():
            chunk = list(islice(lines, _CHUNK))
            if not chunk:
                return
            if turn % shares == own:
                yield self.chunk(chunk)


def evaluate(
    file: Path, rule_sets: RuleSets, hosts: HostLists, progress: Progress, processes: int
) -> Tally:
    """Judges every case of a file against all its references.

    Args:
        hosts: listed domains that links are held against.
        progress: called with the number of cases done so far.
        processes: at most so many share the work; the result is the same.

    Raises:
        FileUnreadable: the file is not there, or is no text or gzip.
    """
    references: list[Reference] = []
    lines = 0
    for line in _lines(file):
        lines += 1
        references += _brought(line)
    judged = _File(file, Judge(rule_sets, References(references, load_stop_keys()), hosts))
    whole = Tally()
    alone = processes == 1 or lines <= _FEW or "fork" not in multiprocessing.get_all_start_methods()
    for part in judged.share(0, 1) if alone else _shared(judged, processes):
        whole.add(part)
        progress(whole.cases)
    return whole


def _brought(line: Line) -> list[Reference]:
    try:
        return references_of(parse(line.text))
    except BadCase:
        return []  # it is told when the cases are judged


def _shared(file: _File, shares: int) -> Iterator[Tally]:
    """The chunks' counts, in their order whoever made them."""
    # A forked process has the references already: they are neither copied nor sent.
    context = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    for own in range(shares):
        receiving, sending = context.Pipe(duplex=False)
        context.Process(target=_work, args=(file, own, shares, sending), daemon=True).start()
        sending.close()
        ends.append(receiving)
    for turn in count():
        part: Tally | None = ends[turn % shares].recv()
        if part is None:
            return
        yield part


def _work(file: _File, own: int, shares: int, sending: Connection) -> None:
    for part in file.share(own, shares):
        sending.send(part)
    sending.send(None)


def _lines(file: Path) -> Iterator[Line]:
    if file.exists() and not file.is_file():
        raise FileUnreadable(f"{file} is no regular file; it is read more than once, so save it")
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            for number, text in enumerate(lines, 1):
                if text.strip():
                    yield Line(number, text)
    except (OSError, EOFError) as error:
        raise FileUnreadable(f"{file} cannot be read: {error}") from error
