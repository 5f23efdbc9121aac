"""Stored outputs (``--predictions``): texts made elsewhere, scored like those of any adapter."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.corpus.source.archive import is_archive, open_source
from bench.corpus.source.archive import stem as archive_stem
from bench.engine import plan
from bench.engine.outputs import entries, matching, unpacking
from bench.engine.outputs.entries import Entry
from bench.engine.plan import Options, StoredAdapter
from bench.engine.score import score_run
from bench.errors import ConfigError, CorpusError, RunError
from bench.model import Adapter, Corpus, Extraction, Status
from bench.store.run_folder import RunFolder, create
from bench.workers.wire import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

MISSING = "no output is stored for this page"
_ENDINGS = (".json", ".jsonl", ".ndjson")
_FILES = (".txt", ".text", ".md", ".json", ".html", ".htm")  # of a folder that holds a file for each page
_TAG = (
    r"(?:html|head|body|div|article|section|main|p|span|h[1-6]|[uo]l|dl|table|figure|img|a|br|header|center|blockquote|font|b|i|strong|em)"
)
_MARKUP = re.compile(rf"\s*<(?:!doctype\s+html|{_TAG}\b[^<>]*/?)>.*</?[a-z][^<>]*>\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where stored outputs come from: the file's name without its folder, and the SHA-256 of its bytes."""

    file: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class StoredOutputs:
    """The texts of one adapter, by what the file calls each page."""

    name: str  # the file's stem, or as the user says
    version: str  # what the file says, "" where it says nothing
    texts: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)  # instead of a text, what the system said went wrong
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what else the page may be called
    origin: Origin = Origin()


def named(spec: str) -> StoredOutputs:
    """Read ``NAME=FILE``, ``NAME=FOLDER``, or a path alone, called like the file; raises BoilerbenchError."""
    name, equals, place = spec.partition("=")
    if not equals or Path(spec).exists():
        return read(Path(spec).expanduser())
    if not name.strip() or not name.isprintable() or len(name) > 80 or not place:
        raise ConfigError(f"--predictions {spec!r} names no adapter or no file", "NAME=FILE", "--predictions mine=outputs.json")
    return read(Path(place).expanduser(), name.strip())


def read(path: Path, name: str = "") -> StoredOutputs:
    """Read a file of stored outputs, or a folder or archive with a file for each page; raises CorpusError."""
    if path.is_dir() or (is_archive(path) and path.is_file()):
        return _checked(_from_folder(path, name), str(path))
    content, digest = unpacking.contents(path)
    return _parsed(content, name or _stem(path.name), Origin(path.name, digest), str(path))


def parse(content: bytes, filename: str, where: str = "") -> StoredOutputs:
    """Read stored outputs from bytes of JSON; the name is that of the file without its endings."""
    return _parsed(content, _stem(filename), Origin(filename, hashlib.sha256(content).hexdigest()), where or filename)


def _stem(filename: str) -> str:
    """Return a file's name without the endings of compression and of JSON."""
    for endings in (unpacking.ENDINGS, _ENDINGS):
        filename = next((filename.removesuffix(ending) for ending in endings if filename.endswith(ending)), filename)
    return filename


def _parsed(content: bytes, name: str, origin: Origin, where: str) -> StoredOutputs:
    """Return the stored outputs in JSON."""
    version, made = entries.parse(content, where)
    return _checked(_assembled(name, version, made, origin), where)


def _assembled(name: str, version: str, made: Sequence[Entry], origin: Origin) -> StoredOutputs:
    """Return stored outputs from entries, each under its likeliest id."""
    return StoredOutputs(
        name,
        version,
        {entry.ids[0]: entry.text for entry in made if not entry.error},
        {entry.ids[0]: one_line(entry.error) or "failed" for entry in made if entry.error},
        {entry.ids[0]: entry.ids for entry in made if len(entry.ids) > 1},
        origin,
    )


def _from_folder(path: Path, name: str) -> StoredOutputs:
    """Return the stored outputs in a folder or archive: a text file, or one entry of JSON, for each page."""
    source = open_source(path)
    above = source.prefix if path.is_dir() else ""  # an archive's own folder says nothing, a folder of the user's may name the corpus
    made, digests = list[Entry](), list[str]()
    left = unpacking.LIMIT
    for member, content in source.members():
        left -= len(content)
        if left < 0:
            raise unpacking.too_large(path)
        made.append(_entry(f"{above}{member}", content, f"{path}/{above}{member}"))
        digests.append(f"{above}{member} {hashlib.sha256(content).hexdigest()}")
    digest = hashlib.sha256("\n".join(sorted(digests)).encode("utf-8", "surrogateescape")).hexdigest()
    return _assembled(name or archive_stem(path), "", sorted(made, key=lambda entry: entry.ids), Origin(path.resolve().name, digest))


