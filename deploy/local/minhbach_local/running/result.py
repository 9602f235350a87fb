"""What a run found, as data (``--json``)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from minhbach_local.running.case_api import CaseApi, Json
from minhbach_local.running.tally import Tally


async def compose(api: CaseApi, tally: Tally, seconds: float) -> Json:
    """The run as data: sites, cases, records, dead letters, seconds."""
    sites = [_site(site, tally) for site in await api.sites() if site["active"]]
    cases = [await _case(api, case) for case in await api.cases() if _stands(case)]
    return {
        "sites": sorted(sites, key=lambda site: str(site["address"])),
        "cases": sorted(cases, key=lambda case: (case["site_address"], case["kind"])),
        "records": dict(sorted(tally.records.items())),
        "dead_letters": tally.dead_letters,
        "seconds": round(seconds, 1),
    }


def _stands(case: Json) -> bool:
    """A case whose suspicions were all withdrawn waits for its dismissal and accuses nobody."""
    return not case["dismissal_proposed"]


def _site(site: Json, tally: Tally) -> Json:
    site_id = UUID(site["site_id"])
    captures = len(tally.snapshots.get(site_id, ()))
    return {
        "id": site["site_id"],
        "name": site["name"],
        "address": site["address"],
        "class": site["site_class"],
        "visited": captures > 0,
        "captures": captures,
        "duties": tally.duties(site_id),
    }


async def _case(api: CaseApi, case: Json) -> Json:
    evidence = await api.evidence(case["case_id"])
    return {
        "id": case["case_id"],
        "site_id": case["site_id"],
        "site_address": case["site_address"],
        "kind": case["kind"],
        "duties": case["duties"],
        "state": case["state"],
        "evidence": [
            {
                "address": piece["address"],
                "duty": piece["duty"],
                "quote": quote_of(piece["evidence"]),
                "source_address": _source_of(piece["evidence"]),
            }
            for piece in evidence
            if piece["sightings"] > piece["withdrawn"]
        ],
    }


_COPIED: Final = ("copied", "text")
_SPANS: Final = ("spans", 0, "text")
_QUOTED: Final[Mapping[str, Sequence[Sequence[str | int]]]] = {
    "uncredited": (_COPIED,),
    "gone": (_COPIED,),
    "altered": (
        ("changes", 0, "copied", "span", "text"),
        ("changes", 0, "source", "span", "text"),
    ),
    "spam": (_SPANS,),
    "comments": (_SPANS,),
    "licence": (("span", "text"),),
    "fields": (("placeholders", 0, "text"),),
    "early": (("shown_at", "text"),),
    "freshness": (("title", "text"),),
    "register": (("differences", 0, "shown", 0, "text"),),
}
"""Where each kind of evidence holds the page's words, the better place first."""


def _source_of(evidence: Json) -> str | None:
    source = evidence.get("source")
    return str(source["capture"]["address"]) if source else None


def quote_of(evidence: Json) -> str:
    """The words on the page that an evidence points to; empty where something is missing."""
    found = (_at(evidence, path) for path in _QUOTED.get(evidence["kind"], ()))
    return next((text for text in found if text), "")


def _at(value: Any, path: Sequence[str | int]) -> str | None:
    for step in path:
        if isinstance(step, int):
            value = value[step] if len(value) > step else None
        else:
            value = value.get(step)
        if value is None:
            return None
    return str(value)
