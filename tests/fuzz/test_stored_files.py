"""Every kind of file that is stored, damaged at random: what is read is unchanged, or one error says so.

Where a format has no digest (a user's TOML, a plain text) another valid value may be read, and nothing else may happen.
``BOILERBENCH_FUZZ=3000`` (or ``tox -e fuzz``) tries more of each kind.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import bench.corpus
from bench import config
from bench.corpus.gold import signing
from bench.corpus.gold.check import check
from bench.corpus.source import cache
from bench.corpus.starting import saved_pages
from bench.corpus.structure.saved import read_saved
from bench.corpus.warc.records import records
from bench.engine import stored_outputs
from bench.errors import BoilerbenchError
from bench.gate import baseline
from bench.store import journal
from bench.store.run_folder import RunFolder
from tests.corpus.warc import written
from tests.fuzz.damage import damaged
from tests.gate import made as gates
from tests.store import made as runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = {
    "pages.toml": b'name = "mine"\n[pages.a]\nfile = "a.html"\nurl = "https://x.example/a"\n[pages."b c"]\nmust_have = ["two"]\n',
    "a.html": b"<!DOCTYPE html><html><p>one fine morning by the harbour" + b"<p>more words" * 30,
    "b c.html": b"<p>two fine evenings by the harbour",
    "gold/a.txt": b"[heading] one fine morning by the harbour\n\nmore words\n",
    "gold/b c.txt": b"[draft] clean it\n\n[list] two fine evenings\nby the harbour\n",
}


def survives(path: Path, read: Callable[[], object], *, strict: bool) -> None:
    """Damage a file again and again, and read it by ``read``, which gives a value that can be compared."""
    whole, wanted = path.read_bytes(), read()
    wrong = list[str]()
    refused = 0
    for what, content in damaged(whole, path.name):
        path.write_bytes(content)
        try:
            value = read()
        except BoilerbenchError as problem:
            refused += 1
            if not problem.what or "\n" in problem.what or problem.exit_code != 2:
                wrong.append(f"{what}: {problem.what!r} is no one line")
        except Exception as problem:  # noqa: BLE001 - what is looked for
            wrong.append(f"{what}: {type(problem).__name__}: {problem}"[:200])
        else:
            if strict and value != wanted:
                wrong.append(f"{what}: another value was read in silence")
    path.write_bytes(whole)
    assert wrong == []
    assert refused, "no damage was seen at all"
    assert read() == wanted


def corpus_of(path: Path) -> object:
    """What a corpus is by all that can move a score."""
    corpus = bench.corpus.load(path)
    return [(page.id, page.content, page.kind, page.url) for page in corpus.pages], corpus.gold


def folder(tmp_path: Path) -> Path:
    """Write the corpus as a folder."""
    for name, content in PAGES.items():
        (tmp_path / "mine" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "mine" / name).write_bytes(content)
    return tmp_path / "mine"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run folder with every table."""
    texts = [runs.extraction(f"p{at}", name, text=text) for name in ("a", "b") for at, text in enumerate(runs.TEXTS)]
    return runs.run(tmp_path_factory.mktemp("runs") / "one", texts, protocols=("aligned", "shingles"))


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("manifest.json", RunFolder.manifest),
        ("pages.parquet", lambda folder: folder.pages().to_pylist()),
        ("extractions.parquet", lambda folder: folder.extractions().to_pylist()),
        ("scores-aligned.parquet", lambda folder: folder.scores("aligned").to_pylist()),
    ],
)
def test_files_of_a_run_folder(run: RunFolder, file: str, read: Callable[[RunFolder], object]) -> None:
    survives(run.path / file, lambda: read(run), strict=True)


def test_a_journal_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    texts = [runs.extraction(f"p{at}", text=text) for at, text in enumerate(runs.TEXTS)]
    with journal.Journal(path) as kept:
        for one in texts:
            kept.append(one)
    for what, content in damaged(path.read_bytes(), "journal"):
        path.write_bytes(content)
        read = list(journal.extractions(path))
        assert read == texts[: len(read)], what


def test_a_baseline(tmp_path: Path) -> None:
    source = gates.corpus(4)
    path = tmp_path / "made.json"
    baseline.write(gates.pin(gates.snapshot(source, tmp_path / "run", one=gates.outputs(source))), path)
    survives(path, lambda: baseline._as_dict(baseline.read(path)), strict=True)


