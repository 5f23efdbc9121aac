"""Which page a stored output is of: by the page's id, its file's name, its address or the digest of its bytes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bench.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.model import Corpus, Page

    Place = tuple[str, str]  # corpus, page id

_ENDING = re.compile(r"(?:\.(?:html?|xhtml|txt|text|md|json|gz|bz2|xz|zst))+$", re.IGNORECASE)
IGNORE = "--ignore-unknown"


@dataclass(frozen=True)
class _Names:
    """What the pages of a corpus may be called."""

    corpus: Corpus

    @cached_property
    def ids(self) -> dict[str, Page]:
        """By id, alone and behind the corpus's name."""
        return {name: page for page in self.corpus.pages for name in (_normal(f"{self.corpus.name}/{page.id}"), _normal(page.id))}

    @cached_property
    def others(self) -> dict[str, list[Page]]:
        """By file name with or without folder and ending, address, and digest of the bytes."""
        pages: defaultdict[str, dict[str, Page]] = defaultdict(dict)
        for page in self.corpus.pages:
            name = _normal(page.id)
            base = name.rpartition("/")[2]
            for alias in {_stripped(name), base, _stripped(base), page.url, page.sha256, f"sha256:{page.sha256}"} - {""}:
                pages[alias][page.id] = page
        return {alias: list(named.values()) for alias, named in pages.items()}

    def of(self, name: str) -> Sequence[Page]:
        """Return the pages that a name stands for; several only where it could mean each of them."""
        name = _normal(name)
        for form in dict.fromkeys((name, _stripped(name))):
            if form in self.ids:
                return (self.ids[form],)
        prefix = _normal(f"{self.corpus.name}/")
        return next((self.others[form] for form in _forms(name, prefix) if form in self.others), ())


def _normal(name: str) -> str:
    """Return a name as one file system or another would spell it."""
    return unicodedata.normalize("NFC", name)


def _stripped(name: str) -> str:
    """Return a file's name without its endings."""
    return _ENDING.sub("", name)


def _forms(name: str, prefix: str) -> Iterator[str]:
    """Yield the forms in which a name is looked for."""
    for form in (name, name.removeprefix(prefix)):
        yield from (form, _stripped(form))


def matched(outputs: Mapping[str, Sequence[str]], corpora: Sequence[Corpus], where: str) -> tuple[dict[Place, str], list[str]]:
    """Return which output each page gets, and the outputs that are of no page.

    ``outputs`` maps each output's name to all that its page may be called, the likeliest first. Raises CorpusError for a name that could
    mean two pages that differ, and for two outputs of one page.
    """
    named = [_Names(corpus) for corpus in corpora]
    chosen: dict[Place, str] = {}
    unknown = []
    for name, candidates in outputs.items():
        pages = next((pages for candidate in candidates if (pages := [page for one in named for page in one.of(candidate)])), [])
        _refuse_ambiguous(name, pages, where)
        if not pages:
            unknown.append(name)
        for page in pages:
            if (other := chosen.setdefault((page.corpus, page.id), name)) != name:
                what = f"{where} has two outputs for the page {page.id!r} of {page.corpus}: {other!r} and {name!r}"
                raise CorpusError(what, "one output for each page")
    return chosen, unknown


def _refuse_ambiguous(name: str, pages: Sequence[Page], where: str) -> None:
    """Raise CorpusError where a name stands for pages that are not the same bytes."""
    if len({page.sha256 for page in pages}) > 1:
        one, two = (f"{page.corpus}/{page.id}" for page in (pages[0], next(page for page in pages if page.sha256 != pages[0].sha256)))
        what = f"{where}: {name!r} could be the page {one!r} or {two!r}"
        raise CorpusError(what, "ids that mean one page", f"call it {one!r} in the file, or run each corpus by itself")


def refuse_unknown(unknown: Sequence[str], count: int, corpora: Sequence[Corpus], where: str, *, ignored: bool) -> None:
    """Raise CorpusError for outputs of no page, unless ``ignored`` and others fit; shows two ids a side."""
    if not unknown or (ignored and len(unknown) < count):
        return
    names = ", ".join(corpus.name for corpus in corpora)
    theirs = ", ".join(repr(name) for name in unknown[:2])
    ours = ", ".join(repr(page.id) for corpus in corpora[:2] for page in corpus.pages[:2])
    what = f"{len(unknown):,} of {count:,} outputs in {where} are of no page of {names}, such as {theirs}"
    hint = f"{IGNORE} leaves them out" if len(unknown) < count else "boilerbench corpus list"
    raise CorpusError(what, f"ids of its pages, such as {ours}", hint)
