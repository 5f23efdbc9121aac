"""The bars: what each costs beside its peer. A bar whose data is not there is skipped by name."""

from __future__ import annotations

import gzip
import json
import random
import sys
import tarfile
import time
from typing import TYPE_CHECKING

from bench.engine.score import score_run
from bench.model import Block, Extraction, Gold, Status
from tests.benchmarks import growth
from tests.benchmarks.costs.measuring import Line, cost, in_turn, medians, ratio
from tests.scoring.peers import SHARED
from tests.store import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

THIRTEEN = (
    "trafilatura,trafilatura-fast,trafilatura-precision,trafilatura-recall,trafilatura-baseline,readability-lxml,justext,"
    "justext-langindep,nothing,everything,paragraphs,resiliparse,boilerpy3-article"
)
AEB, WCXB = SHARED / "data" / "article-extraction-benchmark-4a3bc97.tar.gz", SHARED / "data" / "wcxb-c039d5e.tar.gz"
OURS, BARE = (sys.executable, "-m", "bench"), (sys.executable, "-m", "tests.benchmarks.costs.bare")


def unpacked(archive: Path, place: Path) -> Path:
    """Return the one folder in an archive, unpacked once below ``place``."""
    target = place / archive.name.removesuffix(".tar.gz")
    if not target.is_dir():
        with tarfile.open(archive) as held:
            held.extractall(place, filter="data")
    return target


def lacking(*files: Path) -> str:
    """Return why a bar is skipped, "" where all its data is there."""
    return ", ".join(f"{file.name} is not in {file.parent.parent.name}/{file.parent.name}" for file in files if not file.exists())


