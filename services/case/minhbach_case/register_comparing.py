"""A register file held against the register: what would change, and what has to be written."""

from dataclasses import dataclass, field

from minhbach_case.domain.register import Known
from minhbach_case.domain.register_changes import ChangeKind, SiteChange, change_of, leaving
from minhbach_case.domain.register_file import Reading
from minhbach_case.register_writing import AT_ONCE, Work
from minhbach_case.storage.sites import SiteStore


@dataclass
class Comparison:
    """What was found while a file was compared with the register.

    Attributes:
        active: sites of the register that have not left.
        kept_back: sites that would leave, but for rows whose site cannot be told.
    """

    changes: dict[ChangeKind, list[SiteChange]] = field(
        default_factory=lambda: {"added": [], "changed": [], "left": []}
    )
    work: list[Work] = field(default_factory=list)
    active: int = 0
    kept_back: int = 0


async def compare(store: SiteStore, reading: Reading, *, whole: bool) -> Comparison:
    """Compares a file that was read with the register.

    Args:
        whole: a site that the file does not name leaves.
    """
    found = Comparison()
    for start in range(0, len(reading.entries), AT_ONCE):
        entries = reading.entries[start : start + AT_ONCE]
        known = await store.known(entry.site_id for entry in entries)
        for entry, line in zip(entries, reading.lines[start:], strict=False):
            head, before = known.get(entry.site_id, (None, None))
            change = change_of(entry, line, before)
            found.work.append(
                Work(
                    site_id=entry.site_id,
                    entry=entry if change else None,
                    expected=head.sequence if head else 0,
                )
            )
            found.active += bool(before and before.record.active)
            if change:
                found.changes[change.kind].append(change)
    await _compare_others(store, reading, found, whole=whole)
    found.changes["left"].sort(key=lambda change: change.name.casefold())
    return found


async def _compare_others(
    store: SiteStore, reading: Reading, found: Comparison, *, whole: bool
) -> None:
    named = {one.site_id for one in found.work}
    others = sorted(await store.all_sites() - named)
    for start in range(0, len(others), AT_ONCE):
        known = await store.known(others[start : start + AT_ONCE])
        for site, (head, before) in known.items():
            found.active += before.record.active
            if whole:
                gone = site not in reading.rejected_sites and _left(before, reading, found)
                found.work.append(Work(site_id=site, leaves=gone, expected=head.sequence))


def _left(before: Known, reading: Reading, found: Comparison) -> bool:
    change = leaving(before)
    if change is None:
        return False
    if reading.nameless:
        # A row whose site cannot be told may be any site's, this one's too.
        found.kept_back += 1
        return False
    found.changes["left"].append(change)
    return True
