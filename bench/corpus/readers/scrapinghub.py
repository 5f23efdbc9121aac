"""The article-extraction-benchmark of Scrapinghub (Zyte): 181 pages with the text of their articles.

Source: https://github.com/scrapinghub/article-extraction-benchmark, ``ground-truth.json`` beside ``html/<id>.html.gz``.
"""

from dataclasses import replace

from bench.corpus.readers.assembly import assemble, site_of
from bench.corpus.readers.records import check_pages, objects, text_blocks
from bench.corpus.source.archive import Source
from bench.model import Corpus, Gold, Page

NAME = "scrapinghub"
_TRUTH = "ground-truth.json"
_ENDING = ".html.gz"


def recognises(source: Source) -> bool:
    """Whether there is a ground truth beside gzip-compressed pages."""
    return _TRUTH in source.names and any(map(_is_page, source.names))


def read(source: Source, name: str) -> Corpus:
    """Read all pages that the ground truth names; a page without its HTML is an error."""
    truth = objects(source.read(_TRUTH), f"{source.label}/{_TRUTH}")
    stored = {member[5 : -len(_ENDING)]: content for member, content in source.members(_is_page, _is_page)}
    check_pages(truth, stored, source.label, "html/<id>.html.gz for each")
    left_out = {
        "pages without a ground truth": len(stored.keys() - truth.keys()),
        f"files in html/ that are not {_ENDING}": sum(member.startswith("html/") for member in source.names) - len(stored),
    }
    urls = {key: str(truth[key].get("url", "")) for key in sorted(truth)}
    pages = [Page(key, name, stored[key], packed=True, url=url, site=site_of(url), type="article") for key, url in urls.items()]
    gold = {key: Gold(key, text_blocks(str(truth[key].get("articleBody", "")))) for key in sorted(truth)}
    citation = "Scrapinghub, article-extraction-benchmark, 2020"
    made = assemble(name, pages, gold, source=source.label, left_out=left_out, unread=source.gold_only)
    return replace(made, licence="MIT", citation=citation)


def _is_page(name: str) -> bool:
    return name.startswith("html/") and name.endswith(_ENDING)
