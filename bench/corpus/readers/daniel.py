"""The Daniel corpus of news in five languages, as waddle publishes it: one file for each page, one for its paragraphs in ``<p>``.

Source: https://github.com/rundimeco/waddle, ``corpora/Corpus_daniel_v2.1``: ``html/``, ``reference/``, languages in ``doc_lg.json``.
"""

import re
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
_PARAGRAPH = re.compile(r"</?p\b[^>]*>", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """Whether the table of languages is there."""
    return source.find(_INDEX) is not None


def read(source: Source, name: str) -> Corpus:
    """Read every document of the table of languages; a missing page or reference is an error."""
    index = source.find(_INDEX)
    if index is None:
        raise CorpusError(f"{source.label} has no {_INDEX}", "the folder of the Daniel corpus")
    root = index.removesuffix(_INDEX)
    languages = json_object(source.read(index), f"{source.label}/{index}")
    held = dict(source.members(lambda name: name.startswith((f"{root}html/", f"{root}reference/"))))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for key, language in sorted(languages.items()):
        for part in ("html", "reference"):
            if f"{root}{part}/{key}" not in held:
                raise CorpusError(f"{source.label} has no {part} for {key}", f"{part}/{key}")
        parts = key.split("_")  # date, host, hash
        site, lang = site_of(parts[1]) if len(parts) > 2 else "", _LANGUAGES.get(str(language), "")
        pages.append(Page(key, name, held[f"{root}html/{key}"], site=site, lang=lang, type="article"))
        gold[key] = Gold(key, _blocks(decode(held[f"{root}reference/{key}"], "utf-8")))
    return assemble(name, pages, gold, citation="Lejeune and Zhu, Daniel corpus 2.1, with waddle", source=source.label)


def _blocks(reference: str) -> tuple[Block, ...]:
    texts = (" ".join(unescape(part).split()) for part in _PARAGRAPH.split(reference))
    return tuple(Block(text) for text in texts if text)
