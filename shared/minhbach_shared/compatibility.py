"""Whether a JSON Schema may take another's place on a topic; pure.

A topic keeps records for years, and its subscribers are other agencies. So what was valid stays
valid (a replay reads old records), and what was promised stays there (a subscriber reads new
ones). A change that breaks either is a new topic version beside the old one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

Schema = Mapping[str, Any]

_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_SAME: Final = ("type", "format", "pattern", "uniqueItems")


def breaking(old: Schema, new: Schema) -> list[str]:
    """What in ``new`` breaks those who live by ``old``: a line each, with the place; none is well.

    Broken by: a field that is gone or newly required, another type or format, a value or a kind
    of part that is no longer among the possible ones, a limit that is narrower. A field, a value
    or a kind of part more breaks nobody.
    """
    return list(_Comparison(old, new).compare(old, new, ""))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two documents; ``path`` has the pairs that are being compared, so that a loop ends."""

    old: Schema
    new: Schema
    path: frozenset[tuple[int, int]] = frozenset()

    def compare(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        old, new = _resolved(old, self.old), _resolved(new, self.new)
        pair = (id(old), id(new))
        if pair in self.path:
            return
        inner = replace(self, path=self.path | {pair})
        if _variants(old) or _variants(new):
            yield from inner.compare_variants(old, new, place)
            return
        yield from _compare_scalars(old, new, place or "/")
        yield from inner.compare_fields(old, new, place)
        yield from inner.compare_parts(old, new, place)

    def compare_fields(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name in after:
                yield from self.compare(before[name], after[name], f"{place}/{name}")
            else:
                yield f"{place}/{name}: the field is gone"
        for name in new.get("required", ()):
            if name not in old.get("required", ()):
                yield f"{place}/{name}: the field is newly required"

    def compare_parts(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        for key in ("items", "additionalProperties", "propertyNames"):
            if key in old or key in new:  # what a schema does not say may be anything
                yield from self.compare(_part(old, key), _part(new, key), f"{place}/*")
        before, after = old.get("prefixItems", ()), new.get("prefixItems", ())
        if len(before) != len(after):
            yield f"{place}: {len(after)} items in their places instead of {len(before)}"
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self.compare(one, other, f"{place}/{number}")

    def compare_variants(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        after = _variants(new) or [new]
        for one in _variants(old) or [old]:
            problems = [list(self.compare(one, other, place)) for other in after]
            best = min(problems, key=len)
            if best and len(after) > 1:
                yield f"{place or '/'}: no kind of part takes {_name(one)} any more: {best[0]}"
            else:
                yield from best


def _part(schema: Schema, key: str) -> Schema:
    match schema.get(key, True):
        case True:
            return {}
        case False:
            return {"enum": []}
        case Mapping() as part:
            return part
        case other:
            raise ValueError(f"{key}: {other!r} is no schema")


def _resolved(schema: Schema, document: Schema) -> Schema:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = document["$defs"][reference.removeprefix("#/$defs/")]
    return _resolved(found, document)


def _variants(schema: Schema) -> Sequence[Schema]:
    found: Sequence[Schema] = schema.get("anyOf") or schema.get("oneOf") or ()
    return found


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", schema.get("type", "it"))).removeprefix("#/$defs/")


def _compare_scalars(old: Schema, new: Schema, place: str) -> Iterator[str]:
    for key in _SAME:
        if old.get(key) != new.get(key):
            yield f"{place}: {key} {new.get(key)!r} instead of {old.get(key)!r}"
    yield from _compare_values(old, new, place)
    for key in _LOWER:
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"{place}: {key} {new[key]} instead of {old.get(key)}"
    for key in _UPPER:
        if key in new and new[key] < old.get(key, float("inf")):
            yield f"{place}: {key} {new[key]} instead of {old.get(key)}"


def _compare_values(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = _values(old), _values(new)
    if after is None:
        return
    if before is None:
        yield f"{place}: only {', '.join(map(repr, after)) or 'nothing'} is possible now"
        return
    for value in before:
        if value not in after:
            yield f"{place}: {value!r} is no longer possible"


def _values(schema: Schema) -> Sequence[object] | None:
    """The values that are possible; None where any is."""
    if "const" in schema:
        return [schema["const"]]
    found: Sequence[object] | None = schema.get("enum")
    return found
