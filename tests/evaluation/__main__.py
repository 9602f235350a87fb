"""``python -m tests.evaluation --data DIR --out DIR [--only NAME…]``.

Derives the files of ``minhbach evaluate`` from the development data, the same bytes for
the same seed. Nothing else of the project needs them, and none of them is kept in it.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.evaluation.cases import Case, write
from tests.evaluation.data import Data
from tests.evaluation.derive.clusters import same_event
from tests.evaluation.derive.comments import comments
from tests.evaluation.derive.credit_lines import credit_lines
from tests.evaluation.derive.homes import disclosure, footers, licence
from tests.evaluation.derive.injected import injected
from tests.evaluation.derive.negatives import crime, criticism
from tests.evaluation.derive.portals import portal_update
from tests.evaluation.derive.republication import republication
from tests.evaluation.derive.short_news import short_news
from tests.evaluation.derive.spam import spam
from tests.evaluation.derive.versions import versions

Derivation = Callable[[Data, str], Iterator[Case]]

DERIVATIONS: Final[Mapping[str, Derivation]] = {
    "criticism": criticism,
    "news_about_crime": crime,
    "spam": spam,
    "injected": injected,
    "footers": footers,
    "credit_lines": credit_lines,
    "republication": republication,
    "same_event": same_event,
    "versions": versions,
    "short_news": short_news,
    "comments": comments,
    "portal_update": portal_update,
    "licence": licence,
    "disclosure": disclosure,
}


def main() -> None:
    """Writes the files that are asked for, and says how many cases each holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the development data's folder")
    parser.add_argument("--out", type=Path, required=True, help="where the files go")
    parser.add_argument("--only", nargs="+", choices=DERIVATIONS, default=list(DERIVATIONS))
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    for name in told.only:
        path = told.out / f"{name}.jsonl.gz"
        count = write(path, DERIVATIONS[name](Data(told.data), told.seed))
        sys.stdout.write(f"{path}  {count} cases\n")


if __name__ == "__main__":
    main()
