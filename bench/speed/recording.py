"""Take the samples: every adapter on every page of the sample, in rounds that go from adapter to adapter so that drift hits all alike."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.corpus.text.payload import is_accepted
from bench.errors import AdapterError
from bench.model import Kind, Status
from bench.speed.environments import interpreter
from bench.speed.sample import bucket_of, items, ordered
from bench.speed.subject import Subject
from bench.workers.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.model import Adapter, Corpus, Page
    from bench.speed.sample import Item


@dataclass(frozen=True, slots=True)
class Options:
    """How to sample. ``pages`` a size bucket, ``rounds`` in each of ``processes`` fresh processes an adapter."""

    pages: int = 8
    rounds: int = 3
    processes: int = 2
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One adapter's samples of one page, in the order taken: ns, ``peak_rss`` in bytes; no times where the page did not end well."""

    adapter: str
    corpus: str
    page_id: str
    bucket: str
    size: int
    status: str
    cpu_ns: tuple[int, ...] = ()
    wall_ns: tuple[int, ...] = ()
    peak_rss: int = 0


@dataclass(frozen=True, slots=True)
class Start:
    """One start of an adapter's process: its version, and the cost of import and first call in ns."""

    adapter: str
    version: str
    cpu_ns: int
    wall_ns: int


@dataclass(frozen=True, slots=True)
class Recording:
    """All samples of a session.

    ``calibration`` are times in ns of a fixed loop run between them; ``missing`` says why an adapter could not start.
    """

    series: tuple[Series, ...]
    starts: tuple[Start, ...]
    calibration: tuple[int, ...]
    missing: Mapping[str, str]


def pages_for(pages: Sequence[Page], adapter: Adapter, count: int, seed: int) -> list[Page]:
    """Return at most ``count`` pages a size bucket: the HTML pages for an adapter of HTML, the text dumps for one of text alone."""
    taken = [page for page in pages if is_accepted(page, adapter)]
    markup = [page for page in taken if page.kind is Kind.HTML] or taken
    filled: dict[str, int] = {}
    chosen = []
    for page in ordered(markup, seed):
        bucket = bucket_of(page.size)
        if filled.setdefault(bucket, 0) < count:
            filled[bucket] += 1
            chosen.append(page)
    return chosen


def record(
    corpora: Sequence[Corpus], adapters: Sequence[Adapter], options: Options, say: Callable[[str], None] = lambda _: None
) -> Recording:
    """Measure all adapters; one that cannot start is ``missing``, a page that fails once is not tried again."""
    lanes = []
    for adapter in adapters:
        for corpus in corpora:
            drawn = items(pages_for(corpus.pages, adapter, options.pages, options.seed), adapter)
            lanes += [_Lane(adapter, corpus.name, item) for item in drawn]
    session = _Session(adapters, lanes, options, say)
    for number in range(options.processes):
        session.run(number)
    series = tuple(lane.series() for lane in lanes if lane.adapter.name not in session.missing)
    return Recording(series, tuple(session.starts), tuple(session.loop), session.missing)


class _Lane:
    """The samples of one page by one adapter while they are taken."""

    def __init__(self, adapter: Adapter, corpus: str, item: Item) -> None:
        """Start with none."""
        self.adapter, self.corpus, self.item = adapter, corpus, item
        self.status, self.peak = Status.OK, 0
        self._cpu, self._wall = list[int](), list[int]()

    def run(self, subject: Subject) -> None:
        """Take one sample; an empty result is an extraction too, any other failure ends the lane."""
        found = subject.measure(self.item.header, self.item.body)
        self.status = found.status
        if self.fine:
            self._cpu.append(found.cpu_ns)
            self._wall.append(found.wall_ns)
            self.peak = max(self.peak, found.peak_rss)

    @property
    def fine(self) -> bool:
        """Whether the page ended well so far."""
        return self.status in {Status.OK, Status.EMPTY}

    def series(self) -> Series:
        """Return what was taken."""
        times = (tuple(self._cpu), tuple(self._wall), self.peak) if self.fine else ()
        return Series(self.adapter.name, self.corpus, self.item.page_id, self.item.bucket, self.item.size, self.status.value, *times)


class _Session:
    """Processes of all adapters side by side, and what is noted beside the samples."""

    def __init__(self, adapters: Sequence[Adapter], lanes: Sequence[_Lane], options: Options, say: Callable[[str], None]) -> None:
        """Start with nothing noted."""
        self.starts: list[Start] = []
        self.loop: list[int] = []
        self.missing: dict[str, str] = {}
        self._adapters, self._options, self._say = adapters, options, say
        self._lanes: dict[tuple[str, str], list[_Lane]] = {}
        for lane in lanes:
            self._lanes.setdefault((lane.corpus, lane.item.page_id), []).append(lane)

    def run(self, number: int) -> None:
        """Start a process an adapter under hash seed ``number``, take all rounds."""
        with ExitStack() as stack:
            subjects = {adapter.name: subject for adapter in self._adapters if (subject := self._hire(stack, adapter, number)) is not None}
            for turn in range(self._options.rounds):
                done, planned = number * self._options.rounds + turn, self._options.rounds * self._options.processes
                self._say(f"round {done + 1} of {planned}")
                for at, lanes in enumerate(self._lanes.values()):
                    self._round_robin(stack, subjects, lanes, at + turn, number)

    def _round_robin(self, stack: ExitStack, subjects: dict[str, Subject], lanes: list[_Lane], shift: int, number: int) -> None:
        """Give one page to every adapter in turn, beginning with another one each time, then run the fixed loop once."""
        first = shift % len(lanes)
        for lane in (*lanes[first:], *lanes[:first]):
            subject = subjects.get(lane.adapter.name)
            if subject is None or not lane.fine:
                continue
            lane.run(subject)
            if subject.sick and (again := self._hire(stack, lane.adapter, number)) is not None:
                subjects[lane.adapter.name] = again
        steady = next((subject for subject in subjects.values() if not subject.sick and not subject.adapter.command), None)
        if steady and (took := steady.calibrate()):
            self.loop.append(took)

    def _hire(self, stack: ExitStack, adapter: Adapter, number: int) -> Subject | None:
        """Start a process and note what that cost; None, with the reason noted, where it does not work."""
        try:
            subject = stack.enter_context(
                Subject(adapter, interpreter(adapter, self._say), seed=number, limits=self._options.limits, path=self._options.path)
            )
            hello = subject.greet()
        except AdapterError as problem:
            self.missing[adapter.name] = str(problem).splitlines()[0]
            return None
        cpu, wall = (int(hello.get(name, 0)) for name in ("import_cpu_ns", "import_wall_ns"))
        self.starts.append(Start(adapter.name, str(hello.get("version", "")), cpu, wall))
        return subject
