"""The verbs of ``boilerbench corpus``: what they print, and their exit codes."""

import gzip
import hashlib
import http.server
import json
import re
import threading

import pytest

from bench import cli
from bench.corpus.source import cache
from bench.model import Extraction, Status
from tests.corpus.hostile import file, tar

INDEX = b"""
licence = "CC0"
[pages.a]
must_have = ["the town"]
type = "article"
[pages.b]
type = "forum"
"""
TEXT = "The old ferry stopped running in March, and the town has talked of nothing else since."
FILES = {
    "pages.toml": INDEX,
    "a.html": f"<p>{TEXT}".encode(),
    "b.html": b"<p>" + TEXT[::-1].encode(),
    "gold/a.txt": TEXT.encode(),
    "gold/b.txt": TEXT[::-1].encode(),
}


@pytest.fixture(autouse=True)
def cache_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BOILERBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "mine"


@pytest.fixture
def run(capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main(["corpus", *map(str, arguments)])
        captured = capsys.readouterr()
        return left.value.code or 0, captured.out, captured.err

    return call


def data(answer: tuple[int, str, str]) -> dict:
    assert answer[0] in {0, 1}, answer[2]
    return json.loads(answer[1])


def test_check_is_clean_finds_errors_and_cannot_judge(run, folder):
    code, out, err = run("check", folder)
    assert (code, out) == (0, "")
    assert "2 pages, 0 findings" in err
    (folder / "gold" / "b.txt").write_text("")
    code, out, _ = run("check", folder)
    assert code == 1
    assert "empty-gold" in out
    answer = data(run("check", folder, "--json"))
    assert answer["summary"] == [{"severity": "error", "code": "empty-gold", "count": 1}]
    assert answer["findings"][0]["page_id"] == "b"
    (folder / "gold" / "b.txt").write_text("[nope] x")
    answer = run("check", folder, "--json")
    assert answer[0] == 1
    assert [(item["code"], item["where"]) for item in data(answer)["findings"]] == [("unreadable-gold", f"{folder}/gold/b.txt:1")]
    (folder / "pages.toml").write_text("[pages")
    code, out, err = run("check", folder)
    assert (code, out) == (2, "")
    assert "pages.toml is no TOML" in err


def test_check_with_a_run_lists_suspects(run, folder, tmp_path):
    import bench.corpus
    from bench.model import Manifest
    from bench.store.run_folder import RunFolder

    read = bench.corpus.load(folder)
    made = RunFolder(tmp_path / "run")
    made.path.mkdir()
    names = ("one", "two", "three", "floor")
    adapters = tuple({"name": name, "floor": name == "floor"} for name in names)
    made.write_manifest(
        Manifest(id="run", created="2026-01-01T00:00:00Z", version="0", corpora=(), adapters=adapters, options={}, machine={})
    )
    rows = [Extraction("mine", page.id, name, Status.OK, text=TEXT) for name in names for page in read.pages]
    made.write_extractions(rows)
    answer = data(run("check", folder, "--run", made.path, "--json"))
    assert [(item["code"], item["page_id"]) for item in answer["findings"]] == [("suspect", "b")]
    code, _, err = run("check", "embedded", "--run", made.path)
    assert code == 2
    assert "no extractions of corpus embedded" in err


def test_check_asks_the_extractors_of_the_latest_run_by_itself_and_says_so(run, folder, tmp_path):
    import bench.corpus
    from tests.store import made

    read = bench.corpus.load(folder)
    _, _, err = run("check", folder, "--out", tmp_path / "reports")
    assert "extractors were not asked" in err
    rows = [Extraction("mine", page.id, name, Status.OK, text=TEXT) for name in ("one", "two", "three") for page in read.pages]
    made.run(tmp_path / "reports" / "runs" / "latest-one", rows, [read])
    answer = data(run("check", folder, "--out", tmp_path / "reports", "--json"))
    assert answer["run"] == "latest-one"
    assert [(item["code"], item["page_id"]) for item in answer["findings"]] == [("suspect", "b")]
    (tmp_path / "reports" / "runs" / "latest-one" / "extractions.parquet").write_bytes(b"damaged")
    code, _, err = run("check", folder, "--out", tmp_path / "reports")
    assert code == 0
    assert "goes on without extractors" in err


def test_check_counts_apart_what_a_reader_settled_but_never_an_error(run, folder, tmp_path):
    import bench.corpus
    from tests.store import made

    read = bench.corpus.load(folder)
    rows = [Extraction("mine", page.id, name, Status.OK, text=TEXT) for name in ("one", "two", "three") for page in read.pages]
    made.run(tmp_path / "reports" / "runs" / "latest-one", rows, [read])
    index = (folder / "pages.toml").read_text()
    (folder / "pages.toml").write_text(index.replace("[pages.b]", '[pages.b]\nsettled = ["suspect", "empty-gold"]'))
    code, out, err = run("check", folder, "--out", tmp_path / "reports")
    assert (code, out) == (0, "")
    assert "2 pages, 0 findings, and 1 that a reader settled (--all)" in err
    _, out, _ = run("check", folder, "--out", tmp_path / "reports", "--all")
    assert [line.split()[:3] for line in out.splitlines() if "suspect" in line] == [["settled", "suspect", "b"]]
    answer = data(run("check", folder, "--out", tmp_path / "reports", "--json"))
    assert (answer["findings"], answer["summary"]) == ([], [])
    assert [(item["code"], item["page_id"]) for item in answer["settled"]] == [("suspect", "b")]
    (folder / "gold" / "b.txt").write_text("")
    answer = data(run("check", folder, "--out", tmp_path / "reports", "--json"))
    assert [(item["code"], item["page_id"]) for item in answer["findings"]] == [("empty-gold", "b")]


def test_check_lists_some_of_each_code_and_counts_all(run, folder):
    (folder / "gold" / "a.txt").write_text((folder / "gold" / "a.txt").read_text() + "\n\nA line that stands nowhere.\n")
    _, out, _ = run("check", folder)
    assert "not-verbatim" in out
    assert "a.txt:" in out
    answer = data(run("check", folder, "--json"))
    (finding,) = [item for item in answer["findings"] if item["code"] == "not-verbatim"]
    assert finding["where"].endswith("gold/a.txt:3")
    assert finding["expected"]


def test_import_list_stats_remove(run, folder):
    code, out, err = run("import", folder, "--as", "own")
    assert code == 0
    assert "CC0" in out
    assert "boilerbench run --corpus own" in err
    assert run("import", folder, "--as", "own")[0] == 2
    listed = {row["name"]: row for row in data(run("list", "--json"))}
    assert (listed["own"]["where"], listed["own"]["pages"]) == ("imported", 2)
    assert {"embedded", "dumps", "wcxb"} <= set(listed)
    assert data(run("stats", "own", "--json"))["types"] == {"article": 1, "forum": 1}
    code, out, _ = run("stats", "own")
    assert code == 0
    assert "forum" in out
    assert run("remove", "own")[0] == 0
    assert cache.names() == []
    assert run("remove", "own")[0] == 2


def test_stats_measure_pages_beside_those_of_another_corpus(run, folder):
    run("import", folder, "--as", "own")
    answer = data(run("stats", "own", "--beside", folder, "--json"))
    assert len(answer["measures"]) == 2
    assert answer["measures"]["own"] == next(one for name, one in answer["measures"].items() if name != "own")
    assert answer["measures"]["own"]["quartiles"]["bytes"][1] > 0
    _, out, _ = run("stats", "own", "--beside", folder)
    *_, line = [line for line in out.splitlines() if line.startswith("bytes  ")]
    assert line.count(" / ") == 4
    assert "share of gold words" in out


def test_stats_of_the_embedded_corpus_show_what_the_check_promises(run):
    answer = data(run("stats", "--json"))
    assert answer["pages"] >= 72
    assert len(answer["types"]) == 7
    assert len(answer["languages"]) >= 10


def test_a_hostile_archive_is_one_clear_error(run, tmp_path):
    code, out, err = run("import", tar(tmp_path / "evil.tar.gz", [file("a/../../x")]))
    assert (code, out) == (2, "")
    assert "was refused" in err
    assert "Traceback" not in err


def test_fetch_from_a_loopback_server(run, folder, tmp_path):
    archive = tar(tmp_path / "own.tar.gz", [file(f"top/{name}", content) for name, content in FILES.items()])

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, directory=str(tmp_path), **kwargs)

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/own.tar.gz"
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        refused = run("fetch", url, "--yes")
        declined = run("fetch", url, "--sha256", digest)  # no answer on stdin
        fetched = run("fetch", url, "--sha256", digest, "--licence", "CC0", "--yes", "--json")
        server.shutdown()
        thread.join()
    assert refused[0] == 2
    assert "SHA-256 is needed" in refused[2]
    assert declined[0] == 2
    assert "licence unknown" in declined[2]
    assert "licence CC0" in fetched[2]
    assert (data(fetched)["name"], data(fetched)["pages"], data(fetched)["checked"]) == ("own", 2, 2)


