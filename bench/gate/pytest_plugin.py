"""``pytest --boilerbench``: gate the working tree of an extractor as test items.

There is one item for each judged metric, and one for each adapter that fails where pages broke. What to run and what may fall is read from
``[tool.boilerbench]`` of the repository, what that does not say about a run from the baseline; the extractor is what is installed beside
boilerbench (``pip install -e .``). Without the option nothing of boilerbench is imported.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bench.gate.verdict import Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("boilerbench", "benchmark of boilerplate removal")
    group.addoption("--boilerbench", action="store_true", help="run boilerbench on the working tree and gate it against its baseline")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the gate's items, before other plug-ins select among all items."""
    if config.getoption("boilerbench"):
        gate = Gate.from_parent(session, name="boilerbench", nodeid="boilerbench")
        items.extend(gate.collect())


class Gate(pytest.Collector):
    """The verdict on the working tree as a collector."""

    def collect(self) -> Iterator["GateCheck"]:
        """Run the benchmark, judge it, and yield the checks; raises UsageError where it cannot be judged."""
        from bench.gate.formats.text import line_of, name_of, page_of
        from bench.model import Outcome

        verdict = _verdict(self.config.rootpath)
        broken: dict[str, list[str]] = {judgement.adapter: [] for judgement in verdict.judgements}
        for page in verdict.broken:
            broken.setdefault(page.adapter, []).append("\n".join(filter(None, [page_of(page, "broken"), page.diff])))
        for judgement in verdict.judgements:
            if judgement.failing:
                name = f"{judgement.corpus}/{judgement.track} {judgement.adapter} {name_of(judgement)}"
                failures = [line_of(judgement)] if judgement.outcome is Outcome.REGRESSED else []
                yield GateCheck.from_parent(self, name=name, failures=failures)
        for adapter, failures in broken.items():
            yield GateCheck.from_parent(self, name=f"{adapter} broken pages", failures=failures)


class GateCheck(pytest.Item):
    """One thing that the gate may fail on: a judged metric, or the broken pages of an adapter."""

    def __init__(self, *, failures: list[str], **named: Any) -> None:  # Any: what pytest hands to every node
        """Keep the messages to fail with, none where all is well."""
        super().__init__(**named)
        self.failures = failures

    def runtest(self) -> None:
        """Fail with the messages, if any."""
        if self.failures:
            pytest.fail("\n\n".join(self.failures), pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where the item stands: in the repository, under its own name."""
        return self.config.rootpath, None, f"boilerbench: {self.name}"


def _verdict(root: Path) -> "Verdict":
    """Return the verdict on a fresh run in ``root``; raises UsageError where there can be none."""
    from bench import config
    from bench.errors import BoilerbenchError, GateError
    from bench.gate import judging, thresholds
    from bench.store.run_folder import find

    try:
        chosen = config.load(root)
        asked = thresholds.terms(chosen)
        place = root / asked.place
        if not judging.wishes(place, rows=bool({"adapters", "predictions"} & chosen.run.keys())):
            first = "boilerbench run" + ("" if "adapters" in chosen.run else " --adapters MODULE:FUNCTION")
            raise GateError(f"there is no baseline at {place}", "the floors of an accepted run", f"{first} && boilerbench gate --update")
        words = [sys.executable, "-P", "-m", "bench", "run", "--fresh", "--baseline", str(place)]
        done = subprocess.run(words, cwd=root, capture_output=True, check=False)
        if done.returncode:
            raise pytest.UsageError(f"boilerbench run failed: {done.stderr.decode('utf-8', 'replace').strip()[-2000:]}")
        return judging.judge(find("latest", root / chosen.run.get("out", "reports")), place, asked)
    except BoilerbenchError as problem:
        raise pytest.UsageError(judging.incomparable(problem).summary) from problem
