"""Finding a declared encoding in a page's first bytes: the prescan of the HTML standard (13.2.3.2).

Two regular expressions do it. Both are possessive throughout, so their time is linear in the bytes given, whatever these are.
"""

import re

_SPACE = rb"[\t\n\x0c\r ]"
_CHARSET = re.compile(
    rb"charset" + _SPACE + rb"*=" + _SPACE + rb"*(?:\"([^\"]*)\"|'([^']*)'|([^\"'\t\n\x0c\r ;][^\t\n\x0c\r ;]*))", re.IGNORECASE
)
_XML = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([^\"'>\s]{1,40})", re.IGNORECASE)
# A name, and a value in double quotes, in single ones or without; what a quote that is never closed opens goes on to the end.
_ATTRIBUTE = (
    rb"([^\t\n\x0c\r />][^\t\n\x0c\r />=]*+)" + _SPACE + rb"*+"
    rb"(?:=" + _SPACE + rb"*+(?:\"([^\"]*+)\"?+|'([^']*+)'?+|([^\t\n\x0c\r >]*+)))?+"
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_REST = rb"(?:[\t\n\x0c\r /]++|" + re.sub(rb"\((?!\?)", rb"(?:", _ATTRIBUTE) + rb")*+"
_MARKUP = re.compile(
    rb"<(?:!--(?:(?s:.*?)(?<=-->)|(?s:.*))"
    rb"|meta(?=[\t\n\x0c\r /])(" + _REST + rb")"
    rb"|/?+[a-z][^\t\n\x0c\r >]*+" + _REST + rb">?+"
    rb"|[!/?][^>]*+)",
    re.IGNORECASE,
)


def prescan(head: bytes) -> str:
    """Return the encoding label that a page's first bytes declare, "" for none.

    It is that of the first ``<meta>`` that declares an encoding, else the one of an XML declaration. The XML declaration follows the
    standard's note that browsers read it for pages that have no other; comments are skipped.
    """
    for markup in _MARKUP.finditer(head):
        if markup[1] is not None and (label := _label(_attributes(markup[1]))):
            return label
    declared = _XML.match(head)
    return declared[1].decode("latin-1") if declared else ""


def _attributes(source: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag: the first of each name, lower-cased."""
    attributes: dict[bytes, bytes] = {}
    for name, double, single, bare in _ATTRIBUTES.findall(source):
        attributes.setdefault(name.lower(), double or single or bare)
    return attributes


def _label(attributes: dict[bytes, bytes]) -> str:
    """Return the encoding label that a meta element's attributes declare, or ""."""
    if b"charset" in attributes:
        return attributes[b"charset"].decode("latin-1").strip()
    if attributes.get(b"http-equiv", b"").lower() == b"content-type":
        return _from_content(attributes.get(b"content", b"")).decode("latin-1")
    return ""


def _from_content(content: bytes) -> bytes:
    """Return the charset of a Content-Type value, by the standard's algorithm for meta elements."""
    charset = _CHARSET.search(content)
    return next((group for group in charset.groups() if group is not None), b"") if charset else b""
