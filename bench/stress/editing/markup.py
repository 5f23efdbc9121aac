"""The markup of a page as tokens with their places, so that an edit leaves every other character as it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes", "iframe", "plaintext"))  # text alone stands inside
_OPAQUE = frozenset(("head", "svg", "math", "template", "select", "object", "audio", "video", "canvas", "noscript", "pre"))  # left alone
CONTAINERS = frozenset(("body", "div", "section", "article", "main"))  # in which one more block changes nothing
_PROSE = frozenset(("p", "ul", "ol", "blockquote", "figure", "table"))  # after which something may be put
_LEAST = 60  # characters of the source of such a block: shorter ones are captions, buttons and bylines
# Possessive throughout, so the time is linear in the page, whatever it is.
_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*+)(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+)*+>")
_ATTRIBUTE = re.compile(r"([^\s/>=\"'][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]*+)))?+")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the source from ``start`` to ``end``: a ``start`` or ``end`` tag, ``text``, a ``comment``, or ``other``."""

    kind: str
    name: str  # of a tag, in lower case
    start: int
    end: int
    editable: bool = True  # whether it stands outside head, scripts, drawings, preformatted text and the like


@dataclass(frozen=True, slots=True)
class MatchedElement:
    """An element with both its tags in the source."""

    name: str
    opening: Token
    closing: Token
    parent: str  # the name of the element around it, "" for none
    editable: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag and where its value stands in the source."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Markup:
    """A page's source, read once."""

    text: str

    @cached_property
    def _read(self) -> tuple[tuple[Token, ...], tuple[MatchedElement, ...]]:
        """Return the tokens, and the elements in the order in which they end."""
        tokens: list[Token] = []
        elements: list[MatchedElement] = []
        stack: list[tuple[Token, bool]] = []  # open tags, and whether what they hold may be edited
        opened: dict[str, int] = {}
        for found in _tokens(self.text):
            editable = not stack or stack[-1][1]
            token = Token(found.kind, found.name, found.start, found.end, editable)
            if found.kind == "start" and found.name not in VOID:
                stack.append((token, editable and found.name not in _OPAQUE and found.name not in _RAW))
                opened[found.name] = opened.get(found.name, 0) + 1
            elif found.kind == "end" and opened.get(found.name):
                while True:
                    opening, _ = stack.pop()
                    opened[opening.name] -= 1
                    if opening.name == found.name:
                        break
                token = Token(found.kind, found.name, found.start, found.end, opening.editable)
                parent = stack[-1][0].name if stack else ""
                elements.append(MatchedElement(found.name, opening, token, parent, opening.editable))
            tokens.append(token)
        return tuple(tokens), tuple(elements)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All of the source in order, without a gap."""
        return self._read[0]

    @property
    def elements(self) -> tuple[MatchedElement, ...]:
        """The elements with both their tags, in the order in which they end."""
        return self._read[1]

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Places right after a block of content-like length that stands in a plain container, in order."""
        return tuple(
            one.closing.end
            for one in self.elements
            if one.editable and one.name in _PROSE and one.parent in CONTAINERS and one.closing.end - one.opening.start >= _LEAST
        )

    @cached_property
    def top(self) -> int:
        """The place where the body begins: after its tag, else after the head, else the start."""
        body = next((one.end for one in self.tokens if (one.kind, one.name) == ("start", "body")), None)
        head = next((one.end for one in self.tokens if (one.kind, one.name) == ("end", "head")), 0)
        return head if body is None else body

    @cached_property
    def bottom(self) -> int:
        """The place where the body ends: before its last end tag, else that of ``html``, else the end."""
        ends = {one.name: one.start for one in self.tokens if one.kind == "end" and one.name in {"body", "html"}}
        return ends.get("body", ends.get("html", len(self.text)))

    def attributes(self, tag: Token) -> Iterator[Attribute]:
        """Yield the attributes of a start tag that have a value."""
        for found in _ATTRIBUTE.finditer(self.text, tag.start + 1 + len(tag.name), tag.end - 1):
            group = next((at for at in (2, 3, 4) if found[at] is not None), 0)
            if group:
                yield Attribute(found[1].lower(), found[group], *found.span(group))


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a source, without a gap, in time that is linear in its length."""
    at = text_start = 0
    while (at := text.find("<", at)) >= 0:
        token = _markup_at(text, at)
        if token is None:
            at += 1
            continue
        if text_start < at:
            yield Token("text", "", text_start, at)
        yield token
        at = text_start = token.end
        if token.kind == "start" and token.name in _RAW:
            closing = re.compile(f"</{token.name}(?=[\\s/>])", re.IGNORECASE | re.ASCII).search(text, at)
            at = text_start = closing.start() if closing else len(text)
            if token.end < at:
                yield Token("other", "", token.end, at)
    if text_start < len(text):
        yield Token("text", "", text_start, len(text))


def _markup_at(text: str, at: int) -> Token | None:
    """Return the tag, comment or declaration that begins at a ``<``; None where that is text."""
    following = text[at + 1 : at + 2]
    if following in {"!", "?"}:
        closer = "-->" if text.startswith("<!--", at) else ">"
        end = text.find(closer, at + 2)
        return Token("comment" if closer == "-->" else "other", "", at, len(text) if end < 0 else end + len(closer))
    if found := _TAG.match(text, at):
        return Token("end" if following == "/" else "start", found[1].lower(), at, found.end())
    return None
