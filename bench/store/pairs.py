"""Find one (adapter, page) pair of a run: its gold, and what the adapter returned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.errors import RunError
from bench.model import Block, Gold, GoldState, Status
from bench.scoring import answers
from bench.store.combinations import agreed_lines, families_of
from bench.store.page_blocks import extractions_of, pages_of
from bench.store.run_folder import RunFolder, gold_of


@dataclass(frozen=True, slots=True)
class StoredPair:
    """A pair of a run; ``text`` is "" unless ``status`` is ok.

    ``agreed`` holds, where the page has no gold, the lines that most families of the contenders return; None where there are too few.
    """

    corpus: str
    gold: Gold
    status: str
    text: str
    agreed: tuple[Block, ...] | None = None


def pair(folder: RunFolder, page: str, adapter: str) -> StoredPair:
    """Return a pair by a page id, one without its split, ``corpus/id`` or the start of one.

    Raises RunError unless one was tried.
    """
    facts = folder.pages(["corpus", "page_id", "gold"])
    places = list(zip(facts["corpus"].to_pylist(), facts["page_id"].to_pylist(), strict=True))
    at = _place(places, page)
    place = places[at]
    about = {**next(pages_of(folder, {place})), "gold": facts["gold"][at].as_py()}
    by_adapter = {one["adapter"]: one for one in extractions_of(folder, {place})}
    if adapter not in by_adapter:
        raise RunError(f"the run has no adapter {adapter!r}", f"one of: {', '.join(sorted(by_adapter))}")
    status = by_adapter[adapter]["status"]
    if status == Status.SKIPPED:
        raise RunError(f"{adapter} was not run on {'/'.join(place)}: it does not take such pages", "a pair that was tried")
    gold = gold_of(about)
    texts = {name: str(one["text"]) if one["status"] == Status.OK else "" for name, one in by_adapter.items()}
    return StoredPair(place[0], gold, status, texts[adapter], _agreed(folder, texts) if gold.state == GoldState.ABSENT else None)


def _agreed(folder: RunFolder, texts: Mapping[str, str]) -> tuple[Block, ...] | None:
    """Return what most families of the contenders agree on of a page."""
    manifest = folder.manifest()
    kinds, outputs = families_of(manifest), answers.outputs_of(manifest)
    return agreed_lines({name: answers.words(outputs[name], text) for name, text in texts.items() if name not in manifest.floors}, kinds)


def _place(keys: Sequence[tuple[str, str]], page: str) -> int:
    """Return where the one key stands that ``page`` names; raises RunError for none and for several."""
    exact = [at for at, (corpus, name) in enumerate(keys) if page in {name, f"{corpus}/{name}"}]
    exact = exact or [at for at, (_, name) in enumerate(keys) if name.rpartition("/")[2] == page]
    near = exact or [at for at, (corpus, name) in enumerate(keys) if name.startswith(page) or f"{corpus}/{name}".startswith(page)]
    if len(near) != 1:
        some = ", ".join("/".join(keys[at]) for at in (near or range(len(keys)))[:5])
        raise RunError(f"{len(near) or 'no'} pages of the run are called {page!r}", f"one page, such as {some}")
    return near[0]
