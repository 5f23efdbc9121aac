"""An adapter that never worked is named, with its first error; one that worked once, or is silent on purpose, is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.engine import failures
from bench.engine.failures import never_worked
from bench.environments.availability import with_way_out
from bench.model import SCHEMA, Extraction, Manifest, Status
from bench.store.run_folder import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

OK, EMPTY, CRASH, SKIPPED = Status.OK, Status.EMPTY, Status.CRASH, Status.SKIPPED


def folder(path: Path, ends: tuple[Status, ...], *, floor: bool = False, error: str = "cannot start", stderr: str = "") -> RunFolder:
    """Write a run of one adapter whose pages ended so."""
    made = RunFolder(path)
    made.write_manifest(
        Manifest(
            id="r",
            created="2026-01-02T03:04:05Z",
            version="0",
            corpora=(),
            adapters=({"name": "mine", "floor": floor},),
            options={},
            machine={},
            schema=SCHEMA,
        )
    )
    made.write_extractions(
        Extraction("c", f"p{at}", "mine", end, text="x" * (end is OK), error="" if end in {OK, EMPTY} else error, stderr=stderr)
        for at, end in enumerate(ends)
    )
    return made


@pytest.mark.parametrize(
    ("ends", "floor", "words"),
    [
        ((CRASH, CRASH), False, "mine returned nothing for any page (2 crash); first error: cannot start"),
        ((CRASH, SKIPPED), False, "mine returned nothing for any page (1 crash); first error: cannot start"),
        ((SKIPPED, SKIPPED), False, "mine returned nothing for any page (2 skipped); first error: cannot start"),
        ((EMPTY, CRASH), False, "mine returned nothing for any page (1 empty, 1 crash); first error: cannot start"),
        ((EMPTY, EMPTY), False, "mine returned nothing for any page (2 empty)"),
        ((EMPTY, EMPTY), True, None),
        ((CRASH, CRASH), True, "mine returned nothing for any page (2 crash); first error: cannot start"),
        ((CRASH, OK), False, None),
        ((OK, SKIPPED), False, None),
    ],
)
def test_adapters_that_never_worked(tmp_path: Path, ends: tuple[Status, ...], floor: bool, words: str | None) -> None:
    assert [str(broken) for broken in never_worked(folder(tmp_path, ends, floor=floor))] == ([words] if words else [])


def test_what_was_written_to_stderr_stands_in_for_an_error(tmp_path: Path) -> None:
    (broken,) = never_worked(folder(tmp_path, (CRASH,), error="", stderr="Traceback\nImportError: no such thing\n"))
    assert broken.error == "ImportError: no such thing"


def test_adapters_that_one_command_gets_are_told_together_and_others_with_their_reason() -> None:
    reasons = {
        "a": with_way_out("ModuleNotFoundError: No module named 'one'", "extractors"),
        "b": with_way_out("ModuleNotFoundError: No module named 'two'", "extractors"),
        "c": "there is no environment 'node': boilerbench env create node",
        "d": with_way_out("ModuleNotFoundError: No module named 'mine'", ""),
        "e": with_way_out("ValueError: cannot read this", "extractors"),
    }
    assert failures.together(reasons) == [
        'a, b did nothing: pip install "boilerbench[extractors]"',
        "c did nothing: there is no environment 'node': boilerbench env create node",
        "d did nothing: ModuleNotFoundError: No module named 'mine'",
        "e did nothing: ValueError: cannot read this",
    ]
