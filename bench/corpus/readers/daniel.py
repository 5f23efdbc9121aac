"""The Daniel corpus of news in five languages, as waddle publishes it: one file for each page, one for its paragraphs in ``<p>``.

Source: https://github.com/rundimeco/waddle, ``corpora/Corpus_daniel_v2.1``: ``html/``, ``reference/``, languages in ``doc_lg.json``.
"""

import re
from collections import Counter
from collections.abc import Collection
from html import unescape

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import json_object
from bench.corpus.source.archive import Source
from bench.corpus.text.decode import decode
from bench.errors import CorpusError
from bench.model import Block, Corpus, Gold, Page

NAME = "daniel"
_INDEX = "doc_lg.json"
_LANGUAGES = {"Chinese": "zh", "English": "en", "Greek": "el", "Polish": "pl", "Russian": "ru"}
_PARTS = {"html": "a page", "reference": "a reference"}
_PARAGRAPH = re.compile(r"</?p\b[^>]*>", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """Whether the table of languages is there."""
    return source.find(_INDEX) is not None


def read(source: Source, name: str) -> Corpus:
    """Read every document of the table of languages that is whole; the others are counted.

    Of the 2,089 documents of the published table, 400 have no page.
    """
    index = source.only(_INDEX)
    if index is None:
        raise CorpusError(f"{source.label} has no {_INDEX}", "the folder of the Daniel corpus")
    root = index.removesuffix(_INDEX)
    languages = json_object(source.read(index), f"{source.label}/{index}")
    held = dict(source.members(lambda name: name.startswith((f"{root}html/", f"{root}reference/"))))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    left_out = Counter(_unnamed(member.removeprefix(root), languages) for member in held)
    for key, language in sorted(languages.items()):
        if missing := next((part for part in _PARTS if f"{root}{part}/{key}" not in held), ""):
            left_out[f"documents without {_PARTS[missing]}"] += 1
            continue
        parts = key.split("_")  # date, host, hash
        site, lang = site_of(parts[1]) if len(parts) > 2 else "", _LANGUAGES.get(str(language), "")
        pages.append(Page(key, name, held[f"{root}html/{key}"], site=site, lang=lang, type="article"))
        gold[key] = Gold(key, _blocks(decode(held[f"{root}reference/{key}"], "utf-8")))
    del left_out[""]
    citation = "Lejeune and Zhu, Daniel corpus 2.1, with waddle"
    return assemble(name, pages, gold, citation=citation, source=source.label, left_out=left_out)


def _unnamed(member: str, languages: Collection[str]) -> str:
    """Return why a file is left out, "" where the table of languages names it."""
    part, _, key = member.partition("/")
    return "" if key in languages else f"files in {part}/ that {_INDEX} does not name"


def _blocks(reference: str) -> tuple[Block, ...]:
    texts = (" ".join(unescape(part).split()) for part in _PARAGRAPH.split(reference))
    return tuple(Block(text) for text in texts if text)
