"""Results that need not be made again: those of earlier runs, and an interrupted run to go on with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bench import files
from bench.errors import RunError
from bench.model import Extraction, PairKey, Status
from bench.store import history, journal
from bench.store.run_folder import RunFolder, newest

JOURNAL = "journal"
_SETTLED = frozenset({Status.OK, Status.EMPTY, Status.ERROR})  # the rest depends on the machine, and is tried again
_CONTENT = ("sha256", "kind", "encoding")


def apart(sources: Iterable[str], out: Path) -> tuple[Path, ...]:
    """Return the folders that hold no adapter's code: those of runs, of pages and of gold.

    A folder of pages in which Python source lies is not among them. ``sources`` are those of corpora, ``out`` is the folder of all runs.
    """
    folders = [Path(source) for source in sources if source]
    pages = [folder for folder in folders if folder.is_dir() and next(folder.rglob("*.py"), None) is None]
    return out, *(out / name for name in ("runs", "latest", history.FOLDER)), *pages


def lock(folder: Path) -> int | None:
    """Take a run folder until the descriptor returned is closed; None where another process has it."""
    return files.lock(folder / ".lock")


def unfinished(root: Path, digest: str) -> tuple[RunFolder, str, int] | None:
    """Return the newest interrupted run of a plan that is free, when it began, and its lock, now ours."""
    for folder, manifest in newest(root):
        if not manifest.complete and manifest.options.get("plan") == digest and (fd := lock(folder.path)) is not None:
            return folder, manifest.created, fd
    return None


def stored(root: Path, keys: Mapping[str, str], current: RunFolder) -> dict[PairKey, Extraction]:
    """Return what earlier runs hold for the pairs of ``current``: the newest of each, marked as reused.

    ``keys`` maps each adapter of this run to the key of its results; ``current`` has its pages written already.
    """
    wanted = _contents(current)
    names = {key: name for name, key in keys.items()}
    owed = {(key, content) for key in names for content in wanted}
    reused: dict[PairKey, Extraction] = {}
    for folder, manifest in newest(root):
        held = {str(adapter["name"]): str(adapter["key"]) for adapter in manifest.adapters if adapter.get("key") in names}
        if folder.path == current.path or not {key for key, _ in owed} & set(held.values()):
            continue
        for key, content, extraction in _settled(folder, held, complete=manifest.complete):
            if (key, content) in owed:
                owed.discard((key, content))
                reused |= {
                    (names[key], corpus, page_id): replace(extraction, adapter=names[key], corpus=corpus, page_id=page_id, reused=True)
                    for corpus, page_id in wanted[content]
                }
    return reused


def _contents(folder: RunFolder) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return content (digest, kind, encoding) -> the (corpus, page) pairs of a run that have it."""
    places = defaultdict(list)
    for page in folder.pages([*_CONTENT, "corpus", "page_id"]).to_pylist():
        places[tuple(page[name] for name in _CONTENT)].append((page["corpus"], page["page_id"]))
    return places


def _settled(folder: RunFolder, held: Mapping[str, str], *, complete: bool) -> Iterator[tuple[str, tuple[str, ...], Extraction]]:
    """Yield key, content and extraction of the settled results of ``held`` adapters (name -> key)."""
    try:
        contents = {place: content for content, places in _contents(folder).items() for place in places}
        extractions: Iterable[Extraction] = folder.made_by(held) if complete else journal.extractions(folder.path / JOURNAL)
        for extraction in extractions:
            if extraction.adapter in held and extraction.status in _SETTLED:
                yield held[extraction.adapter], contents[extraction.corpus, extraction.page_id], extraction
    except (RunError, KeyError):
        return
