"""The pool: every page of every unit ends in one extraction, and a worker is kept until it is worn."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.environments import launch
from bench.model import Adapter, Extraction, Page, Status
from bench.scoring.tables import timing
from bench.workers.limits import Limits
from bench.workers.schedule import Schedule, Unit
from tests.toys import pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.workers.pool import Pool

WIDE = {"deadline_s": 30.0, "start_s": 60.0, "memory_mb": 512}


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = pages.processes()
    yield
    assert pages.processes() <= before
    assert list(tmp_path.iterdir()) == []


def extracted(target: str, *texts: str, slots: int = 1, **limits: object) -> tuple[list[Extraction], Pool]:
    pool = launch.pool(Limits(**{**WIDE, **limits}), slots, pages.HERE)
    unit = Unit(pages.user(target, "mine"), tuple(pages.corpus(texts).pages))
    with closing(pool.extract(Schedule([unit]))) as results:
        return list(results), pool


def processes(*texts: str, **limits: object) -> list[str]:
    return [extraction.text for extraction in extracted("mild:process", *texts, **limits)[0]]


def test_the_first_libraries_are_imported_before_the_schedule_is_read() -> None:
    row, before, seen = pages.user("mild:process", "mine"), pages.processes(), []

    def waiting() -> Iterator[Unit]:
        seen.extend(pages.processes() - before)
        yield Unit(row, tuple(pages.corpus(["one"]).pages))

    pool = launch.pool(Limits(**WIDE), 1, pages.HERE)
    with closing(pool.extract(Schedule(waiting(), [row]))) as results:
        (extraction,) = results
    assert len(seen) == 1
    assert extraction.status is Status.OK


def test_a_worker_is_kept_from_page_to_page() -> None:
    assert len(set(processes("one", "two", "three"))) == 1


@pytest.mark.parametrize("stream", [True, False])
def test_a_worker_of_a_stream_has_its_next_page_before_the_last_is_taken(stream: bool) -> None:
    pool = launch.pool(Limits(**{**WIDE, "recycle_pages": 0}), 1, pages.HERE, retime=False, stream=stream)
    unit = Unit(pages.user("mild:process", "mine"), tuple(pages.corpus(["one", "two", "three", "four"]).pages))
    with closing(pool.extract(Schedule([unit]))) as results:
        busy = [(one.page_id, pool._slots[0].page.id if pool._slots[0].page else "") for one in results]
    ids = [page.id for page in unit.pages]
    assert busy == list(zip(ids, [*ids[1:], ""] if stream else [""] * 4, strict=True))


MANY = [f"page {number}" for number in range(16)]
BIG = [text.upper() for text in MANY]


def test_a_worker_that_has_shown_that_it_lasts_is_at_its_next_page_when_its_last_is_taken() -> None:
    pool = launch.pool(Limits(**{**WIDE, "recycle_pages": 14}), 1, pages.HERE, retime=False)
    unit = Unit(pages.user("mild:process", "mine"), tuple(pages.corpus(MANY).pages))
    slot = pool._slots[0]
    with closing(pool.extract(Schedule([unit]))) as results:
        busy = [(one.page_id if one.status is Status.OK else "", slot.page.id if slot.page else "") for one in results]
    ids = [page.id for page in unit.pages]
    assert busy == list(zip(ids, [*[""] * 8, *ids[9:14], *[""] * 3], strict=True))


def test_the_next_library_is_imported_before_a_slot_waits_for_it() -> None:
    pool = launch.pool(Limits(**WIDE), 1, pages.HERE)
    first, second = (Unit(pages.user(target, target), tuple(pages.corpus(MANY).pages)) for target in ("mild:slow", "hostile:act"))
    with closing(pool.extract(Schedule([first, second]))) as results:
        servers = {(one.adapter, one.status, len(pool._servers._alive)) for one in results}
    assert servers == {("mild:slow", "ok", 2), ("hostile:act", "ok", 2)}


LOOKS = r"""
import os, sys

HOARD = []

def wire():
    frame = sys._getframe()
    while "results" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["pages"], frame.f_locals["results"]

def text(page):
    if "Warm-up" not in page:
        sys.stderr.write(page + " printed")
    if page == "forge":
        pages, results = wire()
        number = pages.peek(1).split(b'"id":')[1].split(b",")[0]
        results.write(b'{"type":"result","status":"ok","id":' + number + b',"length":6}\nFORGED')
        results.flush()
    if page == "die":
        os._exit(3)
    if page == "grow":
        HOARD.append(b"x" * 100_000_000)
    return page.upper()