@pytest.mark.parametrize("file", ["pages.toml", "gold/a.txt"])
def test_a_corpus_in_a_folder(tmp_path: Path, file: str) -> None:
    place = folder(tmp_path)
    survives(place / file, lambda: corpus_of(place), strict=False)
    for _, content in damaged(PAGES[file], "audit", 20):
        (place / file).write_bytes(content)
        with suppress(BoilerbenchError):
            check(bench.corpus.load(place, with_faults=True))


def test_saved_pages_of_every_wrapping(tmp_path: Path) -> None:
    message = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n"
    message += b"Content-Transfer-Encoding: quoted-printable\nContent-Location: https://x.example\n\n<p>caf=C3=A9 by the sea\n--b--\n"
    for name, content in (("a.mhtml", message), ("a.html.gz", gzip.compress(PAGES["a.html"])), ("a.html", PAGES["a.html"])):
        for _, stored in damaged(content, name):
            read_saved(name, stored)
    place = tmp_path / "saved"
    place.mkdir()
    for number, (_, stored) in enumerate(damaged(message, "all", 50)):
        (place / f"{number}.html").write_bytes(stored)
    assert len(saved_pages(place).pages) >= 30


def packed(path: Path) -> Path:
    """Write the corpus as the archive that the ending says."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in PAGES.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        return path
    mode = {"gz": "w:gz", "xz": "w:xz", "bz2": "w:bz2", "tar": "w:"}[path.suffix[1:]]
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in PAGES.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"])
def test_a_corpus_in_an_archive(tmp_path: Path, ending: str) -> None:
    path = packed(tmp_path / f"mine{ending}")
    survives(path, lambda: corpus_of(path), strict=ending not in {".tar", ".zip"})


def test_an_imported_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    from bench.corpus import importing

    importing.keep(str(folder(tmp_path)), "mine")
    for file in ("corpus.json", "source.zip"):
        survives(cache.root() / "mine" / file, lambda: corpus_of("mine"), strict=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["warc", "warc.gz"])
def test_a_warc_file(tmp_path: Path, ending: str) -> None:
    parts = [written.record(at) for at in range(3)]
    content = b"".join(map(gzip.compress, parts) if ending.endswith("gz") else parts)
    wanted = [one for one in written.read(content) if isinstance(one, bytes)]
    for what, stored in damaged(content, ending):
        try:
            held = list(records(io.BytesIO(stored), "x.warc"))
        except BoilerbenchError:
            continue
        pages = [getattr(one, "content", None) for one in held]
        told = None in pages
        assert told or [page for page in pages if page] == wanted or len(pages) != len(wanted), what
        assert all(page is None or page in wanted for page in pages), what


def test_signatures_of_gold(tmp_path: Path) -> None:
    place = folder(tmp_path)
    path = place / signing.FOLDER / signing.FILE
    path.parent.mkdir()
    mark = {"act": "cleaned", "by": "Ann", "at": "2026-11-26T01:02:03Z", "sha256": "0" * 64}
    path.write_text(json.dumps({"schema": 1, "pages": {"a": [mark], "b c": [mark, mark]}}))
    survives(path, lambda: signing.marks(place), strict=False)


def test_a_configuration(tmp_path: Path) -> None:
    path = tmp_path / "boilerbench.toml"
    path.write_text(
        '[run]\nadapters = ["trafilatura", "nothing"]\ncorpus = ["embedded"]\nworkers = 2\n[gate]\nfail_on = ["f1:-0.01"]\n'
        '[adapters.mine]\ncommand = ["cat"]\n[adapters.other]\ntarget = "a.b:c"\nsettings = { x = 1 }\n[envs]\nold = ["lxml==5.3"]\n'
    )
    survives(path, lambda: config.load(tmp_path), strict=False)


@pytest.mark.parametrize("ending", ["json", "jsonl", "json.gz"])
def test_stored_outputs(tmp_path: Path, ending: str) -> None:
    texts = {f"p{at}": {"articleBody": text} for at, text in enumerate(runs.TEXTS)}
    lines = "\n".join(json.dumps({"id": key, "text": value["articleBody"]}) for key, value in texts.items())
    plain = (lines if ending == "jsonl" else json.dumps(texts)).encode()
    path = tmp_path / f"outputs.{ending}"
    path.write_bytes(gzip.compress(plain) if ending.endswith("gz") else plain)
    survives(path, lambda: dict(stored_outputs.read(path).texts), strict=ending.endswith("gz"))
