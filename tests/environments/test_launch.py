"""A pool among this machine's environments: commands and interpreters come from here."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from bench.environments import launch
from bench.model import Kind, Page, Status
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit
from tests.toys import pages

HERE = Path(__file__).parents[1] / "toys"


def test_a_pool_runs_user_modules_of_its_folder() -> None:
    pool = launch.pool(Limits(deadline_s=10.0, start_s=20.0), 1, HERE)
    unit = Unit(pages.user("mild:capitals"), (Page("p", "c", b"said", Kind.TEXT),))
    with closing(pool.extract(Schedule([unit]))) as extractions:
        (extraction,) = extractions
    assert (extraction.status, extraction.text) == (Status.OK, "SAID")
