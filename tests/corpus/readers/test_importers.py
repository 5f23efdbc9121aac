# ruff: noqa: E501
# A table of cases has one case a line.
"""Every importer on the archive as published: exact counts, the first, a middle and the last record, and all gold against the raw files."""

import hashlib
import json
import re
import tarfile

import pytest

import bench.corpus
from bench.corpus.readers.webmainbench import unmark
from bench.corpus.reading import find_reader, recognise
from bench.corpus.source.archive import open_source
from tests.corpus.published import corpus, path

AEB, WCXB, TRAFILATURA = "article-extraction-benchmark-4a3bc97.tar.gz", "wcxb-c039d5e.tar.gz", "trafilatura-e90b0ef.tar.gz"
MOZILLA, DANIEL, WEBMAIN = "readability-ab4027a.tar.gz", "waddle-be875ce.tar.gz", "WebMainBench-9d991bd.tar.gz"
COUNTS = {AEB: 181, WCXB: 1497, TRAFILATURA: 237, MOZILLA: 61, DANIEL: 120, WEBMAIN: 6}

# (index, id, site, lang, type, SHA-256 of the page, SHA-256 of the gold text, must-have, must-not); hashes cut to 12 digits
RECORDS = {
    AEB: [
        (0, "042bb7b5fedab6eac7db576522b89b93904c237d344bcbe14a6a5ab7f7335856", "wsj.com", "", "article", "bd5214ed6100", "73a80d091987", 0, 0),
        (90, "833caf3bdba53dcf48de273cf646370eebe9ac565744b0d0e941e298e1b79730", "albawaba.com", "", "article", "ce6ff55f8fa9", "d4f6411a195c", 0, 0),
        (180, "ffc109d474fdee1a59fa554df8b09643f4a7d45b23eceabad66f0712c3f7daed", "cnbc.com", "", "article", "cbbc09fb636e", "f754e861801c", 0, 0),
    ],
    WCXB: [
        (0, "0001", "scratchculinary.com", "", "article", "f6b2c7c7d4fe", "7276ea158640", 3, 4),
        (748, "2018", "mtu.edu", "", "article", "9908735f9edc", "9879c7fbc68a", 5, 4),
        (1496, "4917", "tutoring.k12.com", "", "service", "a0dc55f0ce3d", "c203e2d3f523", 5, 4),
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


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def raw(archive: str, wanted) -> dict[str, bytes]:
    """Members of an archive by name without its top folder, read by the standard library alone."""
    with tarfile.open(path("data", archive)) as opened:
        named = {info.name.partition("/")[2]: info for info in opened.getmembers() if info.isfile()}
        return {name: opened.extractfile(info).read() for name, info in named.items() if wanted(name)}


@pytest.mark.parametrize(("archive", "count"), COUNTS.items())
def test_the_exact_page_count(archive, count):
    read = corpus(archive)
    assert len(read.pages) == len(read.gold) == len({page.id for page in read.pages}) == count
    assert list(read.gold) == [page.id for page in read.pages] == sorted(read.gold)
    assert {page.corpus for page in read.pages} == {read.name}


@pytest.mark.parametrize(("archive", "index", "key", "site", "lang", "kind", "page_hash", "gold_hash", "have", "not_"), CASES)
def test_first_middle_and_last_record(archive, index, key, site, lang, kind, page_hash, gold_hash, have, not_):
    page = corpus(archive).pages[index]
    gold = corpus(archive).gold[page.id]
    assert (page.id, page.site, page.lang, page.type, page.sha256[:12]) == (key, site, lang, kind, page_hash)
    assert (None if gold.blocks is None else short(gold.text)) == gold_hash
    assert (len(gold.must_have), len(gold.must_not)) == (have, not_)


def test_scrapinghub_gold_is_the_published_text():
    truth = json.loads(raw(AEB, lambda name: name == "ground-truth.json")["ground-truth.json"])
    for key, entry in truth.items():
        assert words(corpus(AEB).gold[key].text) == words(entry["articleBody"])


def test_a_folder_reads_as_its_archive(tmp_path):
    with tarfile.open(path("data", DANIEL)) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    assert bench.corpus.load(folder).digest == corpus(DANIEL).digest
    assert bench.corpus.load(folder / "corpora" / "Corpus_daniel_v2.1").digest == corpus(DANIEL).digest


def test_wcxb_gold_types_and_snippets_are_the_published_ones():
    read = corpus(WCXB)
    by_id = {page.id: page for page in read.pages}
    for name, content in raw(WCXB, lambda name: name.startswith("dev/ground-truth/")).items():
        key, entry = name[-9:-5], json.loads(content)
        truth, gold = entry["ground_truth"], read.gold[key]
        assert words(gold.text) == words(truth.get("main_content") or ""), key
        assert gold.must_have == tuple(truth["with"]), key
        assert gold.must_not == tuple(truth["without"]), key
        assert by_id[key].type == entry["_internal"]["page_type"]["primary"], key
    counts = {kind: sum(page.type == kind for page in read.pages) for kind in {page.type for page in read.pages}}
    assert counts == {"article": 793, "service": 165, "product": 119, "collection": 117, "forum": 113, "listing": 99, "documentation": 91}
    assert sum(not words(gold.text) for gold in read.gold.values()) == 21
    assert len({page.site for page in read.pages} - {""}) == 1296


def test_wcxb_stays_packed_and_reads_by_split():
    assert all(page.packed for page in corpus(WCXB).pages)
    part = open_source(path("data", WCXB), "dev")
    assert len(part.names) == 2 * 1497
    assert recognise(part).NAME == "wcxb"


def test_trafilatura_has_segments_only_and_pages_of_both_folders():
    read = corpus(TRAFILATURA)
    assert all(gold.blocks is None and gold.must_have and gold.must_not for gold in read.gold.values())
    files = raw(TRAFILATURA, lambda name: name.endswith(".html"))
    hashes = {hashlib.sha256(content).hexdigest() for content in files.values()}
    assert {page.sha256 for page in read.pages} == hashes
    assert sum(name.startswith("tests/cache/") for name in files) == 32


def test_mozilla_is_an_oracle():
    read = corpus(MOZILLA)
    assert read.oracle
    assert not corpus(AEB).oracle
    assert {block.role for gold in read.gold.values() for block in gold.blocks} >= {
        "paragraph",
        "heading",
        "list",
        "table",
        "code",
        "quote",
        "caption",
    }


def test_daniel_has_five_languages_and_all_paragraphs():
    read = corpus(DANIEL)
    languages = [page.lang for page in read.pages]
    assert {lang: languages.count(lang) for lang in set(languages)} == {"el": 24, "pl": 24, "ru": 24, "zh": 24, "en": 24}
    from html import unescape

    for name, content in raw(DANIEL, lambda name: "/reference/" in name).items():
        text = unescape(re.sub(r"</?p>", " ", content.decode()))
        assert words(read.gold[name.rpartition("/")[2]].text) == words(text)


@pytest.mark.parametrize(("file", "count"), [("sample_dataset", 4), ("WebMainBench_dataset_sample2", 2)])
def test_webmainbench_without_the_answer(file, count):
    read = corpus(WEBMAIN, f"data/{file}.jsonl")
    assert len(read.pages) == count
    entries = {
        entry["track_id"]: entry
        for entry in map(json.loads, raw(WEBMAIN, lambda name: name.endswith(f"/{file}.jsonl")).popitem()[1].splitlines())
    }
    for page in read.pages:
        html, entry = page.content.decode(), entries[page.id]
        assert not re.search(r"cc-select|mark-selected|data-anno-uid|marked-t|cc-extraStyle|cc-unloaded", html)
        assert re.search(r"cc-select", entry["html"])
        plain = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
        assert words(plain.sub(" ", html)) == words(plain.sub(" ", entry["html"]))
        assert read.gold[page.id].parts == {"markdown": entry["groundtruth_content"]}


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ('<p cc-select="true" class="a mark-selected b" data-anno-uid="u-1" style="">x</p>', '<p class="a b">x</p>'),
        ('<p class="mark-selected" cc-select="true">x</p>', "<p>x</p>"),
        ('<p class="">x</p>', "<p>x</p>"),  # an empty class would tell what was never marked
        ('<a><marked-text data-anno-uid="1" cc-select="true">x</marked-text><b>y</b><marked-tail>z</marked-tail></a>', "<a>x<b>y</b>z</a>"),
        ('<style id="cc-extraStyle" name="cc">\n.x{}\n</style>\n<p>x</p>', "<p>x</p>"),
        ('<img class="w cc-unloaded" src="">', '<img class="w" src="">'),
        ('<body data-anno-uid="u" style="user-select: none;">', "<body>"),
        ('<p class="remark-selected">cc-select</p>', '<p class="remark-selected">cc-select</p>'),
        ("<p CLASS='x'>x</p>", "<p CLASS='x'>x</p>"),
    ],
)
def test_unmarking(marked, plain):
    assert unmark(marked) == plain


def test_every_reader_has_a_published_or_crafted_test():
    assert set(bench.corpus.READERS) == {
        "native",
        "scrapinghub",
        "wcxb",
        "trafilatura",
        "mozilla",
        "daniel",
        "webmainbench",
        "chatnoir",
        "cleaneval",
        "warc",
    }


@pytest.mark.parametrize("archive", COUNTS)
def test_each_archive_is_recognised_by_one_reader_only(archive):
    source = open_source(path("data", archive))
    assert [name for name in bench.corpus.READERS if find_reader(name).recognises(source)] == [
        {AEB: "scrapinghub", WCXB: "wcxb", TRAFILATURA: "trafilatura", MOZILLA: "mozilla", DANIEL: "daniel", WEBMAIN: "webmainbench"}[
            archive
        ]
    ]
