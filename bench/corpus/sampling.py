"""Draw the pages of a corpus that get gold next, at random with known probabilities, and keep them in its index.

Each page has a random number u in (0, 1), made from the seed and its id, and a size: 1 by ``random``, how much the extractors disagree on
it by ``disagreement``. Pages are drawn in the order of u / size (sequential Poisson sampling: Ohlsson, Journal of Official Statistics 14,
1998). So a sample of any length is the beginning of a longer one, and going on with it is as valid as drawing all at once; by ``random``
it is a simple random sample. Pages that had gold when the sample was begun are outside of it, and stand for themselves alone.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus.readers.native import INDEX, METHODS, sampling_of
from bench.errors import CorpusError
from bench.escaping import toml
from bench.files import whole
from bench.model import Corpus, GoldState

_FLOOR = 0.05  # the least size on 0-1: no page's weight exceeds twenty times that of the most disputed
_KEYS = ("draw", "probability", "disagreement")
_LAST = {"sampling": 1, "pages": 2}  # tables come after plain keys in TOML


@dataclass(frozen=True, slots=True)
class Draw:
    """The pages to give gold next: ``pages`` in order, of which ``new`` were drawn just now; the sample has ``n`` pages of ``of``."""

    pages: tuple[str, ...]
    new: tuple[str, ...]
    method: str
    seed: int
    n: int
    of: int


def waiting(corpus: Corpus) -> list[str]:
    """Return the pages of a corpus that were drawn and have no gold cleaned by a person yet, in order."""
    cleaned = _cleaned(corpus)
    return [page for page in corpus.sampling.get("drawn", {}) if page not in cleaned]


def draw(corpus: Corpus, folder: Path, count: int, *, method: str = "", seed: int | None = None, sizes: Mapping[str, float]) -> Draw:
    """Have ``count`` pages wait for gold: draw those that are missing, and write them into the index.

    ``method`` and ``seed`` are those of the sample there is (first: random, 0). ``sizes`` are on 0-1, by page id, for ``disagreement``; a
    page without one has that of the least disputed. More are drawn where pages came to the corpus since, for these catch up first.
    Raises CorpusError for another method or seed than the sample was begun with, and where no page is left.
    """
    known = corpus.sampling
    by, number = _asked(known, method, seed, folder)
    drawn = list(known.get("drawn", {}))
    outside = _cleaned(corpus) - set(drawn)
    population = [page.id for page in corpus.pages if page.id not in outside]
    size = dict.fromkeys(population, 1.0) if by == "random" else {page: max(sizes.get(page, 0.0), _FLOOR) for page in population}
    ranks = {page: _chance(number, page) / size[page] for page in population}
    taken = set(drawn)
    rest = sorted((page for page in population if page not in taken), key=lambda page: (ranks[page], page))
    left = waiting(corpus)
    if not rest and not left:
        raise CorpusError(f"every page of {folder} has gold", "a page without gold that a person cleaned")
    latest = max((ranks[page] for page in drawn if page in ranks), default=0.0)
    behind = sum(ranks[page] < latest for page in rest) if by == "random" else 0
    new = rest[: max(count - len(left), behind, 0)]
    sample = [*drawn, *new]
    chances = probabilities(size, len(sample))
    about = {"method": by, "seed": number, "n": len(sample), "of": len(population)}
    _write(folder / INDEX, about, {page: chances[page] for page in sample if page in chances}, {} if by == "random" else size)
    return Draw((*left, *new), tuple(new), by, number, len(sample), len(population))


def probabilities(sizes: Mapping[str, float], n: int) -> dict[str, float]:
    """Return the probability of each page to be among ``n`` drawn in proportion to sizes, at most 1."""
    certain: set[str] = set()
    while True:
        rest = sum(size for page, size in sizes.items() if page not in certain)
        share = (n - len(certain)) / rest if rest > 0 else 0.0
        more = {page for page, size in sizes.items() if page not in certain and size * share >= 1}
        if not more:
            return {page: 1.0 if page in certain else size * share for page, size in sizes.items()}
        certain |= more


def _cleaned(corpus: Corpus) -> set[str]:
    """Return the pages whose text a person cleaned: segments alone are no gold of a whole page."""
    return {page for page, gold in corpus.gold.items() if gold.blocks is not None and gold.state is GoldState.CLEANED}


def _asked(known: Mapping[str, Any], method: str, seed: int | None, folder: Path) -> tuple[str, int]:
    """Return method and seed: those of the sample there is, which may not be others than those asked for."""
    if method and method not in METHODS:
        raise CorpusError(f"pages cannot be drawn by {method!r}", f"one of: {', '.join(METHODS)}", "boilerbench corpus next --help")
    if not known:
        return method or METHODS[0], seed or 0
    if method not in {"", known["method"]} or seed not in {None, known["seed"]}:
        problem = f"the sample of {folder} was begun by {known['method']} with seed {known['seed']}, and goes on so or is none"
        raise CorpusError(problem, "the same method and seed", f"boilerbench corpus next {folder}")
    return known["method"], known["seed"]


def _chance(seed: int, page: str) -> float:
    """Return the random number of a page, above 0 and at most 1."""
    return (int.from_bytes(hashlib.sha256(f"{seed}\0{page}".encode()).digest()[:6]) + 1) / 2**48


def _write(index: Path, about: Mapping[str, object], chances: Mapping[str, float], sizes: Mapping[str, float]) -> None:
    """Write a sample into an index, whose other lines and comments stay as they are where that can be."""
    text = index.read_text(encoding="utf-8-sig")
    table = tomllib.loads(text)
    facts: dict[str, dict[str, object]] = {page: {} for page in table["pages"]} | {
        page: {"disagreement": round(size, 4)} for page, size in sizes.items()
    }
    for place, (page, chance) in enumerate(chances.items(), 1):
        facts[page] = {"draw": place, "probability": float(f"{chance:.6g}"), **facts[page]}
    wanted = {**table, "sampling": about, "pages": {page: _plain(entry) | facts[page] for page, entry in table["pages"].items()}}
    written = _edited(text, about, facts)
    if not _says(written, wanted):
        written = "".join(re.findall(r"\A(?:#.*\n)+", text)) + _dumped(wanted)
    sampling_of(tomllib.loads(written), str(index))
    with whole(index) as temporary:
        temporary.write_text(written, encoding="utf-8", newline="\n")


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page's entry without what a sample says of it."""
    return {key: value for key, value in entry.items() if key not in _KEYS}


