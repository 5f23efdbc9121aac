"""Where a page says it comes from: its address and its language."""

from bench.corpus.structure.blocks import parse_markup


def address_and_language(markup: str) -> tuple[str, str]:
    """Return URL (canonical link, ``og:url``) and language of a page, or ""."""
    root = parse_markup(markup)
    if root is None:
        return "", ""
    links = root.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href | //meta[@property='og:url']/@content")
    url = next((str(link) for link in links if str(link).startswith(("http://", "https://"))), "")
    return url, str(root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
