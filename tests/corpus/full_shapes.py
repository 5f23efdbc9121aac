"""Archives in the full shape that projects publish: what is at hand of each, the rest in words of our own."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING

from tests.corpus.published import AEB, DANIEL, FUNDUS, MAGIC, MOZILLA, NAEB, TRAFILATURA, WCXB, path, raw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORDS = "The ferry to the north island leaves at noon, and the harbour office sells the tickets."
_AROUND = {
    "README.md": b"# x",
    ".gitignore": b"*.pyc",
    ".github/workflows/ci.yml": b"on: push",
    "src/x.py": b"",
    "html/index.html": b"<p>docs",
}


def packed(target: Path, top: str, files: Mapping[str, bytes], commit: str) -> Path:
    """Write a tar archive as a code host makes it: the commit in a global header, all below one folder, folders as members."""
    with tarfile.open(target, "w:gz", format=tarfile.PAX_FORMAT, pax_headers={"comment": commit}, compresslevel=0) as archive:
        folders = {f"{top}/{name}".rpartition("/")[0] for name in files}
        folders |= {folder[:at] for folder in folders for at, letter in enumerate(folder) if letter == "/"}
        for folder in sorted(folders):
            info = tarfile.TarInfo(folder)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        for name, content in sorted(files.items()):
            info = tarfile.TarInfo(f"{top}/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target


def scrapinghub() -> dict[str, bytes]:
    """All 181 pages, and what lies beside them."""
    return {**_AROUND, **raw(AEB, lambda name: True), "html/.gitkeep": b"", "extractors/run_x.py": b"", "evaluate.py": b""}


def daniel() -> dict[str, bytes]:
    """The whole table of 2,089 documents, of which 400 have no page; 120 are as published."""
    at = "corpora/Corpus_daniel_v2.1"
    index = json.loads(gzip.decompress(path("data", "daniel-doc_lg-full.json.gz").read_bytes()))
    files = {**_AROUND, **raw(DANIEL, lambda name: True), f"{at}/doc_lg.json": json.dumps(index, indent=2).encode()}
    ours = sorted(key for key in index if f"{at}/html/{key}" not in files)
    for number, key in enumerate(ours):
        files[f"{at}/reference/{key}"] = f"<p>{number} {WORDS}</p>".encode()
        if number >= 400:
            files[f"{at}/html/{key}"] = f"<html><body><p>{number} {WORDS}</p></body></html>".encode()
    return {**files, "corpora/other/doc_lg.json": b"{}", f"{at}/clean/x": b""}


def fundus() -> dict[str, bytes]:
    """All 80 pages, and what lies beside them."""
    return {**_AROUND, **raw(FUNDUS, lambda name: True), "src/fundus_evaluation/score.py": b"", "dataset/analysis/plot.pdf": b"%PDF"}


def naeb() -> dict[str, bytes]:
    """All 424 documents, of which three have no page; 197 are as published."""
    files = raw(NAEB, lambda name: True)
    index = json.loads(files["articles.json"])
    for number in range(424 - len(index)):
        key = f"ours-{number:03}"
        index[key] = {"articleBody": f"{number} {WORDS}", "url": f"https://example.org/{number}"}
        files[f"html/{key}.html"] = f"<html><body><p>{number} {WORDS}</p></body></html>".encode()
    return {**_AROUND, **files, "articles.json": json.dumps(index).encode()}


def magic() -> dict[str, bytes]:
    """Twice the pages at hand, which are 120, and what lies beside them."""
    files = raw(MAGIC, lambda name: True)
    for kind in ("article", "forum"):
        at = f"benchmark/data/{kind}"
        index = json.loads(files[f"{at}/base.json"])
        ours = {f"ours-{kind}-{number}": f"{kind} {number} {WORDS}" for number in range(len(index))}
        files |= {f"{at}/htmls/{key}.html": f"<html><body><p>{text}</p></body></html>".encode() for key, text in ours.items()}
        files[f"{at}/base.json"] = json.dumps(index | {key: {"content": text} for key, text in ours.items()}).encode()
    return {**_AROUND, **files, "magic_html/config.py": b"", "benchmark/rouge_eval.py": b""}


def mozilla() -> dict[str, bytes]:
    """130 pages, 61 of them as published, one without an expected output, and the folder of pages to detect."""
    files = {**_AROUND, **raw(MOZILLA, lambda name: True), "index.js": b"", "test/test-readability.js": b""}
    for number in range(69):
        at = f"test/test-pages/ours-{number}"
        files[f"{at}/source.html"] = f"<title>t</title><nav>Home</nav><p>{number} {WORDS}".encode()
        files[f"{at}/expected.html"] = f'<div id="readability-page-1"><p>{number} {WORDS}</p></div>'.encode()
        if number:
            files[f"{at}/expected-metadata.json"] = b'{"title": "t", "byline": null, "readerable": true}'
    files["test/test-pages/unfinished/source.html"] = b"<p>x"
    return {**files, "test/test-pages/detection/readerable/a.html": b"<p>x"}


def trafilatura() -> dict[str, bytes]:
    """990 documents, 237 of them as published, and pages that no document names."""
    files = {**_AROUND, **raw(TRAFILATURA, lambda name: True), "tests/unit_tests.py": b"", "tests/resources/x.html": b"<p>x"}
    documents = json.loads(files["tests/evaldata.json"])
    for number in range(990 - len(documents)):
        documents[f"https://x{number}.example/"] = {"file": f"ours{number}.html", "with": [WORDS[:20]], "without": ["Home"], "comments": []}
        files[f"tests/eval/ours{number}.html"] = f"<nav>Home</nav><p>{WORDS}".encode()
    files["tests/evaldata.json"] = json.dumps(documents, indent=4).encode()
    return {**files, "tests/cache/for-another-test.html": b"<p>x", "tests/eval/ours0.html": b"<p>x", "tests/cache/ours0.html": b"<p>x"}


def wcxb() -> dict[str, bytes]:
    """The development half as published, and a test half of 511 pages in our own words, 139 of them of the development half."""
    files = {**_AROUND, **raw(WCXB, lambda name: True)}
    split = {key: entry["split"] for key, entry in json.loads(files["metadata.json"])["files"].items()}
    for key in (key for key, name in split.items() if name == "test"):
        dev = f"dev/html/{key}.html.gz"
        files[f"test/html/{key}.html.gz"] = files.get(dev) or gzip.compress(f"<p>{key} {WORDS}".encode(), 1, mtime=0)
        truth = {"main_content": f"{key} {WORDS}", "with": [], "without": []}
        files[f"test/ground-truth/{key}.json"] = json.dumps({"url": "http://x.example/", "ground_truth": truth}).encode()
    return files
