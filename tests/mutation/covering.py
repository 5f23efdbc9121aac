"""Which tests execute which lines, and how long they take: a mutant is tried against those first, for they are few and quick."""

from __future__ import annotations

import ast
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import coverage
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Covering:
    """The tests of some modules: ``tests`` is {module: {line: [test]}}, ``seconds`` what each test takes while lines are counted.

    A test stands for all its parameters.
    """

    tests: Mapping[str, Mapping[str, Sequence[str]]]
    seconds: Mapping[str, float]

    def of(self, path: str, line: int, source: str) -> list[str]:
        """Return the tests that execute the statement with ``line``, the quickest first; none where it runs on import alone."""
        spans = [
            (node.lineno, node.end_lineno or node.lineno)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        first, last = min(spans, key=lambda span: span[1] - span[0], default=(line, line))
        lines = self.tests.get(path, {})
        return sorted(
            {test for at in range(first, last + 1) for test in lines.get(str(at), ())}, key=lambda test: (self.seconds[test], test)
        )


class _Contexts:
    """A plugin that tells coverage which test runs, and keeps its time."""

    def __init__(self, measured: coverage.Coverage) -> None:
        """Keep what measures."""
        self._measured = measured
        self.seconds = Counter[str]()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Name the test while it runs, and its fixtures with it."""
        name, began = item.nodeid.partition("[")[0], time.monotonic()
        self._measured.switch_context(name)
        try:
            return (yield)
        finally:
            self._measured.switch_context("")
            self.seconds[name] += time.monotonic() - began


def record(paths: Sequence[str], arguments: Sequence[str], tree: Path, target: Path) -> int:
    """Run pytest in this process, write what tests execute of the modules ``paths`` to ``target``, and return pytest's exit code."""
    measured = coverage.Coverage(data_file=None, config_file=False, include=[str(tree / path) for path in paths], messages=False)
    contexts = _Contexts(measured)
    measured.start()
    code = pytest.main([*arguments], plugins=[contexts])
    measured.stop()
    data = measured.get_data()
    lines = {
        path: {line: sorted(filter(None, tests)) for line, tests in data.contexts_by_lineno(str(tree / path)).items()} for path in paths
    }
    target.write_text(json.dumps({"tests": lines, "seconds": contexts.seconds}), encoding="utf-8")
    return int(code)


def read(source: Path) -> Covering:
    """Read what ``record`` wrote."""
    return Covering(**json.loads(source.read_text(encoding="utf-8")))