def outputs(place: Path, folder: Path, *, aeb: bool, count: int) -> list[str]:
    """Write outputs that are gold with some of the next page's, and return their files."""
    if aeb:
        truth = {key: entry["articleBody"] for key, entry in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items()}
    else:
        files = sorted((folder / "ground-truth").glob("*.json"))
        truth = {file.stem: json.loads(file.read_text(encoding="utf-8"))["ground_truth"].get("main_content") or "" for file in files}
    ids, written = sorted(truth), []
    for number in range(count):
        texts = {key: truth[key][len(truth[key]) // 20 + number :] + truth[ids[at - 1]][:300] for at, key in enumerate(ids)}
        written.append(str(place / f"{'aeb' if aeb else 'wcxb'}-{number}.json"))
        held = {key: {"articleBody": text} for key, text in texts.items()} if aeb else texts
        (place / f"{'aeb' if aeb else 'wcxb'}-{number}.json").write_text(json.dumps(held), encoding="utf-8")
    return written


def run(place: Path, rounds: int) -> Iterator[Line]:
    """A run of thirteen rows on article-extraction-benchmark beside bare loops, and one in which nothing changed."""
    folder = unpacked(AEB, place)
    ours = (*OURS, "run", "--corpus", str(folder), "--adapters", THIRTEEN, "--out", str(place / "runs"))
    commands = {
        "ours": (*ours, "--fresh"),
        "serial": (*BARE, "serial", str(folder), THIRTEEN),
        "pool": (*BARE, "pool", str(folder), THIRTEEN),
        "isolated": (sys.executable, "-m", "tests.benchmarks.costs.isolated", str(folder), THIRTEEN),
    }
    costs = in_turn(commands, rounds)
    name = "run of AEB x 13"
    yield Line(name=name, what="CPU over a bare serial loop", figure=ratio(costs["ours"], costs["serial"], "cpu_s"), bar=1.10, n=rounds)
    yield Line(name=name, what="CPU of that Pool(2) over the serial loop", figure=ratio(costs["pool"], costs["serial"], "cpu_s"), n=rounds)
    what = "CPU of the least isolation over the serial loop"
    yield Line(name=name, what=what, figure=ratio(costs["isolated"], costs["serial"], "cpu_s"), n=rounds)
    yield Line(name=name, what="wall over a bare Pool(2)", figure=ratio(costs["ours"], costs["pool"], "wall_s"), bar=1.08, n=rounds)
    again = medians([cost(ours) for _ in range(rounds)])
    yield Line(name="run of AEB x 13, nothing changed", what="CPU", figure=again.cpu_s, bar=0.8, unit="s", n=rounds)


def crawl(place: Path, rounds: int) -> Iterator[Line]:
    """A crawl of 500 pages through one row beside fastwarc and a Pool(2)."""
    from tests.benchmarks.costs.bare import pages

    file = place / "crawl.warc.gz"
    with file.open("wb") as stream:
        for number, page in enumerate((pages(str(unpacked(AEB, place))) * 3)[:500]):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
            head += f"WARC-Target-URI: https://s{number}.example/\r\nContent-Type: application/http; msgtype=response\r\n"
            stream.write(gzip.compress(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n", 1))
    costs: dict[str, list] = {"ours": [], "bare": []}
    for number in range(rounds):
        parts = str(place / f"parts-{number}")
        commands = {
            "ours": (*OURS, "extract", str(file), "--adapters", "trafilatura", "--out", parts),
            "bare": (*BARE, "warc", str(file), "trafilatura"),
        }
        for key, spent in in_turn(commands, 1).items():
            costs[key] += spent
    name = "extract --warc"
    for what, quantity, bar in (("CPU over fastwarc and a Pool(2)", "cpu_s", 1.2), ("wall over fastwarc and a Pool(2)", "wall_s", 1.15)):
        yield Line(name=name, what=what, figure=ratio(costs["ours"], costs["bare"], quantity), bar=bar, n=rounds)
    yield Line(name=name, what="peak memory of a process", figure=medians(costs["ours"]).rss_mb, bar=300, unit="MB", n=rounds)


def words(place: Path, rounds: int) -> Iterator[Line]:
    """The whole verb on WCXB's development half, against a plain script."""
    folder = unpacked(WCXB, place) / "dev"
    (file,) = outputs(place, folder, aeb=False, count=1)
    ours = (*OURS, "score", "--predictions", file, "--corpus", str(folder), "--protocol", "words")
    costs = in_turn({"ours": ours, "script": (*BARE, "words", str(folder), file)}, rounds)
    what = "CPU over a plain script as the source's"
    yield Line(name="score --predictions, words", what=what, figure=ratio(costs["ours"], costs["script"], "cpu_s"), bar=1.0, n=rounds)


def shingles(place: Path, rounds: int) -> Iterator[Line]:
    """The whole verb on 14 outputs with 1,000 resamples, against a plain script."""
    folder = unpacked(AEB, place)
    files = outputs(place, folder, aeb=True, count=14)
    given = [word for file in files for word in ("--predictions", file)]
    ours = (*OURS, "score", *given, "--corpus", str(folder), "--protocol", "shingles", "--resamples", "1000")
    costs = in_turn({"ours": ours, "script": (*BARE, "shingles", str(folder), *files)}, rounds)
    what = "CPU over a plain script as the source's"
    yield Line(name="score --predictions, shingles", what=what, figure=ratio(costs["ours"], costs["script"], "cpu_s"), bar=1 / 12, n=rounds)


def compare(place: Path, rounds: int, few: int = 3_000) -> Iterator[Line]:
    """Two runs of eight times as many pages, 24,000, against eight times the CPU that two of few pages take."""
    folders = {}
    for pages in (few, 8 * few):
        corpus = made.corpus([f"text number {at} of this corpus" for at in range(pages)], name=f"c{pages}")
        for side in ("before", "after"):
            texts = [f"text number {at} of {'this' if side == 'before' or at % 7 else 'that'} corpus" for at in range(pages)]
            extractions = [
                Extraction(corpus.name, page.id, "a", Status.OK, text=text) for page, text in zip(corpus.pages, texts, strict=True)
            ]
            folders[pages, side] = made.run(place / f"{pages}" / "runs" / side, extractions, [corpus])
            score_run(folders[pages, side], ["words"], fresh=True)
    commands = {
        str(pages): (
            *OURS,
            "compare",
            *(str(folders[pages, side].path) for side in ("before", "after")),
            "--to",
            str(place / f"to-{pages}"),
        )
        for pages in (few, 8 * few)
    }
    costs = in_turn(commands, rounds)
    figure = ratio(costs[str(8 * few)], costs[str(few)], "cpu_s") / 8
    yield Line(name=f"compare of {8 * few:,} pages", what=f"CPU over 8 x that of {few:,}", figure=figure, bar=1.0, n=rounds)


def _seconds(work: Callable[[Gold, str], object], size: int, rounds: int) -> float:
    """Return the least CPU seconds that work takes on a gold of so many bytes and an output of it that lost and moved lines."""
    from random import Random

    seeded = Random(size)
    lines = [" ".join(f"w{seeded.randrange(30_000)}" for _ in range(12)) for _ in range(size // 75)]
    gold = Gold("page", tuple(Block(line) for line in lines))
    text = "\n\n".join(line for line in lines[: size // 150] + lines[size // 160 :] if seeded.random() > 0.05)
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        work(gold, text)
        spent.append(time.process_time() - started)
    return min(spent)


def long_pages(_: Path, rounds: int) -> Iterator[Line]:
    """A page diff as reports show it and ``aligned`` on very long pages, against ten times what a tenth takes."""
    from bench.scoring.text import diff

    def shown(gold: Gold, text: str) -> object:
        return diff.compare(diff.prepare(gold), text, exact=False)

    aligned = growth.works(["aligned"])["aligned"]
    for name, work, size in (("page diff of 1.4 MB", shown, 1_400_000), ("aligned of 4.8 MB", aligned, 4_800_000)):
        figure = _seconds(work, size, rounds) / _seconds(work, size // 10, rounds) / 10
        yield Line(name=name, what="CPU over 10 x that of a tenth", figure=figure, bar=2.0, n=rounds)


def memory(place: Path, _: int, pages: int = 5_000) -> Iterator[Line]:
    """The peak memory of a run of so many pages of 80 kB with four cheap adapters."""
    folder = place / "large"
    (folder / "gold").mkdir(parents=True)
    seeded, index = random.Random(5), ["schema = 1", 'name = "large"']
    for at in range(pages):
        body = "".join(f"<p>{' '.join(f'w{seeded.randrange(30_000)}' for _ in range(40))}" for _ in range(300))
        (folder / f"p{at}.html").write_text(f"<html><title>{at}</title>{body}</html>", encoding="utf-8")
        (folder / "gold" / f"p{at}.txt").write_text(f"{body.split('<p>')[1]}\n", encoding="utf-8")
        index += [f"[pages.p{at}]", f'file = "p{at}.html"', 'type = "article"']
    (folder / "pages.toml").write_text("\n".join(index), encoding="utf-8")
    rows = "everything,paragraphs,nothing,resiliparse"
    spent = cost((*OURS, "run", "--corpus", str(folder), "--adapters", rows, "--out", str(place / "large-runs")))
    yield Line(name=f"run of {pages:,} pages x 4", what="peak memory of a process", figure=spent.rss_mb, bar=1000, unit="MB", n=1)


BARS: dict[str, tuple[Callable[[Path, int], Iterator[Line]], tuple[Path, ...]]] = {
    "run": (run, (AEB,)),
    "crawl": (crawl, (AEB,)),
    "words": (words, (WCXB,)),
    "shingles": (shingles, (AEB,)),
    "compare": (compare, ()),
    "long": (long_pages, ()),
    "memory": (memory, ()),
}
