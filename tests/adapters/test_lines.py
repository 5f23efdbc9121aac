"""The line rules: each of the published rules decides alone, and at its limit."""

from __future__ import annotations

import pytest

from bench.adapters.lines import BULLETS, ENDS, POLICY, deduplicated, quality

GOOD = "This line has five words."


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (GOOD, True),
        ("Only four words here.", False),
        ("This line has no end", False),
        (f"  {GOOD}  ", True),
        ("This line trails off here...", False),
        ("This line trails off here…", False),
        ("这一行没有空格但是有二十个以上的字所以要留下来的。", True),
        ("一" * 19 + "。", True),  # twenty characters
        ("一" * 18 + "。", False),
        ("nospaceatallinthislinebutlong.", False),  # of ASCII only words count
        ("", False),
    ],
)
def test_quality(line: str, kept: bool) -> None:
    assert quality(line) == (line if kept else "")


@pytest.mark.parametrize("end", ENDS)
def test_any_of_the_ends_will_do(end: str) -> None:
    assert quality(GOOD.removesuffix(".") + end)


@pytest.mark.parametrize("mark", BULLETS)
def test_a_bullet_is_a_sign_of_boilerplate(mark: str) -> None:
    assert not quality(f"{mark} {GOOD}")


@pytest.mark.parametrize("phrase", POLICY)
def test_a_policy_is_none_in_any_case(phrase: str) -> None:
    assert not quality(f"Here they say {phrase.upper()} to all.")


def test_lines_stay_in_order() -> None:
    assert quality(f"Menu\n{GOOD}\n\nAnd this line comes after it.") == f"{GOOD}\nAnd this line comes after it."


def test_the_first_of_a_repeated_line_stays_and_blank_lines_do() -> None:
    assert deduplicated("a\n b \n\na\nb\n\nc") == "a\nb\n\n\nc"