def test_what_a_corpus_leaves_out_is_said_by_every_verb(run, folder):
    (folder / "loose.html").write_text("<p>x")
    reasons = {"page files that pages.toml does not name": 1}
    said = "left out 1 page files that pages.toml does not name"
    assert said in run("import", folder, "--as", "own")[2]
    assert said in run("check", "own")[2]
    assert "page files that pages.toml does not name" in run("stats", "own")[1]
    for verb in (("import", folder, "--as", "other", "--json"), ("check", "own", "--json"), ("stats", "own", "--json")):
        assert (data(run(*verb))["left_out"], data(run(*verb, *(["--replace"] if "--as" in verb else [])))["repeated"]) == (reasons, 0)
    (folder / "loose.html").unlink()
    assert "left out" not in run("import", folder, "--as", "own", "--replace")[2]


def test_pages_of_two_splits_are_said_and_a_split_is_a_corpus(run, tmp_path):
    files = {f"{split}/html/1.html.gz": gzip.compress(TEXT.encode()) for split in ("dev", "test")}
    truth = json.dumps({"ground_truth": {"main_content": TEXT}}).encode()
    archive = tar(
        tmp_path / "w.tar.gz",
        [file(f"top/{name}", content) for name, content in files.items()]
        + [file(f"top/{split}/ground-truth/1.json", truth) for split in ("dev", "test")],
    )
    assert "own: 1 page is in more than one split" in run("import", archive, "--as", "own")[2]
    assert data(run("check", "own", "--json"))["repeated"] == 1
    assert data(run("stats", "own/dev", "--json"))["pages"] == 1
    assert run("stats", "own/train")[0] == 2


