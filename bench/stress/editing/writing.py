"""A page's source to be edited, and the edited one as bytes that read as the same text."""

from __future__ import annotations

import codecs
import gzip
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.corpus.structure.blocks import parse_markup, too_deep
from bench.corpus.text.decode import declared, decode, sniff
from bench.model import fingerprint
from bench.stress.editing.markup import Markup
from bench.stress.editing.steps import ChangeStep, edited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.model import Page

_MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(frozen=True, slots=True)
class SourceText:
    """A page's source as text, and the encoding it was written in."""

    page: Page
    markup: Markup
    codec: str

    def written(self, page_id: str, steps: Sequence[ChangeStep]) -> Page:
        """Return the page with the edits of some steps made, under another id, packed.

        It is written as the page was. Where that does not read as the same text again (undecodable bytes, an encoding that was guessed),
        and where a step asks for it, in another encoding.
        """
        text = edited(self.markup.text, steps)
        asked = next((step.encoding for step in reversed(steps) if step.encoding), "")
        outside = "" if asked else self.page.encoding
        content = encoded(text, asked or self.codec, strict=not asked)
        if content is None or (not asked and decode(content, outside) != text):
            content, outside = text.encode("utf-8-sig", "replace"), ""
        made = gzip.compress(content, 1, mtime=0)
        return replace(self.page, id=page_id, stored=made, packed=True, encoding=outside, fingerprint=fingerprint(content))


def read(page: Page) -> SourceText | None:
    """Return a page's source to be edited; None where it cannot be parsed, or is nested too deep for that."""
    content = page.content
    text = decode(content, page.encoding, page.kind)
    if parse_markup(text) is None or too_deep(page):
        return None
    return SourceText(page, Markup(text), declared(content, page.encoding, page.kind) or sniff(content))


def encoded(text: str, codec: str, *, strict: bool = False) -> bytes | None:
    """Return text in an encoding; characters that it lacks are references, UTF-16 has its mark.

    ``strict``: None where it lacks one.
    """
    try:
        return _MARKS.get(codec, b"") + text.encode(codec, "strict" if strict else "xmlcharrefreplace")
    except (UnicodeEncodeError, LookupError):
        return None
