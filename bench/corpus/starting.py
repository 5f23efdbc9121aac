"""Starting a user's own corpus in a folder of saved pages: their index, and gold to be cleaned."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.corpus.gold.goldtext import write
from bench.corpus.plain import id_of
from bench.corpus.readers.assembly import assemble, said, site_of
from bench.corpus.readers.native import INDEX
from bench.corpus.source.members import folded
from bench.corpus.structure.origin import address_and_language
from bench.corpus.structure.saved import files_below, read_saved
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.escaping import terminal, toml
from bench.files import whole
from bench.model import Block, Corpus, Kind, Page

_HEAD = """# A corpus of your own: boilerbench run --corpus {folder}
# One table for each page; see gold/README.md of boilerbench for all keys. Gold is in gold/<page>.txt: clean it by reading the page.
schema = 1
name = {name}
licence = ""
citation = ""
"""


def saved_pages(folder: Path) -> Corpus:
    """Return the pages in ``folder`` and below that are not in its index, without gold.

    What is passed over is counted by reason in ``left_out``. Raises CorpusError for no page, and for names that are no UTF-8.
    """
    if not folder.is_dir():
        raise CorpusError(f"there is no folder {folder}", "a folder of saved pages (.html, .htm, .mhtml, .txt, also .gz)")
    known = _known_files(folder)
    taken = {folded(path.relative_to(folder / "gold").as_posix().removesuffix(".txt")) for path in (folder / "gold").rglob("*.txt")}
    left_out: Counter[str] = Counter()
    pages: list[Page] = []
    for name in sorted(files_below(folder, left_out)):
        if name in known or name == INDEX:
            continue
        page = _page(folder, name, taken)
        if isinstance(page, Page):
            pages.append(page)
        else:
            left_out[page] += 1
    if not pages:
        why = f" (passed over: {said(left_out)})" if left_out else ""
        expected = "saved pages: files ending in .html, .htm, .mhtml, .txt and the like, or that begin as HTML does"
        raise CorpusError(f"{folder} holds no saved page that is not in {INDEX} yet{why}", expected)
    return assemble(folder.resolve().name, pages, {}, source=str(folder), left_out=left_out, repeated=0)


def start(folder: Path, pages: Sequence[Page], drafts: Mapping[str, Sequence[Block]]) -> list[Path]:
    """Write a draft gold file for each page, append pages to the folder's index, return the gold files.

    ``pages`` are those of :func:`saved_pages`, whose titles are file names. Gold that is there already is never touched.
    """
    targets = {page.id: folder / "gold" / f"{page.id}.txt" for page in pages}
    new = {key: target for key, target in targets.items() if not target.exists()}
    for key, target in new.items():
        _write(target, write(drafts.get(key, ()), draft=True))
    index = folder / INDEX
    name = toml(folder.resolve().name)
    head = index.read_text(encoding="utf-8-sig") if index.exists() else _HEAD.format(folder=terminal(str(folder)), name=name)
    _write(index, head.rstrip("\n") + "\n" + "".join(_entry(page) for page in pages))
    return list(new.values())


def _known_files(folder: Path) -> set[str]:
    index = folder / INDEX
    try:
        table = tomllib.loads(index.read_text(encoding="utf-8-sig")) if index.is_file() else {}
    except (ValueError, RecursionError) as problem:
        raise CorpusError(f"{index} is no TOML: {problem}", "the index that this command wrote") from problem
    entries = table.get("pages", {})
    if not isinstance(entries, dict):
        raise CorpusError(f"{index}: pages is {entries!r:.80}", "one table [pages.NAME] for each page")
    return {str(entry.get("file", f"{key}.html")) for key, entry in entries.items() if isinstance(entry, dict)}


def _page(folder: Path, name: str, taken: set[str]) -> Page | str:
    """Return one saved page, its file as the title, or why it is none; ``taken`` gains its id."""
    try:
        stored = (folder / name).read_bytes()
    except OSError as problem:
        return f"files that cannot be read ({problem.strerror})"
    saved = read_saved(name, stored) if stored else "empty files"
    if isinstance(saved, str):
        return saved
    key = id_of(name, taken)
    url, lang = address_and_language(decode(saved.content, saved.encoding)) if saved.kind is Kind.HTML else ("", "")
    url = saved.url or url
    corpus = folder.resolve().name
    return Page(key, corpus, saved.content, saved.kind, url=url, site=site_of(url), lang=lang, title=name, encoding=saved.encoding)


def _entry(page: Page) -> str:
    """Return a page's table for the index."""
    facts = {"file": page.title, "url": page.url, "type": "", "lang": page.lang}
    return f"\n[pages.{toml(page.id)}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in facts.items())


def _write(target: Path, text: str) -> None:
    with whole(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
