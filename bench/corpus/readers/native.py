"""Our own format: a folder with ``pages.toml``, its pages, and gold in ``gold/<page>.txt``."""

import lzma
import tarfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.corpus.gold.audit.finding import CODES
from bench.corpus.gold.goldtext import parse, says_empty, starts
from bench.corpus.readers.assembly import assemble, site_of, sound
from bench.corpus.source.archive import Source
from bench.corpus.source.installed import data_root
from bench.corpus.source.spill import Spill, files
from bench.corpus.structure.saved import unwrapped
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Kind, Page

NAME = "native"
INDEX = "pages.toml"
METHODS = ("random", "disagreement")  # by which pages are drawn for gold
_AGAIN = "take [sampling] and all draw and probability lines out, then boilerbench corpus next FOLDER"
_PAGE_KEYS = {"file", "url", "site", "type", "lang", "encoding", "devices", "must_have", "must_not", "title", "kind", "settled"}
_LISTS = {"devices", "must_have", "must_not", "settled"}
_SAMPLE_KEYS = {"draw", "probability", "disagreement"}  # numbers: see bench.corpus.sampling
_TOP_KEYS = {"schema", "name", "licence", "citation", "oracle", "sampling", "pages"}


def recognises(source: Source) -> bool:
    """Whether the source has a ``pages.toml`` at its top."""
    return INDEX in source.names


def read(source: Source, name: str) -> Corpus:
    """Read a corpus in one folder or archive: ``pages.toml``, page files, ``gold/<page>.txt``."""
    return _built(files(source.members()), name, source.label, f"{source.label}/{INDEX}", f"{source.label}/gold")


