"""One process under measurement, as its parent sees it: started, asked for pages, killed."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import AdapterError, WireError
from bench.model import Status
from bench.workers import wire
from bench.workers.conversation import Conversation, EndedError, SilentError
from bench.workers.limits import MB, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Self

    from bench.model import Adapter

BOOT = str(Path(wire.__file__).with_name("boot.py"))
_START = "import runpy, sys; runpy.run_path(sys.argv[1])['mount'](); from bench.speed.clock import main; main()"
_MEND = "boilerbench doctor"


@dataclass(frozen=True, slots=True)
class Sample:
    """What one call cost (ns, ``peak_rss`` in bytes); the cost of an extraction where it is ok or empty."""

    status: Status
    wall_ns: int = 0
    cpu_ns: int = 0
    peak_rss: int = 0
    text: bytes = b""


class Subject:
    """A process that measures one adapter. ``greeting`` is its hello; ``sick`` says how it ended."""

    def __init__(
        self,
        adapter: Adapter,
        python: str,
        *,
        seed: int = 0,
        limits: Limits | None = None,
        path: Sequence[str] = (),
        prefix: Sequence[str] = (),
    ) -> None:
        """Start the process under hash seed ``seed``, without waiting for its hello.

        ``prefix`` is a command to run it under, ``path`` where user modules are looked for. Raises AdapterError where there is no
        such program.
        """
        self.adapter, self.limits, self.sick = adapter, limits or Limits(), ""
        self.greeting: dict[str, Any] = {}
        self._ticket = 0
        command = adapter.command or (python, "-P", "-c", _START, BOOT)
        try:
            self._talk = Conversation(
                [*prefix, *command], log=subprocess.DEVNULL, seed=seed, limit=self.limits.output_mb * MB
            )  # what it prints costs it least where nobody listens
        except OSError as problem:
            raise AdapterError(f"{adapter.name} does not start: {problem}", "an adapter that works", _MEND) from problem
        if not adapter.command:
            self._talk.write(json.dumps(_order(adapter, self.limits, path)).encode() + b"\n")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def greet(self, patience: float = 0.0) -> dict[str, Any]:
        """Return the hello within ``patience`` seconds (0: the limits'); raises AdapterError if there is none."""
        if not self.greeting and not self.sick:
            try:
                self.greeting, _ = self._talk.frame(patience or self.limits.start_s)
                wire.check_hello(self.greeting)
            except WireError as problem:
                self._end(problem)
        if self.sick or self.greeting.get("error"):
            reason = self.greeting.get("error") or self.sick
            raise AdapterError(f"{self.adapter.name} does not start: {reason}", "an adapter that works", _MEND)
        return self.greeting

    def measure(self, header: Mapping[str, Any], body: bytes, *, text: bool = False) -> Sample:
        """Return what one call on ``body`` cost; a process that dies or is too slow is ``sick`` from then on."""
        if self.sick:
            return self._nothing()
        self.greet()
        try:
            result, said = self._ask({"type": "page", **header} | ({"text": True} if text else {}), body)
            wall, cpu, peak = (wire.count(result, name) for name in ("wall_ns", "cpu_ns", "peak_rss"))
            return Sample(Status(wire.status(result)), wall, cpu, peak, said)
        except WireError as problem:
            self._end(problem)
            return self._nothing()

    def calibrate(self) -> int:
        """Return the CPU time in ns of the process's fixed loop, 0 where it has none (a foreign worker)."""
        if self.adapter.command or self.sick:
            return 0
        self.greet()
        try:
            return wire.count(self._ask({"type": "calibrate"}, b"")[0], "cpu_ns")
        except WireError as problem:
            self._end(problem)
            return 0

    def _ask(self, header: Mapping[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the answer to a frame within the deadline; raises WireError where another came, or none."""
        self._ticket += 1
        result, said = self._talk.ask({**header, "id": self._ticket}, body, self.limits.deadline_s)
        if not wire.is_answer(result, self._ticket):
            raise WireError(f"a {result['type']} frame nobody asked for", f"the result of page {self._ticket}")
        return result, said

    def cpu_s(self) -> float:
        """Return the CPU seconds used so far, children that were waited for included (Linux; else 0)."""
        try:
            fields = Path(f"/proc/{self._talk.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def _end(self, problem: WireError) -> None:
        """Kill the process with all its children and remember why."""
        self.sick = "timeout" if isinstance(problem, SilentError) else "it ended" if isinstance(problem, EndedError) else str(problem)
        self._talk.kill()

    def _nothing(self) -> Sample:
        """Return the sample of a call that came to nothing."""
        return Sample(Status.TIMEOUT if self.sick == "timeout" else Status.CRASH)

    def finish(self, patience: float) -> None:
        """Hang up and wait for the process to end by itself: a tool that it runs under then writes its files."""
        self._talk.hang_up(patience)

    def close(self) -> None:
        """End the process and remove its scratch folder."""
        self.sick = self.sick or "closed"
        self._talk.close()


def _order(adapter: Adapter, limits: Limits, path: Sequence[str]) -> dict[str, Any]:
    """Return the opening order of :mod:`bench.speed.clock`."""
    caps = {"memory": limits.memory_mb * MB, "output": limits.output_mb * MB}
    about = {"name": adapter.name, "package": adapter.package, "target": adapter.target, "settings": dict(adapter.settings)}
    return {**about, **caps, "accepts": adapter.accepts, "path": list(path)}
