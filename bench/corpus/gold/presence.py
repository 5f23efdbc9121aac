"""How much of a gold text is on its page: the measure behind the audit."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bench.corpus.structure.blocks import parse_markup
from bench.corpus.text.decode import decode
from bench.model import Block, Kind, Page

WINDOW = 5  # words: long enough that a match is no accident, short enough to pass over an ad within a paragraph
_WORD = re.compile(r"\w+")
_NOT_WORD = re.compile(r"[\W_]+")
_UNSEEN = ("script", "style", "template", "svg")


def page_text(page: Page) -> str:
    """Return all text of a page, hidden twins and image descriptions too, but scripts and styles."""
    text = decode(page.content, page.encoding, page.kind)
    root = None if page.kind is Kind.TEXT else parse_markup(text)
    if root is None:
        return text
    from lxml import etree

    described = [str(value) for value in root.xpath("//@alt | //@title | //@placeholder | //@aria-label | //@value | //@content")]
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return "".join(root.itertext()) + "\n" + "\n".join(described)


def squeeze(text: str) -> str:
    """Return the letters and digits alone, case folded, for spacing and punctuation do not matter."""
    return _NOT_WORD.sub("", text).casefold()


def words(text: str) -> list[str]:
    """Return the words of ``text``, case folded: a coarse measure for the audit, never a score."""
    return _WORD.findall(text.casefold())


def share_on_page(blocks: Iterable[Block], squeezed_page: str) -> tuple[float, str]:
    """Return the share of gold in ``squeezed_page``, and the first words that are missing ("" for none).

    The share is weighted by letters. A block counts whole where it stands on the page as it is, else by windows of :data:`WINDOW` words
    (of each cell or item).
    """
    total = present = 0
    missing = ""
    for block in blocks:
        size = len(squeeze(block.text))
        share, first = _block_share(block, squeezed_page)
        total += size
        present += round(size * share)
        missing = missing or first
    return (present / total if total else 1.0), missing


def _block_share(block: Block, squeezed_page: str) -> tuple[float, str]:
    if squeeze(block.text) in squeezed_page:
        return 1.0, ""
    units = re.split(r" \| |\n", block.text) if block.role in {"table", "list"} else [block.text]
    runs = [" ".join(run) for unit in units for run in windows(_WORD.findall(unit))]
    absent = [run for run in runs if squeeze(run) not in squeezed_page]
    return 1 - len(absent) / max(len(runs), 1), absent[0] if absent else ""


def windows(run: Sequence[str], size: int = WINDOW) -> Iterator[Sequence[str]]:
    """Yield all runs of ``size`` words, the text itself where it is shorter, nothing where it is empty."""
    if run and len(run) < size:
        yield run
    for start in range(len(run) - size + 1):
        yield run[start : start + size]