def embedded() -> Corpus:
    """Read the corpus that comes with this package.

    Its pages are a folder in a checkout, an archive in a wheel.
    """
    seeds, gold = data_root("seeds") / "embedded", data_root("gold") / "embedded"
    try:
        pages = _members(packed) if (packed := seeds.with_name("embedded.tar.xz")).exists() else _files(seeds)
        golds = {f"gold/{name}": content for name, content in _files(gold).items()}
    except (OSError, EOFError, tarfile.TarError, lzma.LZMAError) as problem:
        raise CorpusError(f"the embedded corpus is missing: {problem}", "a whole installation", "install boilerbench again") from problem
    return sound(_built(pages | golds, "embedded", "embedded", str(seeds / INDEX), str(gold)))


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _members(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive of ours by name.

    It is unpacked once: to list it first, as a stranger's must be, would take as long again.
    """
    with tarfile.open(archive) as held:
        return {member.name: content.read() for member in held if (content := held.extractfile(member))}


def _built(held: Mapping[str, bytes], name: str, source: str, index: str, gold_at: str) -> Corpus:
    """Return the corpus of files ``held``; errors place its index and gold at ``index`` and ``gold_at``."""
    if INDEX not in held:
        raise CorpusError(f"{source} has no {INDEX}", "one table [pages.NAME] for each page", "see gold/README.md")
    table = _index(held[INDEX], index)
    _only(table, _TOP_KEYS, index)
    pages, spill = list[Page](), Spill()
    golds: dict[str, Gold] = {}
    faults: dict[str, tuple[str, ...]] = dict.fromkeys(_orphans(held, _entries(table, index)), ())
    for stem, entry in sorted(_entries(table, index).items()):
        _check_entry(entry, f"{index}, [pages.{stem}]")
        pages.append(spill.page(_page(stem, name, entry, held, source)))
        try:
            if gold := _gold(stem, entry, held.get(f"gold/{stem}.txt"), f"{gold_at}/{stem}.txt"):
                golds[stem] = gold
        except CorpusError as problem:  # the audit names every such file, all else refuses the corpus: see `reading`
            faults[stem] = (problem.what, problem.expected, problem.hint)
    licence, citation = (str(table.get(key, "")) for key in ("licence", "citation"))
    made = assemble(name, pages, golds, licence=licence, citation=citation, source=source, left_out=_left_out(held, table.get("pages", {})))
    settled = {stem: tuple(entry["settled"]) for stem, entry in _entries(table, index).items() if "settled" in entry}
    oracle, sampling = bool(table.get("oracle", False)), sampling_of(table, index)
    return replace(made, faults=faults, oracle=oracle, sampling=sampling, settled=settled)


def sampling_of(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return how pages were drawn for gold: method, seed, n, of, and ``drawn``.

    The last is page id -> probability, in the order of the draw. Empty where an index says nothing of that.
    Raises CorpusError for what no draw can have given.
    """
    about, entries = table.get("sampling"), table.get("pages", {})
    drawn = sorted((entry["draw"], stem) for stem, entry in entries.items() if _is_whole(entry.get("draw"), 1))
    wrong = [stem for stem, entry in entries.items() if ("draw" in entry) is not _is_probability(entry.get("probability"))]
    if about is None and not drawn and not wrong:
        return {}
    if not isinstance(about, dict) or about.get("method") not in METHODS or not _is_whole(about.get("seed"), 0):
        problem = f"{where} does not say how its pages were drawn for gold"
        raise CorpusError(problem, f"a table [sampling] with method ({' or '.join(METHODS)}) and seed", _AGAIN)
    if wrong:
        problem = f"{where}, [pages.{wrong[0]}]: draw and probability do not go together"
        raise CorpusError(problem, "both, the probability above 0 and at most 1, or neither", _AGAIN)
    if [place for place, _ in drawn] != list(range(1, len(drawn) + 1)) or len(drawn) != sum("draw" in entry for entry in entries.values()):
        raise CorpusError(f"{where}: the pages drawn for gold are not numbered 1, 2, 3 and so on", "draw as it was written", _AGAIN)
    chances = {stem: float(entries[stem]["probability"]) for _, stem in drawn}
    return {"method": about["method"], "seed": about["seed"], "n": len(drawn), "of": about.get("of", len(entries)), "drawn": chances}


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_probability(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _left_out(held: Iterable[str], entries: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Count the page files and the gold files that the index does not name."""
    pages = {str(entry.get("file", f"{stem}.html")) for stem, entry in entries.items()}
    loose = [file for file in held if file not in pages]
    return {
        f"page files that {INDEX} does not name": sum(file.lower().endswith((".html", ".htm", ".xhtml")) for file in loose),
        f"gold files of no page in {INDEX}": len(_orphans(held, entries)),
    }


def _orphans(held: Iterable[str], entries: Mapping[str, object]) -> tuple[str, ...]:
    """Return the gold files of pages that the index does not name."""
    golds = {f"gold/{stem}.txt" for stem in entries}
    return tuple(sorted(file for file in held if file.startswith("gold/") and file.endswith(".txt") and file not in golds))


def _index(content: bytes, where: str) -> dict[str, Any]:
    """Parse ``pages.toml``."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise CorpusError(f"{where} is no TOML: {problem}", "one table [pages.NAME] for each page", "see gold/README.md") from problem


def _entries(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    entries = table.get("pages", {})
    if not isinstance(entries, dict):
        raise CorpusError(f"{where}: pages is {entries!r:.60}", "one table [pages.NAME] for each page", "see gold/README.md")
    return entries


def _page(stem: str, corpus: str, entry: Mapping[str, Any], held: Mapping[str, bytes], source: str) -> Page:
    file = entry.get("file", f"{stem}.html")
    if file not in held:
        raise CorpusError(f"{source} has no page file {file}", f"the file that {INDEX} names", f"mend {INDEX}")
    saved = unwrapped(file, held[file])
    if isinstance(saved, str):
        raise CorpusError(f"{source}: {file} is no page; it is among {saved}", "HTML or text, as saved or packed", f"mend {INDEX}")
    kind = Kind(entry.get("kind", saved.kind))
    texts: dict[str, Any] = {key: entry.get(key, "") for key in ("url", "encoding", "lang", "type", "title")}
    texts["encoding"] = texts["encoding"] or saved.encoding
    site = entry.get("site") or site_of(texts["url"])
    return Page(stem, corpus, saved.content, kind, site=site, devices=tuple(entry.get("devices", ())), **texts)


def _gold(stem: str, entry: Mapping[str, Any], content: bytes | None, where: str) -> Gold | None:
    must_have, must_not = tuple(entry.get("must_have", ())), tuple(entry.get("must_not", ()))
    if content is None:
        return Gold(stem, None, must_have, must_not) if must_have or must_not else None
    text = decode(content, "utf-8", Kind.TEXT)
    blocks, draft = parse(text, where)
    is_blank, begun = says_empty(text, where), starts(text, where)
    return Gold(stem, blocks, must_have, must_not, draft=draft, blank=is_blank, file=where, lines=begun)


def _check_entry(entry: object, where: str) -> None:
    """Raise CorpusError unless a page's table holds known keys with values of the right type."""
    if not isinstance(entry, dict):
        raise CorpusError(f"{where} is no table", "keys such as file, url, type, lang")
    _only(entry, _PAGE_KEYS | _SAMPLE_KEYS, where)
    for key, value in entry.items():
        if key in _SAMPLE_KEYS:
            continue  # the sample as a whole is checked by :func:`sampling_of`
        is_list = key in _LISTS
        right = isinstance(value, list) and all(isinstance(item, str) for item in value) if is_list else isinstance(value, str)
        if not right:
            raise CorpusError(f"{where}: {key} is {value!r}", "a list of strings" if is_list else "a string")
    if entry.get("kind", "html") not in list(Kind):
        raise CorpusError(f"{where}: kind is {entry['kind']!r}", "html or text")
    if unknown := [code for code in entry.get("settled", ()) if code not in CODES]:
        raise CorpusError(f"{where}: settled has {unknown[0]!r}", "codes as corpus check prints them, such as 'suspect'")


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise CorpusError(f"{where}: nothing is called {key!r}", f"one of: {', '.join(sorted(known))}")
