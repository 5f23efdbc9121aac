"""Corpora of one JSON object for each folder, which maps pages to what is known of them, beside a folder of the pages.

- article-extraction-dataset (NAEB): ``articles.json`` and ``html/<id>.html``; Apache-2.0.
- magic-html: ``base.json`` and ``htmls/<id>.html`` in ``article`` and ``forum``, which are parts of ids and page types; Apache-2.0.
- fundus-evaluation: ``ground_truth.json``, by file name, and ``html/<id>.html.gz``; gold as a list of paragraphs; MIT.
"""

from dataclasses import dataclass
from typing import Any

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import objects, text_blocks
from bench.corpus.source.archive import Source
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Page

NAME = "keyed"


@dataclass(frozen=True, slots=True)
class _Format:
    """Where one project keeps its gold and its pages, and under which key the text stands."""

    truth: str
    pages: str
    ending: str
    text: str
    licence: str
    citation: str


_FORMATS = (
    _Format("articles.json", "html", ".html", "articleBody", "Apache-2.0", "article-extraction-dataset (NAEB), 2024"),
    _Format("base.json", "htmls", ".html", "content", "Apache-2.0", "OpenDataLab, magic-html, 2024"),
    _Format("ground_truth.json", "html", ".html.gz", "body", "MIT", "Dallabetta et al., Fundus, ACL 2024"),
)


def recognises(source: Source) -> bool:
    """Whether there is a file of gold of one of the projects beside a folder of its pages."""
    return _found(source) is not None


def read(source: Source, name: str) -> Corpus:
    """Read every page that has gold; gold without its page, and pages without gold, are counted."""
    found = _found(source)
    if found is None:
        expected = ", ".join(f"{one.truth} beside {one.pages}/" for one in _FORMATS)
        raise CorpusError(f"{source.label} holds no gold by page", expected)
    form, folders = found
    several = len(folders) > 1
    prefixes = {folder: f"{folder.rstrip('/').rpartition('/')[2]}/" if several else "" for folder in folders}
    places = {f"{folder}{form.pages}/": folder for folder in folders}
    stored = dict(source.members(lambda member: f"{member.rpartition('/')[0]}/" in places and member.endswith(form.ending)))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    used: set[str] = set()
    lacking = 0
    for folder, prefix in prefixes.items():
        where = f"{folder}{form.truth}"
        for key, entry in sorted(objects(source.read(where), f"{source.label}/{where}").items()):
            stem = key.removesuffix(form.ending)
            member = f"{folder}{form.pages}/{stem}{form.ending}"
            if member not in stored:
                lacking += 1
                continue
            used.add(member)
            page_id = f"{prefix}{stem}"
            pages.append(_page(page_id, name, stored[member], form, entry, prefix.rstrip("/")))
            gold[page_id] = Gold(page_id, _blocks(entry.get(form.text), f"{source.label}/{where}: {key}"))
    left_out = {"documents without a page": lacking, "pages without a document": len(stored.keys() - used)}
    return assemble(name, pages, gold, licence=form.licence, citation=form.citation, source=source.label, left_out=left_out)


def _found(source: Source) -> tuple[_Format, tuple[str, ...]] | None:
    """Return the format, and the folders that hold its gold and a folder of pages."""
    held = {member.rpartition("/")[0] for member in source.names}
    for form in _FORMATS:
        truths = (member.removesuffix(form.truth) for member in source.names if member.rpartition("/")[2] == form.truth)
        folders = tuple(sorted(folder for folder in truths if f"{folder}{form.pages}" in held))
        if folders:
            return form, folders
    return None


def _page(key: str, corpus: str, stored: bytes, form: _Format, entry: dict[str, Any], kind: str) -> Page:
    """Return one page; where there are no parts they are articles."""
    url = str(entry.get("url") or "")
    packed = form.ending.endswith(".gz")
    return Page(key, corpus, stored, packed=packed, url=url, site=site_of(url), type=kind or "article", title=str(entry.get("title") or ""))


def _blocks(text: object, where: str) -> tuple[Block, ...]:
    """Return the paragraphs of a text, or of a list of texts, as blocks; raises CorpusError otherwise."""
    if isinstance(text, str):
        return text_blocks(text)
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        return tuple(block for part in text for block in text_blocks(part))
    raise CorpusError(f"{where} has {type(text).__name__} as its text", "a string, or a list of strings")
