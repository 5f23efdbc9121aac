"""Where a page says it comes from: its address and its language."""

import re

from bench.corpus.structure.blocks import parse_markup

_TELLING = re.compile(r"<(?:html\b|(?:link|meta)\b[^<]*?(?:canonical|og:url))", re.IGNORECASE)
_TAG = 1 << 14  # characters after a telling tag begins that are parsed too: its attributes


def address_and_language(markup: str) -> tuple[str, str]:
    """Return URL (canonical link, ``og:url``) and language of a page, or "".

    The markup is parsed no further than its last tag that may tell: most of a page comes after it.
    """
    ends = [found.end() for found in _TELLING.finditer(markup)]
    root = parse_markup(markup[: ends[-1] + _TAG]) if ends else None
    if root is None:
        return "", ""
    links = root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href | //meta[@property='og:url']/@content")
    url = next((str(link) for link in links if str(link).startswith(("http://", "https://"))), "")
    return url, str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
