# ruff: noqa: E501
# A table of cases has one case a line.
"""Every reader on its archive as published: exact counts, the first, a middle and the last record, and who recognises it."""

import hashlib
from pathlib import Path

import pytest

from bench.corpus.readers import READERS
from bench.corpus.reading import find_reader
from bench.corpus.source.archive import open_source
from tests.corpus.published import AEB, DANIEL, MOZILLA, TRAFILATURA, WCXB, WEBMAIN, corpus, path

COUNTS = {AEB: 181, WCXB: 1497, TRAFILATURA: 237, MOZILLA: 61, DANIEL: 120, WEBMAIN: 6}

# (index, id, site, lang, type, SHA-256 of the page, SHA-256 of the gold text, must-have, must-not); hashes cut to 12 digits
RECORDS = {
    AEB: [
        (0, "042bb7b5fedab6eac7db576522b89b93904c237d344bcbe14a6a5ab7f7335856", "wsj.com", "", "article", "bd5214ed6100", "73a80d091987", 0, 0),
        (90, "833caf3bdba53dcf48de273cf646370eebe9ac565744b0d0e941e298e1b79730", "albawaba.com", "", "article", "ce6ff55f8fa9", "d4f6411a195c", 0, 0),
        (180, "ffc109d474fdee1a59fa554df8b09643f4a7d45b23eceabad66f0712c3f7daed", "cnbc.com", "", "article", "cbbc09fb636e", "f754e861801c", 0, 0),
    ],
    WCXB: [
        (0, "dev/0001", "scratchculinary.com", "", "article", "f6b2c7c7d4fe", "7276ea158640", 3, 4),
        (748, "dev/2018", "mtu.edu", "", "article", "9908735f9edc", "9879c7fbc68a", 5, 4),
        (1496, "dev/4917", "tutoring.k12.com", "", "service", "a0dc55f0ce3d", "c203e2d3f523", 5, 4),
    ],
    TRAFILATURA: [
        (0, "0a12df42d1764095989ab078ee0f940b", "zeit.de", "", "article", "5c492cb63400", None, 3, 3),
        (118, "infobae.com-ucrania", "infobae.com", "", "article", "dfbe19ad5786", None, 3, 3),
        (236, "zvei.org.messestellenbetriebsgesetz", "zvei.org", "", "article", "675435b0ac45", None, 3, 3),
    ],
    MOZILLA: [
        (0, "002", "", "en-US", "article", "5593c6b7ec39", "dd35a112bdec", 0, 0),
        (30, "metadata-content-missing", "", "", "article", "89145e633d26", "94cf28aef4d6", 0, 0),
        (60, "youth", "", "", "article", "899e43896a02", "b74e2a25a92d", 0, 0),
    ],
    DANIEL: [
        (0, "20111107_www.express.gr_231d2664a4db5da65d0642392c1ff687d86544c4b9050f9111e91e63", "express.gr", "el", "article", "1b131cc85a53", "505027dfb636", 0, 0),
        (60, "20120106_www.rmf24.pl_0ead2c203e6c19b561b33611f02c7d063f9ee982711b42c189ee379b", "rmf24.pl", "pl", "article", "4b190e3eae1c", "45df07d21bf6", 0, 0),
        (119, "20120117_www.uho.com.tw_8e1bf0b010cf550e76e89ad1c65a2cbb2df903d47059f5628a66c902", "uho.com.tw", "zh", "article", "70a91a8c4065", "a5bd5ab59c6a", 0, 0),
    ],
    WEBMAIN: [
        (0, "WebMainBench_dataset_sample2/33e291cd-5b26-48b1-977f-3c63b45e6d13", "creativia.ch", "en", "", "7163002d4c48", "add1268e504c", 0, 0),
        (3, "sample_dataset/33e291cd-5b26-48b1-977f-3c63b45e6d13", "creativia.ch", "en", "", "7163002d4c48", "da6482c8d953", 0, 0),
        (5, "sample_dataset/ee0a113d-bdd5-48cf-ac9c-a7cadfbfb74b", "campbellhonda-newry.usedcars.honda.co.uk", "en", "", "b51b0b43fe0c", "56f19176060b", 0, 0),
    ],
}  # fmt: skip
CASES = [(archive, *record) for archive, records in RECORDS.items() for record in records]


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize(("archive", "count"), COUNTS.items())
def test_the_exact_page_count(archive, count):
    read = corpus(archive)
    assert len(read.pages) == len(read.gold) == len({page.id for page in read.pages}) == count
    assert list(read.gold) == [page.id for page in read.pages] == sorted(read.gold)
    assert {page.corpus for page in read.pages} == {read.name}
    assert read.left_out == {}
    assert read.repeated == (1 if archive == WEBMAIN else 0)


@pytest.mark.parametrize(("archive", "index", "key", "site", "lang", "kind", "page_hash", "gold_hash", "have", "not_"), CASES)
def test_first_middle_and_last_record(archive, index, key, site, lang, kind, page_hash, gold_hash, have, not_):
    page = corpus(archive).pages[index]
    gold = corpus(archive).gold[page.id]
    assert (page.id, page.site, page.lang, page.type, page.sha256[:12]) == (key, site, lang, kind, page_hash)
    assert (None if gold.blocks is None else short(gold.text)) == gold_hash
    assert (len(gold.must_have), len(gold.must_not)) == (have, not_)


@pytest.mark.parametrize("archive", COUNTS)
def test_each_archive_is_recognised_by_one_reader_only(archive):
    source = open_source(path("data", archive))
    assert [name for name in READERS if find_reader(name).recognises(source)] == [
        {AEB: "scrapinghub", WCXB: "wcxb", TRAFILATURA: "trafilatura", MOZILLA: "mozilla", DANIEL: "daniel", WEBMAIN: "webmainbench"}[
            archive
        ]
    ]


@pytest.mark.parametrize("name", READERS)
def test_every_reader_is_called_as_listed_and_has_tests_of_its_name(name):
    reader = find_reader(name)
    assert name == reader.NAME
    assert Path(__file__).with_name(f"test_{name}.py").is_file()
