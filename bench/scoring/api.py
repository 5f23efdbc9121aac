"""Score strings with any protocol in two lines: for notebooks and for someone's own evaluation.

>>> import bench
>>> bench.score("the article", "the article and the menu")["recall"]
1.0
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from bench.errors import ProtocolError
from bench.model import Block, Gold, Scorer
from bench.scoring import load_to_score

T = TypeVar("T")


def score(gold: str | Gold | Sequence[str | Gold], text: str | Sequence[str], protocol: str = "aligned") -> dict[str, float]:
    """Return a protocol's metrics by name, on its own scale; NaN where one is undefined.

    ``gold`` and ``text`` are one page each, or sequences of as many pages, whose figures are put together as the protocol does. A gold
    string is the page's text (and its Markdown, for protocols that want that); pass a :class:`bench.model.Gold` for optional blocks or
    segments. An output of "" is a failed page. Raises ProtocolError for an unknown protocol, gold it cannot use, or sequences of unlike
    length.
    """
    scorer, pairs = _pairs(gold, text, protocol)
    rows = np.array([scorer.row(scorer.prepare(truth), returned) for truth, returned in pairs], float)
    figures = scorer.finish(scorer.parts(rows.reshape(len(pairs), len(scorer.columns))).sum(axis=-2))
    return dict(zip(scorer.metrics, map(float, figures), strict=True))


def score_pages(gold: Sequence[str | Gold], text: Sequence[str], protocol: str = "aligned") -> list[dict[str, float]]:
    """Return each page's own metrics, in order; arguments and errors as for :func:`score`."""
    return [score(truth, returned, protocol) for truth, returned in _pairs(gold, text, protocol)[1]]


def _pairs(gold: str | Gold | Sequence[str | Gold], text: str | Sequence[str], protocol: str) -> tuple[Scorer, list[tuple[Gold, str]]]:
    """Return the scorer, and gold and text page by page."""
    scorer = load_to_score(protocol)
    golds = [gold] if isinstance(gold, str | Gold) else _list(gold, "gold")
    texts = [text] if isinstance(text, str) else _list(text, "text")
    if isinstance(gold, str | Gold) != isinstance(text, str) or len(golds) != len(texts):
        expected = "one text for each gold: two strings, or two sequences of the same length"
        raise ProtocolError(f"{len(golds)} golds for {len(texts)} texts", expected)
    for name, items, kinds in (("gold", golds, (str, Gold)), ("text", texts, (str,))):
        if strange := [item for item in items if not isinstance(item, kinds)]:
            raise ProtocolError(f"{name} is {type(strange[0]).__name__}", " or ".join(kind.__name__ for kind in kinds))
    made = [_gold(item) for item in golds]
    if unfit := [at for at, item in enumerate(made) if not scorer.applies(item)]:
        wrong = f"protocol {protocol!r} needs {scorer.needs}, which gold {unfit[0]} does not have"
        raise ProtocolError(wrong, "a bench.model.Gold with it", "boilerbench protocols")
    return scorer, list(zip(made, texts, strict=True))


def _list(value: Sequence[T], name: str) -> list[T]:
    """Return a sequence as a list; raises ProtocolError where it is none."""
    try:
        return list(value)
    except TypeError:
        raise ProtocolError(f"{name} is {type(value).__name__}", "a string, or a sequence of them") from None


def _gold(item: str | Gold) -> Gold:
    """Return gold as it is, or a string as the text (tags and Markdown included) of one."""
    return item if isinstance(item, Gold) else Gold("", (Block(item),), parts={"markdown": item, "structure": item, "tagged": item})
