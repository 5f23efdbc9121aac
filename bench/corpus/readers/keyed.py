"""Corpora of one JSON object for each folder, which maps pages to what is known of them, beside a folder of the pages.

- article-extraction-dataset (NAEB): ``articles.json`` and ``html/<id>.html``; Apache-2.0.
- magic-html: ``base.json`` and ``htmls/<id>.html`` in ``article`` and ``forum``, which are parts of ids and page types; Apache-2.0.
- fundus-evaluation: ``ground_truth.json``, by file name, and ``html/<id>.html.gz``; gold as a list of paragraphs, those in
  brackets optional; MIT.
"""

from dataclasses import dataclass
from typing import Any

from bench.corpus.readers.assembly import assemble, metadata, site_of
from bench.corpus.readers.records import objects, text_blocks
from bench.corpus.source.archive import Source
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Page

NAME = "keyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """Where one project keeps its gold and its pages, and under which key the text stands."""

    truth: str
    pages: str
    ending: str
    text: str
    licence: str
    citation: str
    stated: bool = False  # it has title, authors and date
    bracketed: bool = False  # a paragraph in brackets is optional


_FORMATS = (
    _Format(
        truth="articles.json",
        pages="html",
        ending=".html",
        text="articleBody",
        licence="Apache-2.0",
        citation="article-extraction-dataset (NAEB), 2024",
        stated=True,
    ),
    _Format(
        truth="base.json",
        pages="htmls",
        ending=".html",
        text="content",
        licence="Apache-2.0",
        citation="OpenDataLab, magic-html, 2024",
    ),
    _Format(
        truth="ground_truth.json",
        pages="html",
        ending=".html.gz",
        text="body",
        licence="MIT",
        citation="Dallabetta et al., Fundus, ACL 2024",
        bracketed=True,
    ),
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
            blocks = _blocks(entry.get(form.text), f"{source.label}/{where}: {key}", bracketed=form.bracketed)
            stated = metadata(entry.get("title"), entry.get("authors"), entry.get("date")) if form.stated else {}
            gold[page_id] = Gold(page_id, blocks, parts=stated)
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


def _blocks(text: object, where: str, *, bracketed: bool) -> tuple[Block, ...]:
    """Return the paragraphs of a text, or of a list of texts, as blocks; raises CorpusError otherwise."""
    texts = [text] if isinstance(text, str) else text
    if not isinstance(texts, list) or not all(isinstance(part, str) for part in texts):
        raise CorpusError(f"{where} has {type(text).__name__} as its text", "a string, or a list of strings")
    return tuple(block for part in texts for block in _paragraphs(part, bracketed=bracketed))


def _paragraphs(text: str, *, bracketed: bool) -> tuple[Block, ...]:
    """Return one text as blocks; where brackets mean optional it is one paragraph, kept letter by letter."""
    if not bracketed:
        return text_blocks(text)
    optional = text[:1] == "[" and text[-1:] == "]"
    return (Block(text[1:-1] if optional else text, optional=optional),) if text.strip() else ()
