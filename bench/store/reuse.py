"""Results that need not be made again: those of earlier runs, the latest over some pages, an interrupted one to go on with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bench import files
from bench.errors import RunError
from bench.model import Corpus, Extraction, Page, Status
from bench.store import history, index, journal
from bench.store.index import results
from bench.store.run_folder import RunFolder, newest

JOURNAL = "journal"
SETTLED = frozenset({Status.OK, Status.EMPTY, Status.ERROR})  # the rest depends on the machine, and is tried again
_CONTENT = ("sha256", "kind", "encoding")


def apart(sources: Iterable[str], out: Path) -> tuple[Path, ...]:
    """Return the folders that hold no adapter's code: those of runs, of pages and of gold.

    A folder of pages in which Python source lies is not among them. ``sources`` are those of corpora, ``out`` is the folder of all runs.
    """
    folders = [Path(source) for source in sources if source]
    pages = [folder for folder in folders if folder.is_dir() and next(folder.rglob("*.py"), None) is None]
    return out, *(out / name for name in ("runs", "latest", history.FOLDER, index.FOLDER)), *pages


def lock(folder: Path) -> int | None:
    """Take a run folder until the descriptor returned is closed; None where another process has it."""
    return files.lock(folder / ".lock")


def unfinished(root: Path, digest: str) -> tuple[RunFolder, str, int] | None:
    """Return the newest interrupted run of a plan that is free, when it began, and its lock, now ours."""
    for folder, manifest in newest(root):
        if not manifest.complete and manifest.options.get("plan") == digest and (fd := lock(folder.path)) is not None:
            return folder, manifest.created, fd
    return None


def stored(root: Path, keys: Mapping[str, str], pages: Iterable[Page], current: str) -> Iterator[Extraction]:
    """Yield what runs hold for pages of the one under way: the newest of each pair, marked as reused.

    ``keys`` maps each of its adapters to the key of its results; ``current`` is its own folder's name. A run is read only where the index
    says that it holds something that no newer one does.
    """
    wanted = _by_content({name: getattr(page, name) for name in (*_CONTENT, "corpus")} | {"page_id": page.id} for page in pages)
    names = {key: name for name, key in keys.items()}
    owed = {key: {results.mark(content): content for content in wanted} for key in names}
    for run, marks in _holding(root, names).marks.items():
        if run == current or not any(owed[key].keys() & held.tolist() for key, held in marks.items()):
            continue
        for key, content, extraction in _read(RunFolder(root / "runs" / run), names):
            if owed[key].pop(results.mark(content), None):
                for corpus, page_id in wanted[content]:
                    yield replace(extraction, adapter=names[key], corpus=corpus, page_id=page_id, reused=True)


def costs(root: Path) -> Mapping[str, float]:
    """Return adapter -> mean nanoseconds of a page in the newest run that timed it."""
    return _holding(root, ()).costs


def latest_over(corpus: Corpus, root: Path) -> tuple[RunFolder, frozenset[str]] | None:
    """Return the newest run under ``root`` over pages of ``corpus`` as they are now, and their ids.

    Pages are compared by name and bytes, so a run from before gold was edited counts. Runs that cannot be read are passed over: nobody
    asked for them. None where there is no such run.
    """
    now = {page.id: page.sha256 for page in corpus.pages}
    for folder, manifest in newest(root):
        if corpus.name not in manifest.sources or not (folder.path / "extractions.parquet").is_file():
            continue
        try:
            pages = folder.pages(["corpus", "page_id", "sha256"]).to_pylist()
        except RunError:
            continue
        same = frozenset(page["page_id"] for page in pages if page["corpus"] == corpus.name and now.get(page["page_id"]) == page["sha256"])
        if same:
            return folder, same
    return None


def _holding(root: Path, keys: Iterable[str]) -> results.Holding:
    """Return what the runs under ``root`` hold under ``keys``."""
    return results.holding(root, keys, lambda run: _held(RunFolder(root / "runs" / run)))


def _held(folder: RunFolder) -> dict[str, results.SettledPages]:
    """Return key -> what a run holds under it; nothing of a damaged run."""
    try:
        contents = {place: content for content, places in _contents(folder).items() for place in places}
        manifest = folder.manifest()
        settled: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)  # by adapter
        keys = {str(one["name"]): str(one["key"]) for one in manifest.adapters if one.get("key")}
        for adapter, place, status, wall_ns in _outcomes(folder, complete=manifest.complete):
            if adapter in keys and status in SETTLED and place in contents:
                settled[adapter].append((contents[place], wall_ns))
    except RunError:
        return {}
    return {keys[adapter]: _summed(adapter, pairs) for adapter, pairs in settled.items()}


def _summed(adapter: str, pairs: Sequence[tuple[tuple[str, ...], int]]) -> results.SettledPages:
    """Return what stands in the index for the content and time of each page."""
    timed = [wall_ns for _, wall_ns in pairs if wall_ns]
    return results.SettledPages(adapter, frozenset(content for content, _ in pairs), sum(timed) / len(timed) if timed else 0.0)


def _outcomes(folder: RunFolder, *, complete: bool) -> Iterator[tuple[str, tuple[str, str], str, int]]:
    """Yield adapter, page, status and time of what a run extracted."""
    if not complete:
        yield from ((one.adapter, (one.corpus, one.page_id), one.status, one.wall_ns) for one in journal.extractions(folder.path / JOURNAL))
        return
    for batch in folder.extractions(["adapter", "corpus", "page_id", "status", "wall_ns"]).to_batches(max_chunksize=10_000):
        for adapter, corpus, page_id, status, wall_ns in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield adapter, (corpus, page_id), status, wall_ns


def _read(folder: RunFolder, keys: Collection[str]) -> Iterator[tuple[str, tuple[str, ...], Extraction]]:
    """Yield key, content and extraction of what a run settled under some keys; none of a damaged one."""
    with suppress(RunError):
        manifest = folder.manifest()
        held = {str(adapter["name"]): str(adapter["key"]) for adapter in manifest.adapters if adapter.get("key") in keys}
        yield from _settled(folder, held, complete=manifest.complete)


def _contents(folder: RunFolder) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return content (digest, kind, encoding) -> the (corpus, page) pairs of a run that have it."""
    return _by_content(folder.pages([*_CONTENT, "corpus", "page_id"]).to_pylist())


def _by_content(pages: Iterable[Mapping[str, str]]) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Return the same of pages as a run holds them."""
    places = defaultdict(list)
    for page in pages:
        places[tuple(page[name] for name in _CONTENT)].append((page["corpus"], page["page_id"]))
    return places


def _settled(folder: RunFolder, held: Mapping[str, str], *, complete: bool) -> Iterator[tuple[str, tuple[str, ...], Extraction]]:
    """Yield key, content and extraction of the settled results of ``held`` adapters (name -> key)."""
    try:
        contents = {place: content for content, places in _contents(folder).items() for place in places}
        extractions: Iterable[Extraction] = folder.made_by(held) if complete else journal.extractions(folder.path / JOURNAL)
        for extraction in extractions:
            if extraction.adapter in held and extraction.status in SETTLED:
                yield held[extraction.adapter], contents[extraction.corpus, extraction.page_id], extraction
    except (RunError, KeyError):
        return
