"""CleanEval files: pages as HTML beside cleaned text with ``URL:`` line or ``<p> <h> <l>`` tags.

Source: CleanEval shared task, annotation guidelines (sigwac.org.uk/cleaneval). Folders are called ``orig``/``clean`` or
``input``/``GoldStandard`` or the like; a page and its gold have the same number: ``12.html`` with ``12.txt`` or ``12-cleaned.txt``.
"""

import re
from collections.abc import Collection
from html import unescape

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import text_blocks
from bench.corpus.source.archive import Source
from bench.corpus.structure.blocks import merged
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Kind, Page

NAME = "cleaneval"
_PAGE = re.compile(r"^(.*?)([^/]+)\.html?$")
_GOLD = re.compile(r"^(.*?)([^/]+?)(?:-cleaned|-clean)?\.txt$")
_URL = re.compile(r"^\s*URL:?\s*(\S*).*$", re.MULTILINE)
_MARK = re.compile(r"<(p|h|l)>", re.IGNORECASE)
_NONE = re.compile(r"<!--\s*this page contains no article\s*-->", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:p|h|l)>", re.IGNORECASE)
_ENVELOPE = re.compile(rb"^\s*<text\b[^>]*>\s*|\s*</text>\s*$", re.IGNORECASE)
_ENCODING = re.compile(rb"<text\b[^>]*\bencoding=[\"']?([\w.:-]+)", re.IGNORECASE)
_ROLES = {"p": "paragraph", "h": "heading", "l": "list"}
_SAMPLE = 5


def recognises(source: Source) -> bool:
    """Whether numbered pages lie beside texts of the same number that carry CleanEval's tags."""
    pages, golds = _files(source)
    both = sorted(set(pages) & set(golds))[:_SAMPLE]
    return bool(both) and all(_is_gold(decode(source.read(golds[key]), "utf-8", Kind.TEXT)) for key in both)


def _is_gold(text: str) -> bool:
    """Whether a text has tags, begins with an address, or says that its page has no article."""
    return bool(_MARK.search(text) or _URL.match(text) or _NONE.search(text))


def read(source: Source, name: str) -> Corpus:
    """Read all pages that have gold; as annotated it is the part ``tagged``, whose tags are scored too."""
    page_names, gold_names = _files(source)
    keys = sorted(set(page_names) & set(gold_names))
    _check_single(source, keys)
    if not keys:
        raise CorpusError(f"{source.label} has no page with gold of the same number", "such as 12.html with 12.txt or 12-cleaned.txt")
    wanted = {page_names[key] for key in keys} | {gold_names[key] for key in keys}
    held = dict(source.members(wanted.__contains__))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for key in keys:
        tagged = decode(held[gold_names[key]], "", Kind.TEXT)
        url = line[1] if (line := _URL.match(tagged)) else ""
        pages.append(_page(key, name, held[page_names[key]], url))
        cleaned = blocks(tagged)
        is_blank = not cleaned and bool(tagged.strip())  # under the annotator's URL line; a file without a word says nothing
        gold[key] = Gold(key, cleaned, parts={"tagged": tagged}, blank=is_blank)
    left_out = {"pages without gold of the same number": len(page_names) - len(keys), "texts without a page": len(gold_names) - len(keys)}
    return assemble(name, pages, gold, citation="Baroni et al., CleanEval, LREC 2008", source=source.label, left_out=left_out)


def blocks(tagged: str) -> tuple[Block, ...]:
    """Return tagged text as blocks: no ``URL:`` line, one for each tag, neighbouring items in one.

    Text without a tag is cut at blank lines.
    """
    bare = _NONE.sub("", _URL.sub("", tagged, count=1) if _URL.match(tagged) else tagged)
    if not _MARK.search(bare):
        return tuple(Block(" ".join(unescape(block.text).split())) for block in text_blocks(bare))
    pieces = _MARK.split(_CLOSED.sub("", bare))
    marked = [("p", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    plain = ((" ".join(unescape(text).split()), _ROLES[mark.lower()]) for mark, text in marked)
    return merged(piece for piece in plain if piece[0])


def _files(source: Source) -> tuple[dict[str, str], dict[str, str]]:
    """Return page id -> file name for pages and for gold; ids are file stems."""
    pages = {match[2]: name for name in source.names if (match := _PAGE.match(name))}
    golds = {match[2]: name for name in source.names if (match := _GOLD.match(name))}
    return pages, golds


def _check_single(source: Source, keys: Collection[str]) -> None:
    """Raise CorpusError where two files of a kind have the number of one page."""
    for pattern in (_PAGE, _GOLD):
        known: dict[str, str] = {}
        for match in filter(None, map(pattern.match, source.names)):
            other = known.setdefault(match[2], match[0])
            if other != match[0] and match[2] in keys:
                what = f"{source.label} has two files for page {match[2]}: {other} and {match[0]}"
                raise CorpusError(what, "one page and one text for each number", f"name one part: {source.label}/FOLDER")


def _page(key: str, corpus: str, content: bytes, url: str) -> Page:
    """Return one page without the ``<text ...>`` envelope, whose declared encoding is kept."""
    declared = _ENCODING.search(content[:1024])
    encoding = declared[1].decode("ascii") if declared else ""
    return Page(key, corpus, _ENVELOPE.sub(b"", content), url=url, site=site_of(url), encoding=encoding)
