"""Lines of gold that do not stand on the page letter for letter, or not in this order, or not so often."""

from collections import Counter
from collections.abc import Iterator

from bench.corpus.gold.audit.placement import GoldLine, Placement, visible
from bench.corpus.gold.presence import words

_LEAST = 25  # visible characters of a block that a person repeats by mistake: shorter ones are labels


def misquoted(placement: Placement) -> Iterator[tuple[GoldLine, str]]:
    """Yield (line, what stands on the page instead) for lines that stand nowhere on the page."""
    for line, found in zip(placement.lines, placement.found, strict=True):
        if not found:
            yield line, _nearest(placement, line.text)


def misplaced(placement: Placement) -> Iterator[tuple[GoldLine, str]]:
    """Yield (line, the line before it on the page) for lines that are out of the order of the page."""
    again = {block for block, _ in repeated(placement)}
    keys = Counter(line.key for line in placement.lines)
    for number, line in enumerate(placement.lines):
        found = placement.found[number]
        is_second = keys[line.key] > 1 and len(found) < keys[line.key]
        if found and placement.placed[number] < 0 and line.block not in again and not is_second:
            yield line, _before(placement, found[0])


def repeated(placement: Placement) -> Iterator[tuple[int, int]]:
    """Yield (block, the block that it repeats) for what the gold has more often than the page.

    A text that the page shows again at the place of the second block is none: a post that another quotes whole, a signature.
    """
    first: dict[str, int] = {}
    seen: Counter[str] = Counter()
    on_page = {line.key: len(found) for line, found in zip(placement.lines, placement.found, strict=True)}
    placed = zip(placement.lines, placement.placed, strict=True)
    shown = {line.block for line, place in placed if place >= 0 and _is_shown(placement, place)}
    for number, block in enumerate(placement.blocks):
        key = visible(block.text)
        known = first.setdefault(key, number)
        seen[key] += 1
        is_text = len(key) >= _LEAST and block.role in {"paragraph", "quote"} and not block.optional
        if known != number and ((is_text and number not in shown) or 0 < on_page.get(key, 0) < seen[key]):
            yield number, known


def _is_shown(placement: Placement, place: int) -> bool:
    return all(placement.page.passages[number].shown for number in placement.page.span(place, place + 1))


def _nearest(placement: Placement, text: str) -> str:
    """Return the passage of the page with most words of ``text``, "" where none has half of them."""
    wanted = Counter(words(text))
    best, most = "", wanted.total() / 2
    for passage in placement.page.passages:
        common = (wanted & Counter(words(passage.text))).total()
        if common > most:
            best, most = passage.text, common
    return _around(best, text)


def _around(passage: str, text: str) -> str:
    """Return the part of a passage that differs from ``text``, with what stands around it."""
    flat, wanted = " ".join(passage.split()), " ".join(text.split())
    head = next((at for at, (one, two) in enumerate(zip(flat, wanted, strict=False)) if one != two), 0)
    return flat[max(0, head - 20) :]


def _before(placement: Placement, start: int) -> str:
    """Return the last placed line that begins before a place on the page, "" for none."""
    earlier = [(place, number) for number, place in enumerate(placement.placed) if 0 <= place < start]
    return placement.lines[max(earlier)[1]].text if earlier else ""
