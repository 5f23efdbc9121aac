"""Which adapters really run here, measured by running each on one small page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bench.adapters.table import ADAPTERS
from bench.environments import launch, machine
from bench.environments.availability import Availability, how_to_install
from bench.model import Extraction, Kind, Page, Status
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LIMITS = Limits(deadline_s=20.0, start_s=60.0)
_STORY = """\
The ferry left the quay an hour late because the captain was still looking for his spectacles, which his wife had put into the \
bread bin, and by the time they were found the tide had turned and the pilot had gone home to have his breakfast.
Nobody on board minded much, since the sun had come out, the cook was handing round warm rolls, and somebody had brought an \
accordion; the only one who was cross about it was the postman, who had a parcel of live bees with him.
When at last they reached the island it was nearly noon, and the lighthouse keeper said that they were the first visitors he had \
seen since the spring, so that he would have put on a tie if only he had known that they would be coming."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One adapter and how it did on one small page; ``reason`` says why it returned no text."""

    available: Availability
    status: Status
    reason: str
    seconds: float

    @property
    def runs(self) -> bool:
        """Whether the adapter answered, and so can be relied on to answer."""
        return self.status in {Status.OK, Status.EMPTY}

    @property
    def is_core(self) -> bool:
        """Whether the adapter is one of ours that should run wherever this package is installed."""
        adapter = self.available.adapter
        return ADAPTERS.get(adapter.name) is adapter and not adapter.extra


def page(kind: Kind) -> Page:
    """Return a small page that every extractor should find text on, or a date where it looks for that."""
    story = "".join(f"<p>{line}</p>" for line in _STORY.splitlines())
    head = "<!DOCTYPE html><html lang='en'><head><meta name='date' content='2026-03-01'><title>Ferry</title></head>"
    html = f"{head}<body><article><h1>Late ferry</h1>{story}</article></body></html>"
    return Page(f"doctor-{kind.value}", "doctor", (html if kind is Kind.HTML else f"Late ferry\n{_STORY}").encode(), kind)


def run(adapters: Sequence[Availability], folder: Path, limits: Limits = _LIMITS) -> tuple[Trial, ...]:
    """Run every adapter that is available on one small page; return how each did, in order."""
    tried = [one.adapter for one in adapters if not one.lacking]
    units = [Unit(adapter, (page(Kind.HTML if Kind.HTML in adapter.kinds else Kind.TEXT),)) for adapter in tried]
    pool = launch.pool(limits, machine.cores(), folder, retime=False)
    with closing(pool.extract(Schedule(units))) as extractions:
        results = {extraction.adapter: extraction for extraction in extractions}
    versions = {name: str(greeting.get("version") or "") for name, greeting in pool.greetings.items()}
    return tuple(_trial(one, results.get(one.adapter.name), versions) for one in adapters)


def _trial(available: Availability, result: Extraction | None, versions: Mapping[str, str]) -> Trial:
    """Return how an adapter did; a version that only its worker knows is filled in."""
    if result is None:
        return Trial(available, Status.SKIPPED, available.lacking, 0.0)
    adapter = available.adapter
    known = replace(available, version=available.version or versions.get(adapter.name, ""))
    reason = result.error or ("returned no text" if result.status is Status.EMPTY and not adapter.floor else "")
    if reason and result.status is Status.SKIPPED and adapter.package and (adapter.env or not known.version):
        reason = f"{reason}: {how_to_install(adapter)}"
    return Trial(known, result.status, reason, result.wall_ns / 1e9)
