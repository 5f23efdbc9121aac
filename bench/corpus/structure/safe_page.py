"""A saved page made harmless: its own look and words, without scripts, forms, addresses or anything that is fetched."""

import re
from typing import Any

from bench.corpus.structure.leaves import CONTAINER_MARK, MARK

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin"
)  # scripts are allowed nowhere; the parent of the same origin may measure where blocks stand
_GONE = frozenset(
    str.split(
        "script iframe frame frameset object embed applet base meta link portal fencedframe audio video source track param template "
        "noembed noframes title use image feimage animate animatemotion animatetransform set discard foreignobject math plaintext xmp slot",
    )
)
_RENAMED = {
    "form": "div",
    "a": "span",
    "area": "span",
    "input": "span",
    "button": "span",
    "label": "span",
    "dialog": "div",
    "noscript": "div",
}
_KEPT = frozenset(
    str.split(
        "class id style dir lang alt title colspan rowspan align valign width height bgcolor color face size border cellpadding "
        "cellspacing start type value hidden open viewbox d fill points x y cx cy r rx ry x1 x2 y1 y2",
    )
) | {MARK, CONTAINER_MARK}
_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\([^\n0-9a-fA-F])")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_IMPORT = re.compile(r"@(?:import|namespace|charset)[^;]*(?:;|\Z)", re.IGNORECASE)
_FETCHING = re.compile(r"(?:url|src|(?:-webkit-)?image-set|expression)\s*\(|behaviou?r\s*:|-moz-binding\s*:", re.IGNORECASE)


def safe_page(root: Any) -> bytes:
    """Return a marked page as markup that runs nothing and asks for nothing.

    ``root`` is what :func:`bench.corpus.structure.leaves.mark` gives; it is changed.
    """
    from lxml import etree

    if root is None:
        return b"<!doctype html><title>page</title><p>This page cannot be shown.</p>"
    for element in list(root.iter()):
        gone = not isinstance(element.tag, str) or element.tag.lower() in _GONE
        if gone and not element.xpath(f"descendant-or-self::*[@{MARK}]"):
            _remove(element)
        else:
            _clean(element, "div" if gone else _RENAMED.get(element.tag.lower(), ""))
    markup = etree.tostring(root, encoding="unicode", method="html")
    return ("<!doctype html><meta charset=utf-8><title>page</title>\n" + markup).encode("utf-8", "replace")


def safe_css(css: str) -> str:
    """Return style rules without what fetches: imports, addresses, image sets; escapes are resolved first."""
    plain = _COMMENT.sub("", _ESCAPE.sub(_resolved, css))
    return _FETCHING.sub("removed(", _IMPORT.sub("", plain)).replace("<", "")


def _resolved(escape: re.Match[str]) -> str:
    """Return what a CSS escape stands for where that could hide a name; else the escape as it is."""
    if escape[1] is None:
        return escape[2] if escape[2].isalnum() else escape[0]
    number = int(escape[1], 16)
    meant = chr(number) if number < 0x110000 else ""
    return meant if meant.isascii() and (meant.isalnum() or meant in "-(@:") else escape[0]


def _clean(element: Any, name: str) -> None:
    """Take away what runs or is fetched; ``name``: the tag that it gets, if another."""
    tag = element.tag.lower()
    source = element.get("src", "") if tag == "img" else ""
    for attribute in list(element.attrib):
        if attribute.lower() not in _KEPT:
            del element.attrib[attribute]
    if _IMAGE.match(source):
        element.set("src", source)
    if "style" in element.attrib:
        element.set("style", safe_css(element.get("style")))
    if tag == "style":
        element.text = safe_css(element.text or "")
    element.tag = name or (element.tag if re.fullmatch(r"[a-z][a-z0-9-]*", tag) else "span")


def _remove(element: Any) -> None:
    """Take an element out, its tail stays."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
