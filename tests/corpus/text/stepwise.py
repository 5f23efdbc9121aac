"""The prescan of the HTML standard (13.2.3.2), its walk over the markup step by step: what the regular expressions must agree with."""

from __future__ import annotations

import re

from bench.corpus.text import prescan as prescanned

_SPACE = b"\t\n\x0c\r "
_META = re.compile(rb"<meta[\t\n\x0c\r /]", re.IGNORECASE)
_TAG = re.compile(rb"</?[a-z]", re.IGNORECASE)


def prescan(head: bytes) -> str:
    """Return the label of the first ``<meta>`` that declares an encoding, else the one of an XML declaration, else "".

    The XML declaration follows the standard's note that browsers read it for pages that have no other; comments are skipped.
    """
    at = 0
    while (at := head.find(b"<", at)) >= 0:
        if head.startswith(b"<!--", at):
            end = head.find(b"-->", at + 2)
            if end < 0:
                break
            at = end + 3
        elif _META.match(head, at):
            attributes, at = _attributes(head, at + 5)
            if label := prescanned._label(attributes):
                return label
        elif _TAG.match(head, at):
            at = _attributes(head, _name_end(head, at))[1]
        elif head[at : at + 2] in {b"<!", b"</", b"<?"}:
            end = head.find(b">", at)
            at = end + 1 if end >= 0 else len(head)
        else:
            at += 1
    declared = prescanned._XML.match(head)
    return declared[1].decode("latin-1") if declared else ""


def _name_end(head: bytes, at: int) -> int:
    """Return where the name of the tag at ``at`` ends."""
    while at < len(head) and head[at] not in _SPACE + b">":
        at += 1
    return at


def _attributes(head: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """Return the attributes from ``at`` to the end of the tag (the first of each name, lower-cased) and where the tag ends."""
    attributes: dict[bytes, bytes] = {}
    while at < len(head):
        while at < len(head) and head[at] in _SPACE + b"/":
            at += 1
        if at >= len(head) or head[at] in b">":
            break
        name, value, at = _attribute(head, at)
        attributes.setdefault(name, value)
    return attributes, at + 1


def _attribute(head: bytes, at: int) -> tuple[bytes, bytes, int]:
    """Return one attribute's lower-cased name, its value, and the position after it."""
    start = at
    while at < len(head) and (head[at] not in _SPACE + b"/>=" or (head[at] == 0x3D and at == start)):
        at += 1
    name = head[start:at].lower()
    while at < len(head) and head[at] in _SPACE:
        at += 1
    if at >= len(head) or head[at] != 0x3D:
        return name, b"", at
    at += 1
    while at < len(head) and head[at] in _SPACE:
        at += 1
    if at < len(head) and head[at] in b"\"'":
        end = head.find(head[at : at + 1], at + 1)
        end = end if end >= 0 else len(head)
        return name, head[at + 1 : end], end + 1
    start = at
    while at < len(head) and head[at] not in _SPACE + b">":
        at += 1
    return name, head[start:at], at
