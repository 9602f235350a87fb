"""`python -m tests.gold.measure --data DIR [--json]`: the reader against the hand-made labels.

DIR holds ``footers/``, ``html/`` and ``extraction/``; nothing of it is in the project. Misses
quote the pages: they are printed for people and kept nowhere.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.gold.measuring import Measured, Texts, measure
from tests.gold.scores import OUTCOMES, Tally


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.gold.measure", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the real pages")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    chosen = parser.parse_args(arguments)
    measured = measure(chosen.data)
    answer = (
        json.dumps(as_json(measured), ensure_ascii=False, indent=1)
        if chosen.json
        else "\n".join(as_tables(measured))
    )
    sys.stdout.write(answer + "\n")


def as_json(measured: Measured) -> dict[str, Any]:
    """Scores, counts and misses, for other programs."""
    return {
        "texts": {name: _scores(texts) for name, texts in measured.texts.items()},
        "values": {what: _counts(tally) for what, tally in measured.tallies.items()},
        "misses": [
            {"where": m.where, "what": m.what, "expected": m.expected, "got": m.got}
            for m in measured.misses
        ],
    }


def _scores(texts: Texts) -> dict[str, dict[str, float]]:
    return {
        reader: {"f1": s.f1, "precision": s.precision, "recall": s.recall, "texts": s.texts}
        for reader, s in texts.items()
    }


def _counts(tally: Tally) -> dict[str, float]:
    return {"exact": tally.exact, **{name: tally.counts[name] for name in OUTCOMES}}


def as_tables(measured: Measured) -> list[str]:
    """The same for people, line by line."""
    lines = ["Main text, shingle measure        reader            F1  precision  recall  texts"]
    for name, texts in measured.texts.items():
        lines += [
            f"  {name:30}  {reader:12} {s.f1:7.3f} {s.precision:10.3f} {s.recall:7.3f} {s.texts:6}"
            for reader, s in texts.items()
        ]
    lines += ["", f"{'Values':34} exact " + "".join(f"{name:>10}" for name in OUTCOMES)]
    lines += [_row(what, tally) for what, tally in measured.tallies.items()]
    lines += _summed(measured.tallies)
    lines += ["", f"Misses ({len(measured.misses)})"]
    return lines + [f"  {m.where} · {m.what}: {m.expected} ≠ {m.got}" for m in measured.misses]


def _row(what: str, tally: Tally) -> str:
    counts = "".join(f"{tally.counts[name]:10}" for name in OUTCOMES)
    return f"  {what:32} {tally.exact:6.1%}{counts}"


def _summed(tallies: Mapping[str, Tally]) -> list[str]:
    """All nine fields together, per set."""
    lines = []
    for kind in ("footers", "pages"):
        total = Tally()
        for what, tally in tallies.items():
            if what.startswith(f"{kind} "):
                total.counts += tally.counts
        lines.append(_row(f"{kind}, all nine fields", total))
    return lines


if __name__ == "__main__":
    main()
