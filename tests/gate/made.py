"""Small corpora and runs of stored outputs, for the gate's tests: the same arguments give the same scores."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from bench.corpus.readers.assembly import assemble
from bench.engine import stored_outputs
from bench.gate import baseline as pins
from bench.gate.snapshot import Snapshot, from_run
from bench.model import Block, Corpus, Gold, Kind, Page
from bench.store.run_folder import point
from tests.report.synthetic import VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

    from bench.gate.baseline import Baseline
    from bench.store.run_folder import RunFolder

WORDS = VOCABULARY[:18]
TYPES = ("article", "forum", "product")


def corpus(pages: int = 12, *, name: str = "made", edit: str = "", texts: int = 0) -> Corpus:
    """Return a corpus of HTML pages and ``texts`` text dumps; ``edit`` is one byte more on the first page."""
    rng = random.Random(7)
    made, gold = [], {}
    for at in range(pages):
        blocks = tuple(Block(" ".join(rng.choice(WORDS) for _ in range(12)) + ".") for _ in range(4))
        kind = Kind.TEXT if at < texts else Kind.HTML
        body = f"<p>{at}</p>{edit if not at else ''}".encode()
        made.append(Page(f"p{at:03d}", name, body, kind, url=f"https://site{at // 2}.test/{at}", site=f"site{at // 2}.test",
                         lang="en", type=TYPES[at % 3], title=f"Story {at}"))  # fmt: skip
        gold[f"p{at:03d}"] = Gold(f"p{at:03d}", blocks)
    return assemble(name, made, gold, source=name)


def outputs(source: Corpus, *, skill: float = 0.9, seed: int = 0) -> dict[str, str]:
    """Return texts by page: gold with some sentences lost and some noise."""
    rng = random.Random(seed)
    found = {}
    for page in source.pages:
        lines = [block.text for block in source.gold[page.id].blocks or () if rng.random() < skill] or ["nothing much"]
        found[page.id] = "\n".join([*lines, "share this page"] if rng.random() < 0.5 else lines)
    return found


def run(source: Corpus, out: Path, protocols: tuple[str, ...] = ("aligned",), **adapters: dict[str, str]) -> RunFolder:
    """Return a scored run of the outputs of each adapter, which is the latest."""
    stored = [stored_outputs.StoredOutputs(name, "1.0", texts) for name, texts in adapters.items()]
    folder = stored_outputs.store(source, stored, protocols, out)
    point(out, folder.path)
    return folder


def snapshot(source: Corpus, out: Path, protocols: tuple[str, ...] = ("aligned",), **adapters: dict[str, str]) -> Snapshot:
    """Return the snapshot of such a run."""
    return from_run(run(source, out, protocols, **adapters))[0]


def pin(snapshot: Snapshot) -> Baseline:
    """Return the baseline that accepts a snapshot."""
    return pins.accept(snapshot)


def stored(path: Path, texts: dict[str, str]) -> Path:
    """Write a file of stored outputs."""
    path.write_text(json.dumps({page: {"articleBody": text} for page, text in texts.items()}), encoding="utf-8")
    return path


def folder(place: Path, source: Corpus) -> Path:
    """Write the corpus as files that people write: pages.toml, pages, gold."""
    (place / "gold").mkdir(parents=True)
    lines = []
    for page in source.pages:
        (place / f"{page.id}.html").write_bytes(page.content)
        (place / "gold" / f"{page.id}.txt").write_text(
            "\n\n".join(block.text for block in source.gold[page.id].blocks or ()) + "\n", encoding="utf-8"
        )
        lines.append(f'[pages.{page.id}]\nfile = "{page.id}.html"\nurl = "{page.url}"\ntype = "{page.type}"\nlang = "en"\n')
    (place / "pages.toml").write_text("\n".join(lines), encoding="utf-8")
    return place
