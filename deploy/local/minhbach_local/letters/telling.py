"""Letters on a terminal: word for word, and what became of each."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from minhbach_local.registering.service import Json

_RULE: Final = "─" * 72
_NEXT: Final = {
    "bounced": "send again, or serve on paper",
    "failed": "send again, or serve on paper",
    "unknown": "ask whether it came, then send again or serve on paper",
    "to_serve": "serve on paper, then record day and way",
}


def tell_letters(console: Console, letters: Iterable[Json]) -> None:
    """A line a letter, with what is for an officer to do."""
    table = Table("id", "kind", "number", "to", "state", "to do")
    for one in letters:
        number, to = one["number"] or "", escape(one["site_name"])
        next_step = _NEXT.get(one["state"], "")
        table.add_row(one["letter_id"], one["kind"], number, to, _state(one), next_step)
    console.print(table)


def told_letter(letter: Json) -> Iterator[str]:
    """A letter: where it goes, its mail, every event of its way."""
    said = letter["summary"]
    yield f"{said['kind']} {said['number'] or '(no number yet)'}: {_state(said)}"
    yield f"to {said['site_name']}, {_way(said['way'], letter['to'])}"
    if said["case_id"]:
        yield f"case {said['case_id']}, step {said['step']}"
    if letter["template"]:
        own = " (the agency's own)" if letter["template_own"] else ""
        yield f"template {letter['template']}, version {letter['template_version']}{own}"
    if letter["pdf_digest"]:
        yield f"PDF (SHA-256) {letter['pdf_digest']}"
    if letter["content"] and said["way"] == "email":
        yield from told_mail(letter["content"]["subject"], letter["content"]["text"])
    if letter["content"] is None:
        yield "its words are not made yet, or were erased"
    yield ""
    yield "what happened:"
    for event in letter["events"]:
        yield f"  {event['sequence']:>3}  {event['at'][:19]}  {event['type']}{_details(event)}"
    yield f"open to you: {', '.join(letter['acts']) or 'nothing'} (seen {letter['sequence']})"


def told_preview(preview: Json) -> Iterator[str]:
    """What would go: where to, the mail, the letter word for word."""
    yield f"{preview['kind']}, {_way(preview['way'], preview['to'])}"
    if preview["way"] == "print":
        could = ", ".join(preview["addresses"]) or "no address, or no mail server is set"
        yield f"by e-mail it could go to: {could}"
    if preview["sealed"] == "unsealed":
        yield "the PDF will carry no digital signature: no key is set"
    if preview["way"] == "email":
        yield from told_mail(preview["subject"], preview["text"])
    else:
        yield _RULE
    yield from words_of(preview["letter"])
    yield _RULE


def told_mail(subject: str, text: str) -> Iterator[str]:
    """A mail as it is read."""
    yield _RULE
    yield f"Subject: {subject}"
    yield ""
    yield from text.splitlines()
    yield _RULE


def words_of(letter: Json) -> Iterator[str]:
    """A letter's words, block by block, as its PDF has them."""
    head, closing = letter["head"], letter["closing"]
    if letter["draft"]:
        yield f"[{letter['draft']}]"
    yield from filter(None, (head["parent"], head["agency"], head["number"]))
    yield head["place_and_date"]
    yield ""
    yield head["name"]
    yield head["subject"]
    yield from _blocks(letter["body"])
    yield ""
    yield closing["recipients_title"]
    yield from (f"- {one}" for one in closing["recipients"])
    yield from filter(None, (closing["signer_title"], closing["signature"], closing["signer_name"]))
    if letter["annex"]:
        yield ""
        yield letter["annex_title"]
        yield letter["annex_subject"]
        yield from _blocks(letter["annex"])


def _blocks(blocks: Iterable[Json]) -> Iterator[str]:
    for one in blocks:
        yield ""
        yield from _block(one)


def _block(one: Json) -> Iterator[str]:
    match one["block"]:
        case "heading":
            yield one["text"]
        case "paragraph":
            yield f"{one['lead']} {one['text']}".strip()
        case "items":
            yield from (f"- {item}" for item in one["items"])
        case "table":
            yield from (" | ".join(row) for row in (one["head"], *one["rows"]))
        case "words":
            yield from filter(None, (one["label"],))
            yield from (f"  {line}" for line in one["lines"])
        case _:
            yield from _fact(one)


def _fact(one: Json) -> Iterator[str]:
    yield one["title"]
    yield from (f"  {label}: {value}" for label, value in one["rows"])
    yield from (f"  {line}" for line in one["says"])
    for quote in one["quotes"]:
        yield f"  {_quote(quote)}"
    for pair in one["pairs"]:
        yield from filter(None, (pair["label"] and f"  {pair['label']}",))
        yield f"  {_quote(pair['left'])}"
        yield f"  {_quote(pair['right'])}"
    yield from (f"  {label}: {value}" for label, value in one["proof"])


def _quote(quote: Json) -> str:
    words = "".join(f"[{p['text']}]" if p["marked"] else p["text"] for p in quote["pieces"])
    label = f"{quote['label']}: " if quote["label"] else ""
    return f"{label}“{words}{' […]' if quote['cut'] else ''}”"


def _way(way: str, to: str | None) -> str:
    if way == "print":
        return "on paper"
    return f"by e-mail to {to}" if to else "by e-mail to an address that was erased"


def _state(one: Json) -> str:
    if one["state"] == "served":
        return f"served {one['served_on']}, {one['served_way']}"
    if one["failure"]:
        return f"{one['state']} ({one['failure']})"
    if one["state"] == "delayed" and one["due_at"]:
        return f"delayed, next try {one['due_at'][:16]}"
    return str(one["state"])


def _details(event: Json) -> str:
    # Who acted stands sealed in the events: it names nobody to a reader.
    said = (f"{name} {value}" for name, value in event["details"].items() if name != "by" and value)
    told = ", ".join(said)
    return f": {told}" if told else ""
