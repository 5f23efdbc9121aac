"""Parts of ours are started by path in any Python, without making what lies beside the package importable."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.registry import resolve
from bench.workers import boot

BOOT = boot.__file__


def said(*arguments: str, folder: Path) -> str:
    command = [sys.executable, "-P", "-I", "-S", *arguments]  # neither the folder nor installed packages are found
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout.strip()


def test_mounting_makes_the_package_importable_and_nothing_beside_it(tmp_path: Path) -> None:
    code = (
        f"import runpy, sys\nbefore = list(sys.path)\nrunpy.run_path({BOOT!r})['mount']()\n"
        "import bench.workers.wire\nassert sys.path == before\n"
        "try:\n    import tests\nexcept ImportError:\n    print(bench.__file__)\n"
    )
    assert Path(said("-c", code, folder=tmp_path)) == Path(BOOT).parents[1] / "__init__.py"


@pytest.mark.parametrize("part", boot.PARTS)
def test_each_part_has_something_to_start(part: str) -> None:
    assert callable(resolve(f"{boot.PARTS[part]}:main"))


def test_a_part_is_started_with_its_arguments(tmp_path: Path) -> None:
    assert said(BOOT, "identity", "no-such-package", folder=tmp_path) == '{"no-such-package": {}}'
