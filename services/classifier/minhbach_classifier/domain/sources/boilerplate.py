"""Which keys are no sign of copying, because unrelated articles of many sites hold them."""

from collections import Counter
from collections.abc import Iterable, Sequence


def boilerplate(
    corpus: Sequence[tuple[str, Iterable[int]]], *, share: float, sites: int
) -> tuple[int, ...]:
    """Keys that more than a share of the articles hold, of several different sites; ascending.

    A story that many sites took from one wire is in few articles of each and stays a sign.

    Args:
        corpus: of each article its site and its keys.
        share: of all articles, 0 to 1.
        sites: at least so many different ones.
    """
    articles: Counter[int] = Counter()
    seen: dict[int, set[str]] = {}
    for site, keys in corpus:
        for key in set(keys):
            articles[key] += 1
            seen.setdefault(key, set()).add(site)
    most = share * len(corpus)
    return tuple(sorted(k for k, n in articles.items() if n > most and len(seen[k]) >= sites))
