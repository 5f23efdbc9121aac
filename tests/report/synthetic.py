"""Run folders of any size, made from a seed by the contract of the run folder: the same arguments give the same bytes."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import scoring
from bench.model import SCHEMA, Block, Corpus, Gold, Kind, Manifest, Page, Status
from bench.scoring.tables import losses
from bench.store import losses_file
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

VOCABULARY = [
    "amber",
    "barley",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "garnet",
    "harbour",
    "island",
    "juniper",
    "kettle",
    "lantern",
    "meadow",
    "nettle",
    "orchard",
    "pebble",
    "quarry",
    "river",
    "saddle",
    "timber",
    "umber",
    "valley",
    "willow",
    "yarrow",
    "zephyr",
    "bridge",
    "candle",
    "drift",
    "engine",
    "farmer",
    "gather",
    "hollow",
    "iron",
    "jolly",
    "keen",
    "ladder",
    "marble",
    "north",
    "open",
    "plain",
    "quiet",
    "rough",
    "stone",
    "thread",
    "under",
    "velvet",
    "window",
    "yield",
    "acre",
    "bold",
    "crane",
    "dusk",
    "early",
    "frost",
    "grain",
    "heath",
    "ivory",
    "joint",
    "knoll",
    "linen",
    "maple",
    "noble",
    "otter",
    "pine",
    "reed",
    "slate",
]
TYPES = ("article", "forum", "product", "listing", "documentation", "collection", "service")
LANGS = ("en", "de", "fr", "ar", "zh", "ja", "hi", "el", "ru", "es")
FAILURES = (Status.ERROR, Status.TIMEOUT, Status.CRASH, Status.MEMORY)
NAMES = [
    "trafilatura",
    "trafilatura-fast",
    "trafilatura-precision",
    "trafilatura-recall",
    "trafilatura-baseline",
    "readability-lxml",
    "justext",
    "justext-langindep",
    "resiliparse",
    "newspaper4k",
    "boilerpy3",
    "goose3",
    "breadability",
    "turbohtml",
    "readability-linkedom",
    "defuddle",
    "paragraphs",
    "everything",
    "nothing",
    "inscriptis",
]
PACKAGES = {
    "trafilatura": "trafilatura",
    "justext": "justext",
    "readability-lxml": "readability-lxml",
    "readability-linkedom": "@mozilla/readability",
}
FLOORS = {"paragraphs", "everything", "nothing", "inscriptis"}
BOILERPLATE = (
    "home news about contact",
    "subscribe to our newsletter today",
    "related stories you may like",
    "copyright all rights reserved",
    "share this page",
)
LIST = pa.list_(pa.string())
BLOCKS = pa.list_(pa.struct([("text", pa.string()), ("optional", pa.bool_()), ("role", pa.string())]))


@dataclass(frozen=True)
class Plan:
    """What run to make: ``corpora`` as (name, kind, pages)."""

    corpora: tuple[tuple[str, str, int], ...] = (("made", "html", 24),)
    adapters: int = 6
    protocols: tuple[str, ...] = ("aligned",)
    words: int = 60
    fail: float = 0.02
    seed: int = 0
    types: bool = True
    losses: bool = True
    step: float = 0.03  # how much less each adapter keeps than the one before it


def sentence(rng: random.Random, size: int) -> str:
    """Return a sentence of ``size`` words."""
    return " ".join(rng.choice(VOCABULARY) for _ in range(size)).capitalize() + "."


def blocks(rng: random.Random, words: int, lang: str) -> list[Block]:
    """Return the gold of a page: a heading, an optional byline, paragraphs."""
    if lang in {"zh", "ja"}:
        return [
            Block("溪山行旅图", role="heading"),
            *(Block("".join(rng.choice("山水人家春風秋月花鳥魚蟲天地") for _ in range(words // 3)) + "。") for _ in range(3)),
        ]
    if lang == "ar":
        return [
            Block("العنوان هنا", role="heading"),
            *(
                Block(" ".join(rng.choice(["بيت", "نهر", "جبل", "شمس", "قمر", "كتاب", "مدينة", "طريق"]) for _ in range(words // 3)))
                for _ in range(3)
            ),
        ]
    count = max(2, words // 40)
    body = [
        Block(sentence(rng, words // count), role=rng.choice(("paragraph", "paragraph", "paragraph", "list", "table", "code")))
        for _ in range(count)
    ]
    return [Block(sentence(rng, 5).rstrip("."), role="heading"), Block("By " + rng.choice(VOCABULARY).title(), optional=True), *body]


def output(rng: random.Random, gold: list[Block], skill: float, noise: float) -> str:
    """Return what an extractor returns: gold with blocks or words lost, boilerplate among them."""
    kept: list[str] = []
    for block in gold:
        if rng.random() < noise:
            kept.append(rng.choice(BOILERPLATE))
        if rng.random() < skill:
            words = block.text.split(" ")
            if rng.random() > skill and len(words) > 8:
                at = rng.randrange(len(words) - 4)
                del words[at : at + 4]
            kept.append(" ".join(words))
    return "\n".join(kept)


def make(folder: Path, plan: Plan | None = None) -> Path:
    """Write a run folder and return it."""
    plan = plan or Plan()
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(plan.seed)
    pages = [page for name, kind, count in plan.corpora for page in _pages(rng, name, kind, count, plan)]
    adapters = [_adapter(name) for name in NAMES[: plan.adapters]]
    records = _extractions(rng, pages, adapters, plan)
    _write(folder / "pages.parquet", [page | {"blocks": [_block(b) for b in page["blocks"]]} for page in pages], PAGES)
    _write(folder / "extractions.parquet", records, EXTRACTIONS)
    for protocol in plan.protocols:
        score(folder, pages, records, protocol)
    if plan.losses:
        lose(folder, pages, records)
    corpora = [
        {
            "name": name,
            "digest": hashlib.sha256(name.encode()).hexdigest(),
            "pages": count,
            "source": name,
            "licence": "CC0-1.0",
            "citation": "",
            "oracle": False,
        }
        for name, _, count in plan.corpora
    ]
    machine = {"cpu": "Synthetic CPU", "cores": 2, "python": "3.11.0", "platform": "linux"}
    options = {"deadline_s": 20, "memory_mb": 2048, "workers": 2, "seed": plan.seed, "resamples": 10000}
    manifest = Manifest(
        id=f"synthetic-{plan.seed}",
        created="2026-01-02T03:04:05Z",
        version="0.1.0",
        corpora=tuple(corpora),
        adapters=tuple(adapters),
        options=options,
        machine=machine,
        complete=True,
    )
    (folder / "manifest.json").write_text(
        json.dumps({name: getattr(manifest, name) for name in Manifest.__slots__}, indent=1, sort_keys=True), "utf-8"
    )
    return folder


def score(folder: Path, pages: list[dict], records: list[dict], protocol: str) -> None:
    """Write the rows of one protocol with its own scorer."""
    scorer = scoring.load(protocol)
    gold = {(p["corpus"], p["page_id"]): Gold(p["page_id"], tuple(p["blocks"])) for p in pages}
    prepared = {key: scorer.prepare(value) for key, value in gold.items()}
    rows = []
    for record in records:
        key = (record["corpus"], record["page_id"])
        if record["status"] == "skipped" or not scorer.applies(gold[key]):
            continue
        values = scorer.row(prepared[key], record["text"])
        rows.append(
            {
                "adapter": record["adapter"],
                "corpus": key[0],
                "page_id": key[1],
                "status": record["status"],
                **dict(zip(scorer.columns, values, strict=True)),
            }
        )
    schema = pa.schema(
        [(name, pa.string()) for name in ("adapter", "corpus", "page_id", "status")] + [(name, pa.float64()) for name in scorer.columns]
    )
    _write(folder / f"scores-{protocol}.parquet", rows, schema, {"signature": f"f1:{protocol}@{scorer.version}|synthetic"})


def lose(folder: Path, pages: list[dict], records: list[dict]) -> None:
    """Write where the words went, the boilerplate of outputs being a navigation's."""
    prepared = {
        (p["corpus"], p["page_id"]): losses.prepare(Gold(p["page_id"], tuple(p["blocks"])), [(t, "navigation") for t in BOILERPLATE])
        for p in pages
    }
    tried = [r for r in records if r["status"] != "skipped"]
    values = np.array([losses.counted(prepared[r["corpus"], r["page_id"]], r["text"]) for r in tried])
    losses_file.write(RunFolder(folder), pa.table({name: [r[name] for r in tried] for name in losses_file.KEYS}), values)


