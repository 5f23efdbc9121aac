"""Changes that leave a page's content alone: name -> function from a page's source to steps; one kind a file."""

from collections.abc import Callable, Iterable, Sequence

from bench.errors import BoilerbenchError
from bench.registry import resolve, unknown
from bench.stress.editing.source import PageSource
from bench.stress.editing.steps import ChangeStep

CHANGES = {
    "class-names": "bench.stress.changes.names:class_names",
    "ids": "bench.stress.changes.names:ids",
    "semantic-tags": "bench.stress.changes.structure:semantic_tags",
    "wrappers": "bench.stress.changes.structure:wrappers",
    "lazy-wrappers": "bench.stress.changes.structure:lazy_wrappers",
    "spans": "bench.stress.changes.structure:spans",
    "ads": "bench.stress.changes.injections:ads",
    "consent": "bench.stress.changes.injections:consent",
    "related": "bench.stress.changes.injections:related",
    "teasers": "bench.stress.changes.injections:teasers",
    "newsletter": "bench.stress.changes.injections:newsletter",
    "share": "bench.stress.changes.injections:share",
    "white-space": "bench.stress.changes.noise:white_space",
    "attributes": "bench.stress.changes.noise:attributes",
    "comments": "bench.stress.changes.noise:comments",
    "scripts": "bench.stress.changes.noise:scripts",
    "references": "bench.stress.changes.encodings:references",
    "charset": "bench.stress.changes.encodings:charset",
}
Change = Callable[[PageSource], Iterable[ChangeStep]]


def change(name: str) -> Change:
    """Return the change of a name; raises BoilerbenchError for an unknown one."""
    if name not in CHANGES:
        raise unknown("change", name, CHANGES, BoilerbenchError, "boilerbench stress --help")
    found = resolve(CHANGES[name])
    if not callable(found):
        raise TypeError(f"{CHANGES[name]} is no function")
    return found


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """Return the changes asked for, each once, in the order of :data:`CHANGES`; all where none is named."""
    for name in names:
        change(name)
    return tuple(name for name in CHANGES if not names or name in names)


def about(name: str) -> str:
    """Return what a change does, in one line."""
    words = (change(name).__doc__ or "").partition("\n")[0]
    return words.removesuffix(".")