"""


def looking(tmp_path: Path, *texts: str, **limits: object) -> list[Extraction]:
    """Extract with one worker of an adapter that looks at what lies before it."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "looks.py").write_text(LOOKS, encoding="utf-8")
    pool = launch.pool(Limits(**{**WIDE, **limits}), 1, folder)
    with closing(pool.extract(Schedule([Unit(pages.user("looks:text", "mine"), tuple(pages.corpus(texts).pages))]))) as results:
        made = sorted(results, key=lambda one: one.page_id)
    shutil.rmtree(folder)
    return made


def test_what_a_worker_prints_is_of_its_page_not_of_the_one_before_it(tmp_path: Path) -> None:
    assert [(one.text, one.stderr) for one in looking(tmp_path, *MANY)] == [(text.upper(), f"{text} printed") for text in MANY]


def test_a_worker_that_dies_with_a_page_before_it_loses_its_own_alone(tmp_path: Path) -> None:
    made = looking(tmp_path, *MANY[:12], "die", *MANY[12:])
    assert [one.text or one.status for one in made] == [
        *(text.upper() for text in MANY[:12]),
        "crash",
        *(text.upper() for text in MANY[12:]),
    ]


def test_an_answer_to_the_page_that_lies_before_it_is_refused(tmp_path: Path) -> None:
    made = looking(tmp_path, *MANY[:12], "forge", *MANY[12:])
    assert [one.text or one.status for one in made] == [
        *(text.upper() for text in MANY[:12]),
        "error",
        *(text.upper() for text in MANY[12:]),
    ]
    assert made[12].error.startswith("WireError: a result frame nobody asked for")


def test_a_worker_that_has_become_large_is_replaced_though_a_page_lies_before_it(tmp_path: Path) -> None:
    """Its first page goes without a time: it cannot be asked for again."""
    made = looking(tmp_path, *MANY[:12], "grow", *MANY[12:], recycle_mb=80)
    assert [one.text for one in made] == [*BIG[:12], "GROW", *BIG[12:]]
    assert [one.wall_ns > 0 for one in made] == [False, *[True] * 16]


def test_a_worker_that_left_a_child_behind_is_replaced_after_that_page() -> None:
    one, left, after, last = processes("one", "leave", "after", "last")
    assert one == left
    assert after == last != left


def test_a_worker_is_replaced_after_so_many_pages() -> None:
    one, two, three, four = processes("one", "two", "three", "four", recycle_pages=2)
    assert one == two != three == four


def test_a_worker_that_ran_out_of_memory_is_replaced() -> None:
    extractions, pool = extracted("hostile:act", "eat", "plain", memory_mb=160)
    assert [extraction.status for extraction in extractions] == [Status.MEMORY, Status.OK]
    assert [(worker, served) for worker, served, _ in pool.growth["mine"]] == [(1, 1), (2, 1)]


def test_several_slots_share_the_pages_and_each_page_ends_once() -> None:
    texts = [f"page {number}" for number in range(40)]
    extractions, _ = extracted("mild:slow", *texts, slots=3)
    assert sorted(extraction.page_id for extraction in extractions) == [f"p{number:04}" for number in range(40)]
    assert {extraction.text for extraction in extractions} == {text.upper() for text in texts}


def test_an_adapter_that_cannot_work_is_given_up_with_its_reason() -> None:
    extractions, pool = extracted("no_such_module:f", "one", "two")
    assert [extraction.status for extraction in extractions] == [Status.SKIPPED] * 2
    assert pool.broken["mine"] == (Status.SKIPPED, "ModuleNotFoundError: No module named 'no_such_module'")


def test_the_deadline_ends_a_page_with_the_time_it_took_and_no_other_page() -> None:
    hung, plain = extracted("hostile:act", "hang", "plain", deadline_s=1.0)[0]
    assert (hung.status, hung.error, plain.text) == (Status.TIMEOUT, "no answer within 1 s", "PLAIN")
    assert hung.wall_ns >= 1_000_000_000


def test_a_pool_that_is_left_early_leaves_nothing() -> None:
    pool = launch.pool(Limits(**WIDE), 2, pages.HERE)
    unit = Unit(pages.user("mild:capitals", "mine"), tuple(Page(f"p{number}", "c", b"x", kind=pages.ANY[1]) for number in range(50)))
    with closing(pool.extract(Schedule([unit]))) as results:
        assert next(results).text == "X"