def _adapter(name: str) -> dict:
    package = PACKAGES.get(name, next((value for key, value in PACKAGES.items() if name.startswith(key)), name))
    return {
        "name": name,
        "package": package,
        "version": f"{1 + len(name) % 3}.{len(name) % 7}.0",
        "settings": {"fast": True} if "fast" in name else {},
        "accepts": "str",
        "licence": "Apache-2.0",
        "extra": "",
        "env": "",
        "floor": name in FLOORS,
    }


def _pages(rng: random.Random, corpus: str, kind: str, count: int, plan: Plan) -> list[dict]:
    found = []
    for number in range(count):
        lang = "en" if rng.random() < 0.6 else rng.choice(LANGS)
        gold = blocks(rng, max(30, int(rng.gauss(plan.words, plan.words / 4))), lang)
        identity = hashlib.sha256(f"{corpus}{number}".encode()).hexdigest()
        site = f"site{rng.randrange(max(2, count // 2))}.test"
        found.append(
            {
                "corpus": corpus,
                "page_id": identity[:16],
                "kind": kind,
                "url": f"https://{site}/{number}",
                "site": site,
                "lang": lang,
                "type": rng.choice(TYPES) if plan.types else "article",
                "title": sentence(rng, 5),
                "bytes": 1000 + rng.randrange(90_000),
                "sha256": hashlib.sha256(markup(gold, kind)).hexdigest(),
                "devices": ["cookie wall"],
                "draft": False,
                "blocks": gold,
                "must_have": [],
                "must_not": [],
                "parts": [],
            }
        )
    return found


