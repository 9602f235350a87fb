"""Keys of stock phrases and boilerplate: a frozen, versioned list, and the command that makes it.

    python -m minhbach_classifier.storage.index.stop_keys ARTICLES.jsonl [--share S] [--sites N]

reads JSON lines ``{"site", "text"}`` and prints a list. Only hashes are kept, none of the words.
The list is part of the engine: the same for every worker, whatever the index holds.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from minhbach_classifier.domain.sources.boilerplate import boilerplate
from minhbach_classifier.domain.sources.syllables import syllables
from minhbach_classifier.domain.sources.winnowing import SCHEME, shingles, winnow

_LIST: Final = "stop_keys.json"


class StopKeys(BaseModel):
    """A list of keys that are no sign of copying."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    scheme: str
    made_of: str
    articles: int
    share: float
    sites: int
    keys: tuple[int, ...]


def load_stop_keys() -> frozenset[int]:
    """The keys (signed) of the list that comes with the classifier; none of another scheme's."""
    listed = StopKeys.model_validate_json(files(__package__).joinpath(_LIST).read_bytes())
    return frozenset(listed.keys if listed.scheme == SCHEME else ())


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the list that some articles give."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--share", type=float, default=0.002, help="of all articles, 0 to 1")
    parser.add_argument("--sites", type=int, default=3, help="at least so many different ones")
    parser.add_argument("--version", type=int, default=1)
    parser.add_argument("--made-of", default="", help="a few words about the articles")
    told = parser.parse_args(arguments)
    corpus = list(_fingerprints(told.articles))
    listed = StopKeys(
        version=told.version,
        scheme=SCHEME,
        made_of=told.made_of,
        articles=len(corpus),
        share=told.share,
        sites=told.sites,
        keys=boilerplate(corpus, share=told.share, sites=told.sites),
    )
    sys.stdout.write(listed.model_dump_json(indent=1) + "\n")


def _fingerprints(paths: Sequence[Path]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for path in paths:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for line in lines:
                article = json.loads(line)
                yield article["site"], winnow(shingles(syllables(article["text"]).words))


if __name__ == "__main__":
    main()
