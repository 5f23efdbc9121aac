"""The nouns: frozen dataclasses and enums that every floor shares (standard library only)."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

SCHEMA = 1  # of every file this package writes
PairKey = tuple[str, str, str]  # adapter, corpus, page id


class Kind(StrEnum):
    """What a page dump is: markup, or the text of a page saved without it."""

    HTML = "html"
    TEXT = "text"


class Status(StrEnum):
    """How one (adapter, page) pair ended. Only ``ok`` carries text; ``skipped`` was never tried."""

    OK = "ok"
    EMPTY = "empty"  # the extractor returned nothing but white space
    ERROR = "error"  # it raised
    TIMEOUT = "timeout"  # the deadline passed and its process group was killed
    CRASH = "crash"  # its process died
    MEMORY = "memory"  # it hit the address-space cap
    SKIPPED = "skipped"  # the adapter does not accept this kind of page, or its library is missing

    @property
    def failed(self) -> bool:
        """Whether the extractor broke: neither text nor an empty answer came, though the page was tried."""
        return self not in {Status.OK, Status.EMPTY, Status.SKIPPED}


class Outcome(StrEnum):
    """What a comparison of two scores says."""

    IMPROVED = "improved"
    REGRESSED = "regressed"
    UNCHANGED = "unchanged"
    INCOMPARABLE = "incomparable"

    @property
    def exit_code(self) -> int:
        """0 fine, 1 regressed, 2 cannot judge."""
        return {Outcome.REGRESSED: 1, Outcome.INCOMPARABLE: 2}.get(self, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page dump as captured.

    ``stored`` holds the bytes, gzip-compressed where ``packed``; :attr:`content` is what the site served.
    ``id`` is unique in its corpus. ``site`` is the host pages are clustered by ("" where unknown), ``encoding`` a declaration
    from outside the page ("" = as the page says), ``lang`` BCP 47, ``devices`` the page's boilerplate devices. ``fingerprint`` is what
    :func:`fingerprint` says of the content, once the page stands in a corpus: it saves unpacking it again.
    """

    id: str
    corpus: str
    stored: bytes
    kind: Kind = Kind.HTML
    _: KW_ONLY
    packed: bool = False
    url: str = ""
    site: str = ""
    encoding: str = ""
    lang: str = ""
    type: str = ""
    devices: tuple[str, ...] = ()
    title: str = ""
    fingerprint: tuple[int, str] | None = field(default=None, repr=False, compare=False)

    @property
    def content(self) -> bytes:
        """The page's bytes, unpacked."""
        return gzip.decompress(self.stored) if self.packed else self.stored

    @property
    def size(self) -> int:
        """Number of the unpacked bytes."""
        return (self.fingerprint or fingerprint(self.content))[0]

    @property
    def sha256(self) -> str:
        """SHA-256 of the unpacked bytes, in hexadecimal."""
        return (self.fingerprint or fingerprint(self.content))[1]


def fingerprint(content: bytes) -> tuple[int, str]:
    """Return the size of a page's unpacked bytes and their SHA-256 in hexadecimal."""
    return len(content), hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """One block of gold: text that must be returned, or may be (``optional``: neutral for ``aligned``)."""

    text: str
    optional: bool = False
    role: str = "paragraph"  # what it is: paragraph heading list table code quote caption


