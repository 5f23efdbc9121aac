from bench.corpus import fetching, importing
from bench.corpus.catalogue import catalogue


def test_each_corpus_that_can_be_named_stands_once(archive):
    assert [(one["name"], one["where"]) for one in catalogue()] == [
        ("embedded", "built in"),
        ("dumps", "built in"),
        *((name, "to fetch") for name in fetching.published_corpora()),
    ]
    importing.keep(str(archive), "wcxb")
    entries = {str(one["name"]): one for one in catalogue()}
    assert len(entries) == len(catalogue()) == 2 + len(fetching.published_corpora())
    assert (entries["wcxb"]["where"], entries["wcxb"]["pages"], entries["wcxb"]["licence"]) == ("imported", 1, "CC0")
    assert entries["wcxb"]["source"] == str(archive)
    assert (entries["trafilatura"]["pages"], entries["article-extraction-benchmark"]["pages"]) == ("", 181)
