"""Our own format: a folder with ``pages.toml``, its pages, and gold in ``gold/<page>.txt``."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.corpus.gold.goldtext import parse
from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.source.archive import Source
from bench.corpus.source.installed import data_root
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Kind, Page

NAME = "native"
INDEX = "pages.toml"
_PAGE_KEYS = {"file", "url", "site", "type", "lang", "encoding", "devices", "must_have", "must_not", "title", "kind"}
_TOP_KEYS = {"schema", "name", "licence", "citation", "oracle", "pages"}


@dataclass(frozen=True, slots=True)
class NativeFiles:
    """Where a native corpus lies: ``page`` reads by file, ``gold`` by page id (None = there is none)."""

    index: str
    page: Callable[[str], bytes]
    gold: Callable[[str], bytes | None]
    where: str


def recognises(source: Source) -> bool:
    """Whether the source has a ``pages.toml`` at its top."""
    return INDEX in source.names


def read(source: Source, name: str) -> Corpus:
    """Read a corpus in one folder or archive: ``pages.toml``, page files, ``gold/<page>.txt``."""
    held = dict(source.members())
    table = _index(held[INDEX], f"{source.label}/{INDEX}")

    def page(file: str) -> bytes:
        """Return a page file of the source."""
        if file not in held:
            raise CorpusError(f"{source.label} has no page file {file}", f"the file that {INDEX} names", f"mend {INDEX}")
        return held[file]

    files = NativeFiles(f"{source.label}/{INDEX}", page, lambda stem: held.get(f"gold/{stem}.txt"), f"{source.label}/gold")
    return build(table, files, name, source.label)


def embedded() -> Corpus:
    """Read the corpus that comes with this package."""
    seeds, gold = data_root("seeds") / "embedded", data_root("gold") / "embedded"
    if not (seeds / INDEX).is_file():
        raise CorpusError(
            f"the embedded corpus is missing: there is no {seeds / INDEX}", "a whole installation", "install boilerbench again"
        )

    def text(stem: str) -> bytes | None:
        """Return a gold file, None where there is none."""
        path = gold / f"{stem}.txt"
        return path.read_bytes() if path.is_file() else None

    def page(file: str) -> bytes:
        """Return a page file of this package."""
        try:
            return (seeds / file).read_bytes()
        except OSError as problem:
            raise CorpusError(f"page file {seeds / file} cannot be read: {problem.strerror}", f"the file that {INDEX} names") from problem

    index = seeds / INDEX
    return build(_index(index.read_bytes(), str(index)), NativeFiles(str(index), page, text, str(gold)), "embedded", "embedded")


def build(table: Mapping[str, Any], files: NativeFiles, name: str, source: str) -> Corpus:
    """Make the corpus that ``table`` (a parsed ``pages.toml``) describes."""
    _only(table, _TOP_KEYS, files.index)
    entries = table.get("pages", {})
    pages: list[Page] = []
    golds: dict[str, Gold] = {}
    for stem in sorted(entries):
        where = f"{files.index}, [pages.{stem}]"
        page = _page(stem, name, entries[stem], files, where)
        gold = _gold(stem, entries[stem], files)
        pages.append(page)
        if gold is not None:
            golds[stem] = gold
    return assemble(
        name,
        pages,
        golds,
        licence=str(table.get("licence", "")),
        citation=str(table.get("citation", "")),
        source=source,
        oracle=bool(table.get("oracle", False)),
    )


def _index(content: bytes, where: str) -> dict[str, Any]:
    """Parse ``pages.toml``."""
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CorpusError(f"{where} is no TOML: {problem}", "one table [pages.NAME] for each page", "see gold/README.md") from problem


def _page(stem: str, corpus: str, entry: Mapping[str, Any], files: NativeFiles, where: str) -> Page:
    _check_entry(entry, where)
    file = str(entry.get("file", f"{stem}.html"))
    kind = Kind(entry["kind"]) if "kind" in entry else Kind.TEXT if file.lower().endswith(".txt") else Kind.HTML
    url = str(entry.get("url", ""))
    return Page(
        id=stem,
        corpus=corpus,
        stored=files.page(file),
        kind=kind,
        url=url,
        site=str(entry.get("site", "")) or site_of(url),
        encoding=str(entry.get("encoding", "")),
        lang=str(entry.get("lang", "")),
        type=str(entry.get("type", "")),
        devices=tuple(entry.get("devices", ())),
        title=str(entry.get("title", "")),
    )


def _gold(stem: str, entry: Mapping[str, Any], files: NativeFiles) -> Gold | None:
    must_have, must_not = tuple(entry.get("must_have", ())), tuple(entry.get("must_not", ()))
    content = files.gold(stem)
    if content is None:
        return Gold(stem, None, must_have, must_not) if must_have or must_not else None
    blocks, draft = parse(decode(content, "utf-8", Kind.TEXT), f"{files.where}/{stem}.txt")
    return Gold(stem, blocks, must_have, must_not, draft=draft)


def _check_entry(entry: object, where: str) -> None:
    """Raise CorpusError unless a page's table holds known keys with values of the right type."""
    if not isinstance(entry, dict):
        raise CorpusError(f"{where} is no table", "keys such as file, url, type, lang")
    _only(entry, _PAGE_KEYS, where)
    for key, value in entry.items():
        wanted = "a list of strings" if key in {"devices", "must_have", "must_not"} else "a string"
        right = isinstance(value, list) and all(isinstance(item, str) for item in value) if "list" in wanted else isinstance(value, str)
        if not right:
            raise CorpusError(f"{where}: {key} is {value!r}", wanted)
    if entry.get("kind", "html") not in list(Kind):
        raise CorpusError(f"{where}: kind is {entry['kind']!r}", "html or text")


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise CorpusError(f"{where}: nothing is called {key!r}", f"one of: {', '.join(sorted(known))}")