def _edited(text: str, about: Mapping[str, object], facts: Mapping[str, Mapping[str, object]]) -> str:
    """Return the index with the sample put in, where its tables have heads of their own."""
    kept, inside, is_skipped, is_placed = list[str](), False, False, False
    for line in text.rstrip("\n").split("\n"):
        head = re.match(r"\s*\[([^\[\]].*)\]\s*(#.*)?$", line)
        if head:
            path = _path(head[1])
            inside, is_skipped = path[:1] == ["pages"], path == ["sampling"]
            if inside and not is_placed:
                kept, is_placed = [*kept, "[sampling]", *_lines(about), ""], True
        if is_skipped or (inside and re.match(rf"\s*({'|'.join(_KEYS)})\s*=", line)):
            continue
        kept.append(line)
        if head and inside and len(path) == 2:
            kept += _lines(facts.get(path[1], {}))
    return "\n".join(kept) + "\n"


def _path(head: str) -> list[str]:
    """Return the keys of a table's head."""
    try:
        keys, table = list[str](), tomllib.loads(f"[{head}]")
    except tomllib.TOMLDecodeError:
        return []
    while table:
        ((key, table),) = table.items()
        keys.append(key)
    return keys


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a text is TOML for exactly this."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _dumped(table: Mapping[str, Any]) -> str:
    """Return an index as TOML."""
    plain = {key: value for key, value in table.items() if key not in _LAST}
    heads: Sequence[tuple[str, Mapping[str, Any]]] = [(f"pages.{toml(page)}", entry) for page, entry in table["pages"].items()]
    tables = [("sampling", table["sampling"]), *heads]
    return "\n".join([*_lines(plain), *("\n".join(["", f"[{head}]", *_lines(entry)]) for head, entry in tables)]) + "\n"


def _lines(entry: Mapping[str, object]) -> Collection[str]:
    """Return plain keys as lines; strings escaped."""
    return [f"{key} = {toml(value)}" for key, value in entry.items()]
