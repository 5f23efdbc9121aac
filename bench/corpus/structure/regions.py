"""Classes of a page's regions, read off its markup: what kind of text was lost or let in."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bench.corpus.structure.blocks import content_role, page_blocks
from bench.model import Page

CONTENT = ("heading", "list", "table", "code", "caption", "quote", "paragraph")
BOILERPLATE = ("navigation", "header", "footer", "sidebar", "related", "comments", "form", "share", "cookie", "ad")

_TAGS = {"nav": "navigation", "menu": "navigation", "aside": "sidebar", "form": "form", "search": "form", "dialog": "cookie"}
_LANDMARKS = {"header": "header", "footer": "footer"}  # only outside <article> and <main>, as in HTML's own mapping to ARIA
_ARIA = {
    **dict.fromkeys(("navigation", "menu", "menubar"), "navigation"),
    **dict.fromkeys(("search", "form"), "form"),
    **dict.fromkeys(("dialog", "alertdialog"), "cookie"),
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "sidebar",
}
# Words of class and id names, by what sites call such regions; an exact word, so "adapter" is no "ad".
_WORDS = {
    "cookie": "cookie cookies consent gdpr ccpa onetrust cmp",
    "ad": "ad ads adv advert adverts advertisement advertising adsense adslot dfp sponsor sponsored promo outbrain taboola",
    "share": "share shares sharing sharebar sharedaddy social socials addthis sharethis",
    "comments": "comment comments commentlist disqus respond replies",
    "related": "related recommended recommendations recommend teaser teasers trending popular mostread readmore nextup upnext more similar",
    "navigation": "nav navbar navigation menu menus megamenu breadcrumb breadcrumbs crumbs pagination pager paging toc tabs skip",
    "form": "form search newsletter subscribe subscription signup login register optin",
    "footer": "footer foot colophon bottom copyright legal",
    "header": "header masthead topbar banner branding",
    "sidebar": "sidebar sidebars aside widget widgets rail complementary",
}
_ROLE_OF_WORD = {word: role for role, words in _WORDS.items() for word in words.split()}
_CONTENT_WORDS = frozenset(["article", "content", "entry", "post", "story", "main", "body", "text", "copy"])
_STATES = frozenset(("has", "with", "without", "no", "is", "js", "show", "hide"))  # "has-sidebar" says how the page is laid out
_NEVER = frozenset((
    "html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "span", "em", "strong", "b", "i", "td", "tr",
    "tbody", "thead", "img", "br",
))  # fmt: skip
_SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
_NAMES_LIMIT = 400  # characters of class and id that are read; utility-class sites write thousands


@dataclass(frozen=True, slots=True)
class Region:
    """One block of a page's text; ``role`` is one of :data:`CONTENT` or :data:`BOILERPLATE`."""

    text: str
    role: str


def regions(page: Page) -> tuple[Region, ...]:
    """Return the page's text in order, each block with its class; never raises.

    A page that cannot be parsed has no regions. The class is a heuristic over tags, ARIA roles and the words of class and id names; the
    innermost boilerplate wins. The lines of a text dump are paragraphs and lists.
    """
    return tuple(Region(text, role) for text, role in page_blocks(page, classify))


def classify(element: Any, inherited: str) -> str:
    """Return the class of an element's text from its own markup, else from ``inherited``."""
    return _boilerplate(element) or (inherited if inherited in BOILERPLATE else content_role(element, inherited))


def _boilerplate(element: Any) -> str:
    tag = element.tag
    aria = _ARIA.get((element.get("role") or "").strip().lower())
    if aria and tag not in {"html", "body"}:
        return aria
    if tag in _TAGS:
        return _by_words(element) or _TAGS[tag]
    if tag in _LANDMARKS:
        around = islice(element.iterancestors(), 64)
        return "" if any(ancestor.tag in {"article", "main"} for ancestor in around) else _LANDMARKS[tag]
    return "" if tag in _NEVER else _by_words(element)


def _by_words(element: Any) -> str:
    """Return the boilerplate class that the last telling word of id and classes names, or ""."""
    names = f"{element.get('id') or ''} {element.get('class') or ''}"[:_NAMES_LIMIT]
    for name in names.split():
        words = [word.lower() for word in _SPLIT.split(name) if word]
        roles = [_ROLE_OF_WORD[word] for word in words if word in _ROLE_OF_WORD]
        if roles and _STATES.isdisjoint(words) and words[-1] not in _CONTENT_WORDS and len(words) <= 5:
            frames_all = next(element.iter("main", "h1"), None) is not None  # the main part or headline stands inside
            return "" if frames_all and roles[-1] != "header" else roles[-1]
    return ""
