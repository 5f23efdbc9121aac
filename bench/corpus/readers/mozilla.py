"""Mozilla Readability's test pages with the HTML that Readability itself returns: a regression oracle and not truth.

Source: https://github.com/mozilla/readability, ``test/test-pages/<page>/source.html`` beside ``expected.html``.
"""

from collections import Counter

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
    top = source.folder
    files = {f"{top}/{member}": content for member, content in source.members(_is_ours)}
    folders: dict[str, dict[str, bytes]] = {}
    for member, content in sorted(files.items()):
        folder, _, file = member.rpartition("/")
        folders.setdefault(folder, {})[file] = content
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    left_out: Counter[str] = Counter()
    for folder, held in folders.items():
        if missing := next((file for file in (_SOURCE, _EXPECTED) if file not in held), ""):
            left_out[f"folders without {missing}"] += 1
            continue
        key = folder.rpartition("/")[2]
        facts = json_object(held.get(_FACTS, b"{}"), f"{source.label}: {folder}/{_FACTS}")
        lang, title = (str(facts.get(fact) or "") for fact in ("lang", "title"))
        pages.append(Page(key, name, held[_SOURCE], type="article", lang=lang, title=title))
        gold[key] = Gold(key, html_blocks(decode(held[_EXPECTED], "utf-8")))
    citation = "Mozilla, Readability.js test pages"
    return assemble(name, pages, gold, licence="Apache-2.0", citation=citation, source=source.label, oracle=True, left_out=left_out)


def _is_ours(name: str) -> bool:
    return name.rpartition("/")[2] in {_SOURCE, _EXPECTED, _FACTS}
