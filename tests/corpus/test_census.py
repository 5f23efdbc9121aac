import gzip

from bench.corpus.census import census
from bench.corpus.readers.assembly import assemble
from bench.model import Block, Gold, Kind, Page


def test_the_census_counts():
    pages = [
        Page("a", "c", gzip.compress(b"x" * 10), packed=True, lang="en-GB", type="forum", site="a.example", devices=("tabs", "code")),
        Page("b", "c", b"xx", Kind.TEXT, lang="en", type="article", site="a.example", devices=("tabs",)),
        Page("c", "c", b""),
    ]
    judged = {"a": Gold("a", (Block("one two"), Block("x", optional=True)), ("m",), draft=True), "b": Gold("b", ())}
    counts = census(assemble("c", pages, judged))
    assert (counts["pages"], counts["bytes"], counts["sites"]) == (3, 12, 1)
    assert counts["types"] == {"forum": 1, "unknown": 1}
    assert counts["kinds"] == {"html": 2, "text": 1}
    assert counts["languages"] == {"en": 2, "unknown": 1}
    assert counts["devices"] == {"tabs": 2, "code": 1}
    assert counts["gold"] == {
        "texts": 2,
        "empty": 1,
        "said_empty": 0,
        "drafts": 1,
        "absent": 1,
        "words": 3,
        "median_words": 3,
        "optional_blocks": 1,
        "must_have": 1,
        "must_not": 0,
    }