def test_a_fetch_that_was_checked_in_part_says_so(run, folder, tmp_path, monkeypatch):
    import bench.corpus
    from bench.corpus import fetching

    read = bench.corpus.load(folder)
    part = fetching.PublishedCorpus(name="own", url="x", licence="CC0", terms="x", digest="0" * 64, covers=("a",))
    monkeypatch.setattr(fetching, "published", lambda name: part)
    monkeypatch.setattr(fetching, "fetch", lambda *args, **options: read)
    assert "1 of 2 pages were checked by a digest of what was published; the other 1 rest on the address alone" in run("fetch", "own")[2]
    assert data(run("fetch", "own", "--json"))["checked"] == 1


def test_new_drafts_gold_from_the_extractors(run, tmp_path):
    folder = tmp_path / "saved"
    folder.mkdir()
    paragraphs = "".join(
        f"<p>{sentence} {TEXT}</p>" for sentence in ("First of all.", "Then it rained.", "In the end, nobody came to the meeting.")
    )
    (folder / "story.html").write_text(
        f"<html><head><title>t</title></head><body><nav><a>Home</a></nav><article><h1>A ferry</h1>{paragraphs}</article></body></html>"
    )
    answer = data(run("new", folder, "--json", "--adapters", "trafilatura,readability-lxml"))
    assert answer["drafts"] == [str(folder / "gold" / "story.txt")]
    assert answer["left_out"] == {}
    drafted = (folder / "gold" / "story.txt").read_text()
    assert drafted.startswith("[draft]")
    assert "nobody came to the meeting" in drafted
    assert "Home" not in drafted
    assert data(run("check", folder, "--json"))["summary"] == [{"severity": "warning", "code": "draft", "count": 1}]
    assert run("new", folder)[0] == 2


def test_predict_prints_both_correlations_and_every_rank(run, folder, tmp_path):
    import pyarrow as pa

    import bench.corpus
    from bench.model import SCHEMA, Manifest
    from bench.scoring import load
    from bench.store.run_folder import RunFolder

    read, scorer = bench.corpus.load(folder), load("shingles")
    names = ("one", "two", "three", "floor")
    for place, order in (("ours", names), ("theirs", (names[1], names[0], *names[2:]))):
        made = RunFolder(tmp_path / place)
        made.path.mkdir()
        made.write_manifest(
            Manifest(
                id=place,
                created="2026-01-01T00:00:00Z",
                version="0",
                corpora=(),
                adapters=tuple({"name": name, "floor": name == "floor"} for name in names),
                options={},
                machine={},
            )
        )
        made.write_pages([read])
        prepared = {page.id: scorer.prepare(read.gold[page.id]) for page in read.pages}
        rows = [
            (name, page.id, scorer.row(prepared[page.id], read.gold[page.id].text[: 80 - 20 * order.index(name)]))
            for name in names
            for page in read.pages
        ]
        columns = {
            "adapter": [row[0] for row in rows],
            "corpus": ["mine"] * len(rows),
            "page_id": [row[1] for row in rows],
            "status": ["ok"] * len(rows),
        }
        columns |= {name: [row[2][index] for row in rows] for index, name in enumerate(scorer.columns)}
        made.write_scores("shingles", pa.table(columns).replace_schema_metadata({"schema": str(SCHEMA), "signature": ""}))
    code, out, _ = run("predict", tmp_path / "ours", tmp_path / "theirs", "--protocol", "shingles")
    assert code == 0
    assert re.search(r"Spearman's rho +0\.500 +-1\.000 to 1\.000 +3", out)
    assert re.search(r"Kendall's tau-b, one adapter a family +0\.333 ", out)
    assert "floor" not in out
    assert re.search(r"\narticle +0\.500 +-1\.000 to 1\.000 +3 ", out.partition("Spearman's rho by page type")[2])
    answer = data(run("predict", tmp_path / "ours", tmp_path / "theirs", "--protocol", "shingles", "--type", "article", "--json"))
    assert answer["types"] == ["article"]
    assert answer["by_type"]["article"]["spearman"] == 0.5
    assert [line["adapter"] for line in answer["rows"]] == ["two", "one", "three"]
    assert run("predict", tmp_path / "ours", tmp_path / "theirs", "--protocol", "shingles", "--type", "shop")[0] == 2
