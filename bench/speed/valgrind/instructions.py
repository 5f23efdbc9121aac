"""Count instructions instead of time, under valgrind's callgrind.

Counts are nearly the same on every run, so that a stored one can be compared.

The measured process calls ``getppid`` before and after each extraction, and callgrind writes its counters out and sets them to zero at
every call of it (``--dump-before``): each second dump is one page's count. The hash seed is fixed and address randomisation is off.
Counts depend on the processor's features (libc picks its routines by them), libc and Python: a stored count is compared only where
all of these are the same.
"""

from __future__ import annotations

import json
import math
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from bench.environments import machine
from bench.errors import GateError
from bench.files import check_schema
from bench.model import SCHEMA, Estimate, Outcome, Status
from bench.speed.interpreter import interpreter
from bench.speed.regression import Side, SpeedPlan, SpeedVerdict
from bench.speed.sample import items, sample
from bench.speed.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.model import Adapter, Corpus
    from bench.speed.sample import Item

_MARK = "getppid"
_TOTAL = re.compile(r"^totals: (\d+)", re.MULTILINE)
_SLOWER = 60  # how many times slower than time itself callgrind may be
RESOLUTION = 2e-4  # counts of one version differ by less (0.02 %)
TOLERANCE = 5e-3  # least growth worth an alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Instructions of each page under one adapter, and all that must be the same to compare them."""

    adapter: str
    version: str
    settings: str
    corpus: str
    digest: str
    machine: str
    pages: Mapping[str, int]
    schema: int = SCHEMA


def tool() -> str:
    """Return valgrind's version; raises GateError where it or ``setarch`` is not installed."""
    if not shutil.which("valgrind") or not shutil.which("setarch"):
        raise GateError(
            "instructions cannot be counted here: valgrind or setarch is missing", "Linux with both", "apt-get install valgrind"
        )
    return subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def machine_type(version: str) -> str:
    """Return one line that names all a count depends on beside the code that runs.

    ``version`` is valgrind's.
    """
    libc = " ".join(platform.libc_ver())
    return f"{machine.described()['cpu']}, {platform.machine()}, {libc}, Python {platform.python_version()}, {version}"


def count(adapter: Adapter, corpus: Corpus, plan: SpeedPlan | None = None, *, say: Callable[[str], None] = lambda _: None) -> Counts:
    """Count the instructions of one call for each page of the sample.

    Raises GateError for foreign workers and where no page ends well.
    """
    made, valgrind = plan or SpeedPlan(), tool()
    if adapter.command:
        raise GateError(
            f"{adapter.name} is a foreign worker: its instructions cannot be told apart", "an adapter in Python", "without --instructions"
        )
    wanted = items(sample(corpus.pages, [adapter], made.pages, made.seed), adapter)
    say(f"counting the instructions of {adapter.name} on {len(wanted)} pages")
    pages, version = _counted(adapter, interpreter(adapter, say), wanted, made)
    if not pages:
        raise GateError(f"no page of {corpus.name} ends well under {adapter.name}", "at least one", "boilerbench run")
    settings = json.dumps(dict(adapter.settings), sort_keys=True, default=str)
    return Counts(
        adapter=adapter.name,
        version=version,
        settings=settings,
        corpus=corpus.name,
        digest=corpus.digest,
        machine=machine_type(valgrind),
        pages=pages,
    )


def _counted(adapter: Adapter, python: str, wanted: Sequence[Item], plan: SpeedPlan) -> tuple[dict[str, int], str]:
    """Return page -> instructions of the pages that ended well, and the adapter's version."""
    limits = replace(plan.limits, memory_mb=0, deadline_s=plan.limits.deadline_s * _SLOWER, start_s=plan.limits.start_s * _SLOWER)
    with tempfile.TemporaryDirectory(prefix="boilerbench-count-") as scratch:
        out = Path(scratch, "dump")
        prefix = ("setarch", "-R", "valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}", f"--dump-before={_MARK}")
        with Subject(adapter, python, limits=limits, path=plan.path, prefix=prefix) as subject:
            version = str(subject.greet().get("version", ""))
            samples = [subject.measure(item.header, item.body) for item in wanted]
            subject.finish(limits.deadline_s)
        dumps = [out.with_name(f"{out.name}.{number}") for number in range(1, 2 * len(wanted) + 1)]
        extra = out.with_name(f"{out.name}.{2 * len(wanted) + 1}")
        if extra.exists() or not all(dump.exists() for dump in dumps):
            raise GateError(
                f"callgrind did not tell the pages of {adapter.name} apart", f"two calls of {_MARK} a page", "without --instructions"
            )
        counts = [total(dump) for dump in dumps[1::2]]
    pages = {item.page_id: number for item, one, number in zip(wanted, samples, counts, strict=True) if one.status is Status.OK}
    return pages, version


def total(dump: Path) -> int:
    """Return the instructions a callgrind dump counts; raises GateError where it says none."""
    totals = _TOTAL.search(dump.read_text(encoding="utf-8", errors="replace"))
    if not totals:
        raise GateError(f"{dump.name} holds no totals", "a dump of callgrind", "")
    return int(totals[1])


def write(path: Path, counts: Counts) -> None:
    """Store counts, whole."""
    from bench.files import write_json

    write_json(path, asdict(counts))


def read(path: Path) -> Counts:
    """Read stored counts; raises GateError where there are none."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        counts = Counts(**value)
    except (OSError, ValueError, TypeError) as problem:
        raise GateError(
            f"there are no stored instruction counts: {problem}", str(path), "boilerbench gate --speed --instructions --update"
        ) from problem
    check_schema(counts.schema, path, GateError, "boilerbench gate --speed --instructions --update")
    return counts


def compare(before: Counts, after: Counts) -> SpeedVerdict:
    """Return the verdict on two counts.

    Raises GateError where they are unlike (corpus, settings, machine type, pages).
    """
    for what in ("corpus", "digest", "settings", "machine"):
        if getattr(before, what) != getattr(after, what):
            named = f"{what} of the counts differ: {getattr(before, what)} then, {getattr(after, what)} now"
            raise GateError(named, "counts of one kind of machine, corpus and settings", "boilerbench gate --speed --instructions --update")
    shared = sorted(before.pages.keys() & after.pages.keys())
    if not shared:
        raise GateError("the counts share no page", "the same sample", "boilerbench gate --speed --instructions --update")
    ratios = {page: after.pages[page] / before.pages[page] for page in shared}
    value = math.exp(fmean(math.log(ratio) for ratio in ratios.values()))
    ratio = Estimate(value, value / (1 + RESOLUTION), value * (1 + RESOLUTION), 1.0, 1)
    outcome = Outcome.REGRESSED if value > 1 + TOLERANCE else Outcome.IMPROVED if value < 1 / (1 + TOLERANCE) else Outcome.UNCHANGED
    slowest = sorted(ratios.items(), key=lambda entry: (-entry[1], entry[0]))[:5]
    left_out = dict.fromkeys(sorted(before.pages.keys() ^ after.pages.keys()), "not counted on both sides")
    then, now = (Side(counts.adapter, counts.version, "") for counts in (before, after))
    return SpeedVerdict(
        corpus=after.corpus,
        digest=after.digest,
        before=then,
        after=now,
        outcome=outcome,
        ratio=ratio,
        pages=tuple(shared),
        slowest=tuple(slowest),
        left_out=left_out,
        noise=0.0,
        pairs=(),
        unit="instructions",
    )