@dataclass(frozen=True, slots=True)
class Gold:
    """What a person says the content of a page is.

    ``blocks`` is None where the corpus has snippets only. ``must_have`` and ``must_not`` are segments that must (not) be in the
    output. ``parts`` holds further gold by name (``markdown``, ``tagged``) for protocols that read it. ``draft`` gold has not been
    cleaned by a person yet.
    """

    page_id: str
    blocks: tuple[Block, ...] | None
    must_have: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False

    @property
    def text(self) -> str:
        """All blocks, optional ones too, joined by blank lines: what peers' protocols see. "" without."""
        return "\n\n".join(block.text for block in self.blocks or ())


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages and their gold, in page order.

    ``digest`` changes when any byte of page, gold or metadata that can move a score does. ``gold`` maps page ids; a page without an entry
    has none. ``oracle`` corpora hold another extractor's output as "gold": a regression oracle, not truth. ``source`` is what to pass to
    ``--corpus`` to read it again.
    """

    name: str
    digest: str
    pages: tuple[Page, ...]
    gold: Mapping[str, Gold]
    _: KW_ONLY
    licence: str = ""
    citation: str = ""
    source: str = ""
    oracle: bool = False


@dataclass(frozen=True, slots=True)
class Adapter:
    """One line of the leaderboard: an extractor with settings.

    ``target`` is ``module:function``, called as ``function(page, **settings) -> str``; ``settings`` are therefore exactly what is
    measured, and are printed. ``accepts`` is ``str`` or ``bytes``: what ``page`` is. ``kinds`` are the kinds of page it takes as
    they are; a text dump given to an adapter without ``text`` is wrapped as HTML first (``bench.corpus.text.textdump``).
    ``package`` is the distribution whose version is printed, ``extra`` the extra that installs it, ``env`` a named virtual environment
    it lives in, ``command`` a foreign worker that speaks the wire. ``floor`` rows are yardsticks, not contenders.
    """

    name: str
    target: str = ""
    package: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    _: KW_ONLY
    accepts: str = "str"
    kinds: tuple[Kind, ...] = (Kind.HTML,)
    licence: str = ""
    extra: str = ""
    env: str = ""
    command: tuple[str, ...] = ()
    floor: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the adapter as plain data, for JSON."""
        plain = {"settings": dict(self.settings), "kinds": [kind.value for kind in self.kinds], "command": list(self.command)}
        return {name: getattr(self, name) for name in self.__slots__} | plain


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one adapter made of one page. Times in ns around the call alone; ``peak_rss`` in bytes."""

    corpus: str
    page_id: str
    adapter: str
    status: Status
    _: KW_ONLY
    text: str = ""
    error: str = ""  # one line: exception type and message, signal, or why it was skipped
    wall_ns: int = 0
    cpu_ns: int = 0
    peak_rss: int = 0
    stderr: str = ""  # what the library printed, capped
    network: int = 0  # refused attempts to open a socket
    reused: bool = False  # taken from an earlier run under the same key


@dataclass(frozen=True, slots=True)
class Rules:
    """The conventions of a protocol in words, for ``boilerbench protocols``."""

    source: str  # where the protocol comes from
    tokens: str  # how text becomes tokens
    empty: str  # empty gold, empty output
    failed: str  # what a failed page counts as
    averaging: str  # how pages become a figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """One protocol: a figure of a corpus is a function of sums over its pages.

    - ``prepare(gold)`` does the work that depends on gold alone; its result is opaque and may be shared by all adapters.
    - ``row(prepared, text)`` gives one page's row: ``len(columns)`` finite floats (counts or per-page scores).
    - ``parts(rows)`` maps rows ``(..., pages, columns)`` to additive parts ``(..., pages, k)``.
    - ``finish(totals)`` maps summed (or weighted) parts ``(..., k)`` to metrics ``(..., len(metrics))``; NaN where undefined.

    So ``aggregate(rows) = finish(parts(rows).sum(-2))``, a bootstrap is ``finish(weights @ parts)``, ``weights`` (resamples, pages), and a
    page's own value ``finish(parts(rows))``. ``needs`` names the gold it needs: ``text``, ``segments``, or keys of ``Gold.parts``;
    ``headline`` the metric to sort by; ``variant`` a setting that can change figures and so stands in the signature (tokeniser, splitter).
    """

    name: str
    version: int
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    headline: str
    rules: Rules
    prepare: Callable[[Gold], Any]
    row: Callable[[Any, str], tuple[float, ...]]
    parts: Callable[[NDArray[Any]], NDArray[Any]]
    finish: Callable[[NDArray[Any]], NDArray[Any]]
    needs: str = "text"
    variant: str = ""
    lower_is_better: tuple[str, ...] = ()
    percent: bool = False  # metrics on 0-100 instead of 0-1
    library: str = ""  # a module it needs that does not come with this package
    extra: str = ""  # what installs that module
    explain: Callable[[Gold, str], Sequence[Any]] | None = None  # what a row counts: the Steps of bench.scoring.protocols.steps

    def applies(self, gold: Gold) -> bool:
        """Whether this gold holds what the protocol needs."""
        by_kind = {"text": gold.blocks is not None, "segments": bool(gold.must_have or gold.must_not)}
        return by_kind.get(self.needs, self.needs in gold.parts)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval: ``value`` in ``[low, high]`` at confidence ``level``, from ``n`` pages."""

    value: float
    low: float
    high: float
    level: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What made a run: enough to repeat it, and to refuse to compare unlike things.

    ``corpora``: dicts of name, digest, pages, source, licence, citation, oracle. ``adapters``: dicts of name, package, version, settings,
    accepts, licence, extra, env, floor. ``machine``: cpu, cores, python, platform. ``options``: deadline_s, memory_mb, workers, seed,
    resamples and the like. ``created`` is UTC ISO 8601; ``complete`` is False while a run is under way or was interrupted.
    """

    id: str
    created: str
    version: str
    corpora: tuple[Mapping[str, Any], ...]
    adapters: tuple[Mapping[str, Any], ...]
    options: Mapping[str, Any]
    machine: Mapping[str, Any]
    complete: bool = False
    schema: int = SCHEMA

    @property
    def names(self) -> tuple[str, ...]:
        """The adapters' names, in the order of the run."""
        return tuple(str(adapter["name"]) for adapter in self.adapters)

    @property
    def floors(self) -> frozenset[str]:
        """The names of adapters that are yardsticks, not contenders."""
        return frozenset(str(adapter["name"]) for adapter in self.adapters if adapter.get("floor"))

    @property
    def sources(self) -> Mapping[str, str]:
        """By corpus name, what to pass to ``--corpus`` to read it again."""
        return {str(corpus["name"]): str(corpus.get("source") or corpus["name"]) for corpus in self.corpora}
