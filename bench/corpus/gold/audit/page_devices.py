"""Devices that the index names for a page, held against the page: what shows each, for those that markup can show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.corpus.structure.blocks import parse_markup
from bench.corpus.text.decode import declared, decode
from bench.model import Gold, Kind, Page


@dataclass(frozen=True, slots=True)
class DeviceSign:
    """What shows a device: a tag, a word of a class, id or ARIA role, an attribute, or a role in the gold."""

    tags: str = ""
    names: str = ""
    attributes: str = ""
    role: str = ""


SIGNS = {
    "amp": DeviceSign(attributes="amp ⚡"),
    "caption": DeviceSign("figcaption caption", "caption credit legend", role="caption"),
    "code": DeviceSign("pre code textarea samp kbd", "code highlight", role="code"),
    "content-list": DeviceSign("ul ol dl", "list", role="list"),
    "footnotes": DeviceSign(names="footnote footnotes fn reference references"),
    "formulas": DeviceSign("math", "math mathjax katex formula"),
    "json-ld-text": DeviceSign(attributes="itemprop itemscope"),
    "layout-table": DeviceSign("table"),
    "lazy-images": DeviceSign("amp-img", "lazy", "loading data-src data-srcset data-original data-lazy-src data-bg data-img-url"),
    "noscript-page": DeviceSign("noscript"),  # all of the page that a reader without scripts sees stands in it
    "noscript-twin": DeviceSign("noscript"),
    "quote": DeviceSign("blockquote q cite", "quote quotation cite testimonial", role="quote"),
    "ruby": DeviceSign("ruby"),
    "table": DeviceSign("table dl", "table grid", role="table"),
    "tabs": DeviceSign("details", "tab tabs tablist tabpanel accordion panel"),
}
_WORD = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_BLANK = re.compile(r"data:image|1x1|blank|spacer|placeholder|pixel", re.IGNORECASE)  # sources of images that stand for others


def not_shown(page: Page, gold: Gold | None) -> Iterator[str]:
    """Yield the devices of a page that nothing on it shows, of those in :data:`SIGNS` and a few more."""
    named = [device for device in page.devices if device in SIGNS]
    if "legacy-encoding" in page.devices and declared(page.content, page.encoding, page.kind) == "utf-8":
        yield "legacy-encoding"
    if page.kind is Kind.TEXT:
        return
    if "text-dump" in page.devices:
        yield "text-dump"
    root = parse_markup(decode(page.content, page.encoding, page.kind)) if named else None
    if root is None:
        return
    roles = {block.role for block in gold.blocks or ()} if gold else set()
    seen = _seen(root)
    for device in named:
        if SIGNS[device].role not in roles and not _is_shown(device, root, seen):
            yield device


def _seen(root: Any) -> tuple[set[str], set[str], set[str]]:
    """Return the tags of a page, the words of its names, and its attributes."""
    tags, words, attributes = set[str](), set[str](), set[str]()
    for element in root.iter():
        tags.add(element.tag)
        attributes.update(element.attrib)
        for name in ("class", "id", "role"):
            words.update(word.lower() for word in _WORD.split(element.get(name) or "") if word)
    return tags, words, attributes


def _is_shown(device: str, root: Any, seen: tuple[set[str], set[str], set[str]]) -> bool:
    """Whether a tag, name or attribute shows a device, or else a script's type or an image's source."""
    sign, (tags, words, attributes) = SIGNS[device], seen
    if not (tags.isdisjoint(sign.tags.split()) and words.isdisjoint(sign.names.split()) and attributes.isdisjoint(sign.attributes.split())):
        return True
    if device == "json-ld-text":
        return any("json" in (one.get("type") or "") for one in root.iter("script"))
    return device == "lazy-images" and any(_BLANK.search(one.get("src") or "") for one in root.iter("img"))
