"""Every page goes to exactly one slot, however the slots take turns; the costliest rows go first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bench.model import Adapter, Page
from bench.workers.schedule import Schedule, Unit, blocks, units


def make(count: int, size: int = 10, corpus: str = "c") -> tuple[Page, ...]:
    return tuple(Page(f"{number:03}", corpus, b"x" * size) for number in range(count))


@given(
    st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=6),
    st.integers(1, 5),
    st.lists(st.integers(0, 4), max_size=400),
)
def test_every_page_is_taken_once(sizes: list[tuple[int, bool]], slots: int, turns: list[int]) -> None:
    work = [Unit(Adapter(f"a{place}"), make(count), whole) for place, (count, whole) in enumerate(sizes)]
    schedule = Schedule(work)
    held = [None] * slots
    taken: list[tuple[str, str]] = []
    order = iter(turns)
    idle = 0
    while idle < slots:
        slot = next(order, len(taken) + idle) % slots
        share = held[slot]
        if share is None or not share.pages:
            held[slot] = share = schedule.take()
        if share is None:
            idle = sum(h is None or not h.pages for h in held)
            if any(h is not None and h.pages for h in held):
                share = next(h for h in held if h is not None and h.pages)
        if share is not None and share.pages:
            taken.append((share.adapter.name, share.pages.popleft().id))
    wanted = [(unit.adapter.name, page.id) for unit in work for page in unit.pages]
    assert sorted(taken) == sorted(wanted)


def test_looking_ahead_reads_one_unit_and_prepares_the_next_page_of_each_share() -> None:
    read, prepared = [], []

    def stream():
        for number in range(3):
            read.append(number)
            yield Unit(Adapter(f"a{number}"), make(4))

    schedule = Schedule(stream())
    share = schedule.take()
    for _ in range(3):
        schedule.look_ahead(lambda page, adapter: prepared.append((adapter.name, page.id)))
    assert (read, prepared) == ([0, 1], [("a0", "000")] * 3)
    assert share is not None
    share.pages.clear()
    assert [taken.adapter.name for taken in (schedule.take(), schedule.take()) if taken] == ["a1", "a2"]
    assert read == [0, 1, 2]


def test_a_dry_slot_takes_half_of_the_largest_rest_but_nothing_whole() -> None:
    schedule = Schedule([Unit(Adapter("long"), make(20)), Unit(Adapter("whole"), make(50), whole=True)])
    first, second = schedule.take(), schedule.take()
    third = schedule.take()
    assert first is not None
    assert second is not None
    assert third is not None
    assert (third.adapter.name, len(third.pages), len(first.pages), len(second.pages)) == ("long", 10, 10, 50)
    assert [page.id for page in (*first.pages, *third.pages)] == [page.id for page in make(20)]


def test_units_go_block_by_block_and_by_cost_unknown_first() -> None:
    pages = make(4, size=40 << 20)
    rows = [Adapter(name) for name in ("cheap", "dear", "new")]
    found = units({row.name: pages for row in rows}, rows, {"cheap": 1.0, "dear": 9.0})
    assert [unit.adapter.name for unit in found] == ["new", "dear", "cheap"] * 4
    assert [[page.id for page in unit.pages] for unit in found[::3]] == [["000"], ["001"], ["002"], ["003"]]


def test_pages_that_the_cache_holds_at_once_are_one_block() -> None:
    rows = [Adapter("a"), Adapter("b")]
    pages = make(5, size=12 << 20)
    few, many = (units(dict.fromkeys("ab", pages[:count]), rows, {}) for count in (4, 5))
    assert [len(unit.pages) for unit in few] == [4, 4]
    assert [len(unit.pages) for unit in many] == [2, 2, 2, 2, 1, 1]


def test_a_unit_begins_with_a_page_of_middling_size() -> None:
    """A worker's first page is sent twice: that must not be the largest, which may cost as much as all others."""
    pages = [Page(str(size), "c", b"x" * size) for size in (900, 1, 30, 40, 30)]
    (unit,) = units({"a": pages}, [Adapter("a")], {})
    assert [page.size for page in unit.pages] == [30, 900, 1, 40, 30]


def test_units_hold_only_what_is_pending() -> None:
    pages = make(3)
    rows = [Adapter("a"), Adapter("b")]
    found = units({"a": pages[1:], "b": ()}, rows, {})
    assert [(unit.adapter.name, len(unit.pages)) for unit in found] == [("a", 2)]


def test_the_adapter_of_the_next_unit_is_told_once_as_a_share_nears_its_end() -> None:
    schedule = Schedule([Unit(Adapter(name), make(20)) for name in "abc"])
    told = []
    for _ in range(3):
        share = schedule.take()
        assert share
        while share.pages:
            told.append((share.adapter.name, len(share.pages), one.name if (one := schedule.soon()) else ""))
            share.pages.popleft()
    assert [line for line in told if line[2]] == [("a", 16, "b"), ("b", 16, "c")]
    assert schedule.soon() is None


def test_blocks_keep_order_and_bound() -> None:
    pages = make(10, size=30)
    cut = blocks(pages, limit=100)
    assert [len(block) for block in cut] == [3, 3, 3, 1]
    assert [page for block in cut for page in block] == list(pages)
    assert [len(block) for block in blocks(make(2, size=500), limit=100)] == [1, 1]