def _entry(member: str, content: bytes, where: str) -> Entry:
    """Return the entry of one file of a folder."""
    page_id = next((member.removesuffix(ending) for ending in _FILES if member.endswith(ending)), "")
    if not page_id:
        raise CorpusError(f"{where} is no output of a page", f"files that end in one of: {', '.join(_FILES)}")
    try:
        text = content.decode(json.detect_encoding(content) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
        value = json.loads(text) if member.endswith(".json") else text
    except (ValueError, RecursionError) as problem:
        raise CorpusError(f"{where} cannot be read: {problem}", "text in UTF-8, or JSON that holds one output") from problem
    return entries.entry_of((page_id,), value, where)


def _checked(outputs: StoredOutputs, where: str) -> StoredOutputs:
    """Return the outputs; raises CorpusError where most are markup, which would be scored as words."""
    texts = {name: text for name, text in outputs.texts.items() if text.strip()}
    markup = [name for name, text in texts.items() if _MARKUP.fullmatch(text)]
    if markup and 2 * len(markup) >= len(texts):
        what = f"{where}: {len(markup):,} of {len(texts):,} texts are HTML, such as that of {markup[0]!r}"
        raise CorpusError(what, "text, or Markdown", "turn them into text first: tags would be scored as words")
    return outputs


def adapter_of(outputs: StoredOutputs, corpora: Sequence[Corpus], *, ignore_unknown: bool = False) -> StoredAdapter:
    """Return the outputs as an adapter that has been run: an extraction for each page, in order.

    A page without a stored output is missing, never an empty text; the pages of a corpus that none of the outputs is of are skipped, as
    where an adapter does not take them. Raises BoilerbenchError where an output is of no page, unless ``ignore_unknown``, and where all
    are.
    """
    where = outputs.origin.file or outputs.name
    names = {name: outputs.aliases.get(name, (name,)) for name in (*outputs.texts, *outputs.errors)}
    chosen, unknown = matching.matched(names, corpora, where)
    matching.refuse_unknown(unknown, len(names), corpora, where, ignored=ignore_unknown)
    made = [one for corpus in corpora for one in _extractions(outputs, corpus, chosen)]
    about: dict[str, Any] = {**Adapter(outputs.name, accepts="", kinds=()).as_data(), "stored": True}
    about |= {"file": outputs.origin.file, "sha256": outputs.origin.sha256, "unknown_outputs": len(unknown)}
    about["version"] = outputs.version or (f"sha256:{outputs.origin.sha256[:12]}" if outputs.origin.sha256 else "")
    held = [outputs.name, outputs.origin.sha256 or sorted(outputs.texts.items()), ignore_unknown]
    about["key"] = hashlib.sha256(json.dumps(["stored outputs", *held]).encode()).hexdigest()
    return StoredAdapter(about, tuple(made))


def _extractions(outputs: StoredOutputs, corpus: Corpus, chosen: Mapping[tuple[str, str], str]) -> Iterator[Extraction]:
    """Yield the extraction of each page of a corpus."""
    names = [chosen.get((corpus.name, page.id)) for page in corpus.pages]
    covered = any(name is not None for name in names)
    for page, name in zip(corpus.pages, names, strict=True):
        place = corpus.name, page.id, outputs.name
        if not covered:
            yield Extraction(*place, Status.SKIPPED, error=f"no stored output is of a page of {corpus.name}")
        elif name is None:
            yield Extraction(*place, Status.MISSING, error=MISSING)
        elif name in outputs.errors:
            yield Extraction(*place, Status.ERROR, error=outputs.errors[name])
        else:
            text = outputs.texts[name]
            yield Extraction(*place, Status.OK if text.strip() else Status.EMPTY, text=text if text.strip() else "")


def store(
    corpus: Corpus,
    outputs: Sequence[StoredOutputs],
    protocols: Sequence[str],
    out: Path,
    *,
    seed: int = 0,
    resamples: int = 10_000,
    ignore_unknown: bool = False,
) -> RunFolder:
    """Write and score a run of stored outputs alone, an adapter for each; ``latest`` stays where it was.

    Raises BoilerbenchError as :func:`adapter_of`, and for two of one name.
    """
    from bench.scoring import load_to_score

    for name in protocols:
        load_to_score(name)
    if not outputs:
        raise RunError("there are no stored outputs", "one file at least", "--predictions FILE")
    adapters = [adapter_of(one, [corpus], ignore_unknown=ignore_unknown) for one in outputs]
    planned = plan.make([corpus], (), Options(seed=seed, resamples=resamples), adapters)
    created = plan.now()
    folder = create(out, created, "predictions")
    folder.write_manifest(plan.manifest(planned, folder.path.name, created))
    folder.write_pages([corpus])
    folder.write_extractions(extraction for one in adapters for extraction in one.extractions)
    score_run(folder, protocols)
    folder.write_manifest(plan.manifest(planned, folder.path.name, created, complete=True))
    return folder
