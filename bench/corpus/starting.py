"""Starting a user's own corpus in a folder of saved pages: their index, and gold to be cleaned."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.corpus.gold.goldtext import write
from bench.corpus.gold.readings import FOLDER
from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.native import INDEX
from bench.corpus.source.members import folded
from bench.corpus.structure.blocks import parse_markup
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.files import whole
from bench.model import Block, Corpus, Kind, Page

_ENDINGS = (".html", ".htm", ".xhtml", ".txt")
_UNSAFE = re.compile(r"[^\w.-]+")
_HEAD = """# A corpus of your own: boilerbench run --corpus {folder}
# One table for each page; see gold/README.md of boilerbench for all keys. Gold is in gold/<page>.txt: clean it by reading the page.
schema = 1
name = {name}
licence = ""
citation = ""
"""


def saved_pages(folder: Path) -> Corpus:
    """Return the pages in ``folder`` that are not in its index, without gold; raises CorpusError for none."""
    if not folder.is_dir():
        raise CorpusError(f"there is no folder {folder}", "a folder of saved pages (.html, .htm or .txt)")
    known = _known_files(folder)
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.is_file() and path.name not in known)
    if not files:
        raise CorpusError(f"{folder} holds no saved page that is not in {INDEX} yet", "files ending in .html, .htm or .txt")
    taken = {folded(path.stem) for path in (folder / "gold").glob("*.txt")}
    left_out = {
        f"files that do not end in {', '.join(_ENDINGS)}": sum(_is_foreign(path) for path in folder.iterdir()),
        "folders (the pages of each are a corpus of their own)": sum(_is_folder(path) for path in folder.iterdir()),
    }
    return assemble(folder.resolve().name, [_page(path, taken) for path in files], {}, source=str(folder), left_out=left_out)


def _is_foreign(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() not in _ENDINGS and path.name != INDEX and not path.name.startswith(".")


def _is_folder(path: Path) -> bool:
    """Whether a folder may hold pages: no gold or second readings, nor what a browser saves beside a page."""
    return path.is_dir() and path.name not in {"gold", FOLDER} and not path.name.endswith("_files") and not path.name.startswith(".")


def start(folder: Path, pages: Sequence[Page], drafts: Mapping[str, Sequence[Block]]) -> list[Path]:
    """Write a draft gold file for each page, append pages to the folder's index, return the gold files.

    ``pages`` are those of :func:`saved_pages`, whose titles are file names. Gold that is there already is never touched.
    """
    targets = {page.id: folder / "gold" / f"{page.id}.txt" for page in pages}
    new = {key: target for key, target in targets.items() if not target.exists()}
    for key, target in new.items():
        _write(target, write(drafts.get(key, ()), draft=True))
    index = folder / INDEX
    head = index.read_text(encoding="utf-8") if index.exists() else _HEAD.format(folder=folder, name=json.dumps(folder.resolve().name))
    _write(index, head.rstrip("\n") + "\n" + "".join(_entry(page) for page in pages))
    return list(new.values())


def _known_files(folder: Path) -> set[str]:
    index = folder / INDEX
    try:
        table = tomllib.loads(index.read_text(encoding="utf-8")) if index.is_file() else {}
    except ValueError as problem:
        raise CorpusError(f"{index} is no TOML: {problem}", "the index that this command wrote") from problem
    return {str(entry.get("file", f"{key}.html")) for key, entry in table.get("pages", {}).items() if isinstance(entry, dict)}


def _page(path: Path, taken: set[str]) -> Page:
    """Return one saved page, its file name as the title; ``taken`` (of the caller) gains its id."""
    stem = _UNSAFE.sub("-", path.stem).strip("-.") or "page"
    key = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if folded(name) not in taken)
    taken.add(folded(key))
    kind = Kind.TEXT if path.suffix.lower() == ".txt" else Kind.HTML
    content = path.read_bytes()
    url, lang = _facts(decode(content)) if kind is Kind.HTML else ("", "")
    return Page(key, path.parent.resolve().name, content, kind, url=url, site=site_of(url), lang=lang, title=path.name)


def _facts(markup: str) -> tuple[str, str]:
    """Return URL ("saved from" comment, canonical link, ``og:url``) and language of a page, or ""."""
    saved = re.findall(r"<!-- saved from url=\(\d+\)(\S+) -->", markup[:2000])[:1]
    root = parse_markup(markup)
    if root is None:
        return "".join(saved), ""
    links = root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href | //meta[@property='og:url']/@content")
    url = next((str(link) for link in saved + links if str(link).startswith(("http://", "https://"))), "")
    return url, str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")


def _entry(page: Page) -> str:
    """Return a page's table for the index; JSON strings, controls and all, are TOML strings here."""
    facts = {"file": page.title, "url": page.url, "type": "", "lang": page.lang}
    return f"\n[pages.{json.dumps(page.id)}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in facts.items())


def _write(target: Path, text: str) -> None:
    with whole(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