def test_other_work_is_done_once_while_the_first_workers_start() -> None:
    pool, before, seen = launch.pool(Limits(**WIDE), 1, pages.HERE), pages.processes(), list[int]()
    unit = Unit(pages.user("mild:capitals", "mine"), tuple(pages.corpus(["one", "two"]).pages))
    with closing(pool.extract(Schedule([unit]), lambda: seen.append(len(pages.processes() - before)))) as results:
        assert next(results).status is Status.OK
        assert len(list(results)) == 1
    assert seen == [1]  # the fork server


def test_a_pool_whose_other_work_fails_leaves_nothing() -> None:
    pool = launch.pool(Limits(**WIDE), 2, pages.HERE)
    unit = Unit(pages.user("mild:capitals", "mine"), tuple(pages.corpus(["one", "two"]).pages))
    with pytest.raises(ZeroDivisionError), closing(pool.extract(Schedule([unit]), lambda: 1 // 0)) as results:
        next(results)


LOADS = """
import time

CALLS = []

def text(page, *, slow=0.3):
    if "Warm-up" in page:
        return page
    CALLS.append(page)
    if len(CALLS) == 1 or page.startswith("slow") or (page.startswith("new") and CALLS.count(page) == 1):
        time.sleep(slow)
    if page.startswith("raise"):
        raise ValueError(len(CALLS))
    return f"{page} {len(CALLS)}"
"""


def loaded(tmp_path: Path, *texts: str, **changes: object) -> list[Extraction]:
    """Extract with an adapter whose first call on a real page loads for a while."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / "loads.py").write_text(LOADS, encoding="utf-8")
    limits, settings = {**WIDE, **changes.pop("limits", {})}, changes.pop("settings", {})  # type: ignore[dict-item]
    pool = launch.pool(Limits(**limits), 1, folder, **changes)  # type: ignore[arg-type]
    unit = Unit(pages.user("loads:text", "mine", **settings), tuple(pages.corpus(texts).pages))  # type: ignore[arg-type]
    with closing(pool.extract(Schedule([unit]))) as results:
        made = sorted(results, key=lambda one: one.page_id)
    shutil.rmtree(folder)
    return made


def test_the_first_page_has_its_first_text_and_the_time_of_a_second_call(tmp_path: Path) -> None:
    made = loaded(tmp_path, "one", "two", "three")
    assert [one.text for one in made] == ["one 1", "two 2", "three 3"]
    assert all(0 < one.wall_ns < 250_000_000 for one in made)


def test_a_first_page_that_is_the_only_one_is_timed_too(tmp_path: Path) -> None:
    (only,) = loaded(tmp_path, "one")
    assert only.text == "one 1"
    assert 0 < only.wall_ns < 250_000_000


def test_each_worker_has_a_first_call(tmp_path: Path) -> None:
    made = loaded(tmp_path, "one", "two", "three", "four", limits={"recycle_pages": 1})
    assert [one.text.split()[1] for one in made] == ["1", "1", "1", "1"]
    assert all(one.wall_ns < 250_000_000 for one in made)


@pytest.mark.parametrize(("count", "quick"), [(8, 8), (9, 1)])
def test_a_few_pages_are_all_timed_by_a_second_call_of_many_the_first(count: int, quick: int, tmp_path: Path) -> None:
    made = loaded(tmp_path, *(f"new {at}" for at in range(count)))
    assert [one.text for one in made] == [f"new {at} {at + 1}" for at in range(count)]
    assert [0 < one.wall_ns < 250_000_000 for one in made] == [True] * quick + [False] * (count - quick)


@pytest.mark.parametrize("text", ["slow page", "slow"])
def test_a_first_page_that_is_too_slow_to_repeat_has_no_time(text: str, tmp_path: Path) -> None:
    first, second = loaded(tmp_path, text, "two", settings={"slow": 2.2})
    assert (first.text, first.wall_ns, first.cpu_ns) == (f"{text} 1", 0, 0)
    assert second.wall_ns > 0


def test_a_repeat_that_ends_otherwise_times_nothing(tmp_path: Path) -> None:
    extractions, _ = extracted("mild:forgetful", "only")
    assert [(one.status, one.text, one.wall_ns) for one in extractions] == [(Status.OK, "only", 0)]


def test_an_error_on_the_first_page_is_timed_by_a_second(tmp_path: Path) -> None:
    first, _ = loaded(tmp_path, "raise", "two")
    assert (first.status, first.error) == (Status.ERROR, "ValueError: 1")
    assert 0 < first.wall_ns < 250_000_000


def test_a_first_page_whose_worker_dies_later_keeps_its_text_and_no_time() -> None:
    made, _ = extracted("hostile:act", "plain one", "segfault", "plain two")
    first, died, last = sorted(made, key=lambda one: one.page_id)
    assert [one.status for one in (first, died, last)] == [Status.OK, Status.CRASH, Status.OK]
    assert (first.text, first.wall_ns) == ("PLAIN ONE", 0)
    assert last.wall_ns > 0


def test_repeating_first_pages_has_a_budget(tmp_path: Path) -> None:
    """A worker that never lives beyond one page must not double the time of a run."""
    texts = [f"slow {number}" for number in range(8)]
    made = loaded(tmp_path, *texts, limits={"recycle_pages": 1}, settings={"slow": 0.6})
    timed = [one for one in made if one.wall_ns]
    assert 1 <= len(timed) <= 5
    assert len(made) == 8


def test_nothing_is_repeated_where_nobody_asks_for_times(tmp_path: Path) -> None:
    first, _ = loaded(tmp_path, "one", "two", retime=False)
    assert first.wall_ns >= 300_000_000


CLAIMS = """
import json, sys, time
out = sys.stdout.buffer
def send(header, body=b""):
    out.write(json.dumps(dict(header, length=len(body))).encode() + b"\\n" + body)
    out.flush()
send({"type": "hello", "wire": 1, "name": "claims", "package": "claims", "version": "1"})
for line in iter(sys.stdin.buffer.readline, b""):
    header = json.loads(line)
    page = sys.stdin.buffer.read(header["length"])
    started = time.perf_counter_ns()
    time.sleep(0.06)
    claim = eval(sys.argv[1], {"real": time.perf_counter_ns() - started})
    send({"type": "result", "id": header["id"], "status": "ok"} | ({} if claim is None else {"wall_ns": claim}), page)
"""


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("real", ""), ("None", ""), ("0", "claims 0.00 ms where at least"), ("real // 1000", "where at least"), ("real * 3", "ms passed"),
        ("-5", "claims wall_ns -5"), ("float('nan')", "claims wall_ns nan"),
    ],
)  # fmt: skip
def test_a_foreign_worker_s_clock_is_held_against_the_parent_s(claim: str, said: str, tmp_path: Path) -> None:
    script = tmp_path / "claims.py"
    script.write_text(CLAIMS, encoding="utf-8")
    adapter = Adapter("claims", command=(sys.executable, str(script), claim), kinds=pages.ANY)
    pool = launch.pool(Limits(**WIDE), 1, tmp_path)
    with closing(pool.extract(Schedule([Unit(adapter, tuple(pages.corpus(["one", "two", "three"]).pages))]))) as results:
        made = list(results)
    script.unlink()
    assert all(one.wall_ns >= 40_000_000 for one in made)  # never what is claimed falsely
    doubted = [one.clock for one in made if one.clock]
    assert len(doubted) == (3 if said else 0)
    assert all(said in why for why in doubted)


ONE_READ = """
import json, os
def send(header, body=b""):
    os.write(1, json.dumps(dict(header, length=len(body))).encode() + b"\\n" + body)
send({"type": "hello", "wire": 1, "name": "one", "package": "one", "version": "1"})
while frame := os.read(0, 1 << 20):
    head, _, page = frame.partition(b"\\n")
    header = json.loads(head)
    send({"type": "result", "id": header["id"], "status": "ok"}, page if len(page) == header["length"] else b"HALF")
"""


def test_a_foreign_worker_has_a_small_page_in_one_piece_and_none_before_its_answer(tmp_path: Path) -> None:
    script = tmp_path / "one_read.py"
    script.write_text(ONE_READ, encoding="utf-8")
    adapter = Adapter("one", command=(sys.executable, str(script)), kinds=pages.ANY)
    pool = launch.pool(Limits(**WIDE), 1, tmp_path)
    with closing(pool.extract(Schedule([Unit(adapter, tuple(pages.corpus(MANY).pages))]))) as results:
        made = sorted(results, key=lambda one: one.page_id)
    script.unlink()
    assert [one.text for one in made] == MANY


def test_an_honest_worker_on_a_busy_machine_is_believed(tmp_path: Path) -> None:
    """Sixteen processes that want a processor, and a parent that dawdles between answers."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(16)]
    try:
        pool = launch.pool(Limits(**WIDE), 2, pages.HERE)
        unit = Unit(pages.user("mild:slow", "mine"), tuple(pages.corpus([f"page {number}" for number in range(30)]).pages))
        made = []
        with closing(pool.extract(Schedule([unit]))) as results:
            for one in results:
                time.sleep(0.05)
                made.append(one)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert len(made) == 30
    assert timing.times(np.array([one.wall_ns for one in made]), [one.clock for one in made]).doubt == ""
