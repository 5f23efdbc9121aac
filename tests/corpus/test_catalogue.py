from bench.corpus import fetching, importing
from bench.corpus.catalogue import catalogue


def test_each_corpus_that_can_be_named_stands_once(archive):
    assert [(one["name"], one["where"]) for one in catalogue()] == [
        ("embedded", "built in"),
        ("dumps", "built in"),
        *((one.name, "to fetch") for one in fetching.PUBLISHED),
    ]
    importing.keep(str(archive), "wcxb")
    entries = {str(one["name"]): one for one in catalogue()}
    assert len(entries) == len(catalogue()) == 2 + len(fetching.PUBLISHED)
    assert (entries["wcxb"]["where"], entries["wcxb"]["pages"], entries["wcxb"]["licence"]) == ("imported", 1, "CC0")
    assert entries["wcxb"]["source"] == str(archive)
    assert (entries["trafilatura"]["pages"], entries["readability"]["pages"]) == ("", 61)
