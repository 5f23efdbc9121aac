"""What two runs were made of and does not agree: corpora, adapters, versions, settings, options, machine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.model import Manifest
from bench.scoring.tables.signature import DIGEST, settings

Entries = Sequence[Mapping[str, Any]]  # of a manifest, each with a name

_INTERNAL = ("plan", "key")  # follow from what is listed
_NONE = "none"


@dataclass(frozen=True, slots=True)
class ManifestChange:
    """One thing that differs: what it is of, its name, and both sides as text."""

    of: str
    name: str
    before: str
    after: str

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.of}: {self.name} {self.before} before, {self.after} after"


def manifest_changes(before: Manifest, after: Manifest) -> tuple[ManifestChange, ...]:
    """Return what differs between the makings of two runs, what moves figures most first."""
    sides = before, after
    return (
        *_named("corpus", before.corpora, after.corpora, _corpus),
        *_named("adapter", before.adapters, after.adapters, _adapter),
        *_each("boilerbench", {"version": before.version}, {"version": after.version}),
        *_each("options", *({key: value for key, value in side.options.items() if key not in _INTERNAL} for side in sides)),
        *_each("machine", before.machine, after.machine),
        *_each("run", *({"finished": "yes" if side.complete else "no, it was interrupted"} for side in sides)),
    )


def _named(kind: str, before: Entries, after: Entries, facts: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Iterator[ManifestChange]:
    """Yield what differs between entries of one name; an entry of one side alone is said once."""
    then, now = ({str(entry["name"]): entry for entry in side} for side in (before, after))
    for name in sorted({*then, *now}):
        if name not in then or name not in now:
            yield ManifestChange(kind, name, *("in the run" if name in side else "not in the run" for side in (then, now)))
        else:
            yield from _each(f"{kind} {name}", facts(then[name]), facts(now[name]))


def _corpus(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a corpus can move figures."""
    return {"digest": str(entry["digest"])[:DIGEST], "pages": entry["pages"]}


def _adapter(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an adapter can move figures: versions, settings, what it runs in."""
    versions = {f"version of {name}": version for name, version in (entry.get("versions") or {}).items() if name != entry.get("package")}
    own = {name: entry.get(name) or "" for name in ("package", "version", "target", "env", "accepts")}
    command = " ".join(map(str, entry.get("command") or ()))
    return {**own, "settings": settings(entry.get("settings") or {}), "command": command, **versions}


def _each(of: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[ManifestChange]:
    """Yield the facts that differ, in the order of the earlier side."""
    for name in dict.fromkeys((*before, *after)):
        old, new = (str(side.get(name, "")) or _NONE for side in (before, after))
        if old != new:
            yield ManifestChange(of, name, old, new)
