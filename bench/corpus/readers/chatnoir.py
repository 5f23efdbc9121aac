"""The combined layout of chatnoir's web-content-extraction-benchmark: JSON lines for each dataset beside a folder of its HTML.

Source: https://github.com/chatnoir-eu/web-content-extraction-benchmark (SIGIR 2023), ``datasets/combined``:
``ground-truth/<dataset>.jsonl`` with ``page_id``, ``plaintext``, ``url``; ``html/<dataset>/<page_id>.html``.
"""

import io
import re
from typing import Any

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import check_new, check_pages, json_lines, text_blocks
from bench.corpus.source.archive import Source
from bench.errors import CorpusError
from bench.model import Corpus, Gold, Page

NAME = "chatnoir"
_TRUTH = re.compile(r"(?:^|/)ground-truth/([^/]+)\.jsonl$")
_HTML = re.compile(r"(?:^|/)html/([^/]+)/([^/]+?)\.html?(\.gz)?$")


def recognises(source: Source) -> bool:
    """Whether there is a ground truth a dataset and a folder of HTML of the same name."""
    datasets = {match[1] for name in source.names if (match := _TRUTH.search(name))}
    return any(match[1] in datasets for name in source.names if (match := _HTML.search(name)))


def read(source: Source, name: str) -> Corpus:
    """Read all datasets; page ids begin with the dataset's name where there are several."""
    truths: dict[tuple[str, str], dict[str, Any]] = {}
    stored: dict[tuple[str, str], tuple[bytes, bool]] = {}
    for member, content in source.members(lambda name: bool(_TRUTH.search(name) or _HTML.search(name))):
        if match := _TRUTH.search(member):
            entries = _truths(content, match[1], f"{source.label}/{member}")
            check_new(entries, truths, f"{source.label}/{member}")
            truths |= entries
        elif match := _HTML.search(member):
            check_new([(match[1], match[2])], stored, f"{source.label}/{member}")
            stored[match[1], match[2]] = (content, bool(match[3]))
    check_pages(map("/".join, truths), [*map("/".join, stored)], source.label, "html/<dataset>/<page_id>.html")
    several = len({dataset for dataset, _ in truths}) > 1
    pages: list[Page] = []
    gold: dict[str, Gold] = {}
    for (dataset, key), entry in sorted(truths.items()):
        page_id = f"{dataset}/{key}" if several else key
        content, packed = stored[dataset, key]
        url = str(entry.get("url") or "")
        pages.append(Page(page_id, name, content, packed=packed, url=url, site=site_of(url), lang=str(entry.get("language") or "")))
        gold[page_id] = Gold(page_id, text_blocks(str(entry.get("plaintext") or entry.get("articleBody") or "")))
    citation = "Bevendorff et al., An Empirical Comparison of Web Content Extraction Algorithms, SIGIR 2023"
    left_out = {"pages without a ground truth": len(stored.keys() - truths.keys())}
    return assemble(name, pages, gold, citation=citation, source=source.label, left_out=left_out)


def _truths(content: bytes, dataset: str, where: str) -> dict[tuple[str, str], dict[str, Any]]:
    entries: dict[tuple[str, str], dict[str, Any]] = {}
    for number, entry in json_lines(io.BytesIO(content), where):
        key = entry.get("page_id")
        if not isinstance(key, str) or (dataset, key) in entries:
            raise CorpusError(f"{where}:{number} has no page_id of its own", "an object with page_id, plaintext and url")
        entries[dataset, key] = entry
    return entries
