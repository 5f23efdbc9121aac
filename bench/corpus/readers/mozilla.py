"""Mozilla Readability's test pages with the HTML that Readability itself returns: a regression oracle and not truth.

Source: https://github.com/mozilla/readability, ``test/test-pages/<page>/source.html`` beside ``expected.html``.
"""

from bench.corpus.readers.assembly import assemble
from bench.corpus.readers.records import json_object
from bench.corpus.source.archive import Source
from bench.corpus.structure.blocks import html_blocks
from bench.corpus.text.decode import decode
from bench.model import Corpus, Gold, Page

NAME = "mozilla"
_SOURCE, _EXPECTED, _FACTS = "source.html", "expected.html", "expected-metadata.json"


def recognises(source: Source) -> bool:
    """Whether a page lies beside its expected output."""
    return source.find(_SOURCE) is not None and source.find(_EXPECTED) is not None


def read(source: Source, name: str) -> Corpus:
    """Read all pages with an expected output, whose text is gold blocks; the corpus is an oracle."""
    held = dict(source.members(lambda name: name.endswith((f"/{_SOURCE}", f"/{_EXPECTED}", f"/{_FACTS}"))))
    folders = sorted(name.removesuffix(f"/{_SOURCE}") for name in held if name.endswith(f"/{_SOURCE}"))
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for folder in (one for one in folders if f"{one}/{_EXPECTED}" in held):
        key = folder.rpartition("/")[2]
        facts = json_object(held.get(f"{folder}/{_FACTS}", b"{}"), f"{source.label}/{folder}/{_FACTS}")
        lang, title = (str(facts.get(fact) or "") for fact in ("lang", "title"))
        pages.append(Page(key, name, held[f"{folder}/{_SOURCE}"], type="article", lang=lang, title=title))
        gold[key] = Gold(key, html_blocks(decode(held[f"{folder}/{_EXPECTED}"], "utf-8")))
    citation = "Mozilla, Readability.js test pages"
    return assemble(name, pages, gold, licence="Apache-2.0", citation=citation, source=source.label, oracle=True)
