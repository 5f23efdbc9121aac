"""Find one (adapter, page) pair of a run: the gold it is scored against, and what the adapter returned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.store.run_folder import gold_of

if TYPE_CHECKING:
    from bench.model import Gold
    from bench.store.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of a run; ``text`` is "" unless ``status`` is ok."""

    corpus: str
    gold: Gold
    status: str
    text: str


def pair(folder: RunFolder, page: str, adapter: str) -> Pair:
    """Return a pair by page id, the start of one, or ``corpus/id``; raises RunError where it is not exactly one, or was skipped."""
    pages = folder.pages()
    keys = list(zip(pages["corpus"].to_pylist(), pages["page_id"].to_pylist(), strict=True))
    exact = [at for at, (corpus, name) in enumerate(keys) if page in {name, f"{corpus}/{name}"}]
    near = exact or [at for at, (corpus, name) in enumerate(keys) if name.startswith(page) or f"{corpus}/{name}".startswith(page)]
    if len(near) != 1:
        some = ", ".join("/".join(keys[at]) for at in (near or range(len(keys)))[:5])
        raise RunError(f"{len(near) or 'no'} pages of the run are called {page!r}", f"one page, such as {some}")
    corpus, page_id = keys[near[0]]
    table = folder.extractions(["corpus", "page_id", "adapter", "status", "text"])
    found = [row for row in table.to_pylist() if (row["corpus"], row["page_id"]) == (corpus, page_id)]
    row = next((row for row in found if row["adapter"] == adapter), None)
    if row is None:
        raise RunError(f"the run has no adapter {adapter!r}", f"one of: {', '.join(sorted(item['adapter'] for item in found))}")
    if row["status"] == "skipped":
        raise RunError(f"{adapter} was not run on {corpus}/{page_id}: it does not take such pages", "a pair that was tried")
    return Pair(corpus, gold_of(pages.slice(near[0], 1).to_pylist()[0]), row["status"], row["text"] if row["status"] == "ok" else "")