def markup(gold: list[Block], kind: str = "html") -> bytes:
    """Return a page that holds this gold among boilerplate."""
    around = BOILERPLATE[:2]
    if kind == "text":
        return "\n\n".join([around[0], *(block.text for block in gold), around[1]]).encode()
    body = "".join(f"<{'h1' if block.role == 'heading' else 'p'}>{escape(block.text)}</p>" for block in gold)
    return f"<!doctype html><style>nav{{color:#123}}</style><body><nav>{around[0]}</nav><main>{body}</main><footer>{around[1]}".encode()


def corpora(folder: Path) -> list[Corpus]:
    """Return the corpora of a run as they would be read again."""
    found: dict[str, list[Page]] = {}
    for page in pq.read_table(folder / "pages.parquet").to_pylist():
        content = markup([Block(**block) for block in page["blocks"]], page["kind"])
        found.setdefault(page["corpus"], []).append(Page(page["page_id"], page["corpus"], content, Kind(page["kind"])))
    return [Corpus(name, hashlib.sha256(name.encode()).hexdigest(), tuple(pages), {}) for name, pages in found.items()]


def _extractions(rng: random.Random, pages: list[dict], adapters: list[dict], plan: Plan) -> list[dict]:
    ease = {page["page_id"]: rng.betavariate(6, 1) for page in pages}
    records = []
    for rank, adapter in enumerate(adapters):
        quality = 0.99 - plan.step * rank
        for page in pages:
            status, text = Status.OK, output(rng, page["blocks"], quality * ease[page["page_id"]] ** 0.3, 0.04 + 0.02 * rank)
            if rng.random() < plan.fail:
                status, text = rng.choice(FAILURES), ""
            elif not text.strip():
                status = Status.EMPTY
            millis = (2 + 3 * rank) * rng.lognormvariate(0, 0.6)
            records.append(
                {
                    "corpus": page["corpus"],
                    "page_id": page["page_id"],
                    "adapter": adapter["name"],
                    "status": str(status),
                    "text": text,
                    "error": "" if status in {Status.OK, Status.EMPTY} else f"Synthetic: {status}",
                    "wall_ns": int(millis * 1e6),
                    "cpu_ns": int(millis * 9e5),
                    "peak_rss": (40 + 7 * rank) << 20,
                    "stderr": "",
                    "network": 0,
                    "reused": False,
                }
            )
    return records


def _block(block: Block) -> dict:
    return {"text": block.text, "optional": block.optional, "role": block.role}


def _write(path: Path, rows: list[dict], schema: pa.Schema, metadata: dict[str, str] | None = None) -> None:
    table = pa.Table.from_pylist(rows, schema=schema)
    pq.write_table(table.replace_schema_metadata({"schema": str(SCHEMA), **(metadata or {})}), path, compression="zstd")


PAGES = pa.schema(
    [
        *((name, pa.string()) for name in ("corpus", "page_id", "kind", "url", "site", "lang", "type", "title")),
        ("bytes", pa.int64()),
        ("sha256", pa.string()),
        ("devices", LIST),
        ("draft", pa.bool_()),
        ("blocks", BLOCKS),
        ("must_have", LIST),
        ("must_not", LIST),
        ("parts", pa.map_(pa.string(), pa.string())),
    ]
)
EXTRACTIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("corpus", "page_id", "adapter", "status", "text", "error")),
        ("wall_ns", pa.int64()),
        ("cpu_ns", pa.int64()),
        ("peak_rss", pa.int64()),
        ("stderr", pa.string()),
        ("network", pa.int64()),
        ("reused", pa.bool_()),
    ]
)
