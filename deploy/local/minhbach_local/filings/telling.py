"""The licensees' reports on a terminal: who has filed, what is due, every version."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from minhbach_local.registering.service import Json


def tell_overview(console: Console, found: Json) -> None:
    """A line a site, under the sums of the whole year."""
    console.print(f"reports on {found['year']}, due by {found['due_on']}", highlight=False)
    counts = (f"{word.replace('_', ' ')} {n}" for word, n in found["counts"].items() if n)
    console.print(", ".join(counts) or "no licensee", highlight=False)
    table = Table("site", "name", "standing", "received", "versions", "reminded")
    for one in found["lines"]:
        reminded = f"not: {one['unsent']}" if one["unsent"] else one["reminded_on"] or ""
        table.add_row(
            one["site_id"],
            escape(one["site_name"]),
            one["standing"].replace("_", " "),
            one["received_on"] or "",
            str(one["versions"] or ""),
            reminded,
        )
    console.print(table)


def told_site(found: Json) -> Iterator[str]:
    """What is due of one site, what it filed, and what it was asked for."""
    yield found["site_name"]
    since = found["owed_since"]
    yield f"yearly reports are owed since {since}" if since else "it owes no yearly reports"
    years = ", ".join(map(str, found["open_years"]))
    yield f"reports on {years} can be filed today" if years else "no report can be filed today"
    for due in found["due"]:
        yield ""
        yield from _due(due)


def _due(due: Json) -> Iterator[str]:
    what = f"year {due['year']}" if due["year"] else f"request {due['request_id']}"
    standing = "withdrawn" if due["withdrawn"] else due["standing"].replace("_", " ")
    yield f"{what}: {standing}, due by {due['due_on']}"
    if due["asked_on"]:
        by = f" by {due['asked_by']}" if due["asked_by"] else ""
        yield f"  asked on {due['asked_on']}{by}: {due['reason'] or '(erased)'}"
    for one in due["reminders"]:
        sent = f"could not be: {one['unsent']}" if one["unsent"] else "reminded"
        yield f"  {one['on']}, {one['days']} days before: {sent}"
    for version in due["versions"]:
        yield from _version(version)


def _version(one: Json) -> Iterator[str]:
    by = f" by {one['by']}" if one["by"] else ""
    yield f"  version {one['version']} ({one['way']}), received {one['received_on']}{by}"
    for name, answer in {**one["answers"], **(one["personal"] or {})}.items():
        said = (
            {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
        )
        words = str(said).replace("\n", " / ")
        yield f"    {name}: {words}"
    for file in one["files"]:
        yield f"    file {file['name'] or '(erased)'}, {file['size']:,} bytes: {file['sha256']}"
