"""The output most like the others: a vote for each family, outlying families left out, blank outputs without a vote."""

from __future__ import annotations

import numpy as np
import pytest

from bench.scoring.statistics.medoid import SHARPNESS, likeness


def held(*outputs: str) -> np.ndarray:
    """Return a table of outputs whose shingles are letters."""
    letters = sorted(set("".join(outputs)))
    return np.array([[letter in output for letter in letters] for output in outputs], bool).reshape(len(outputs), len(letters))


def best(*outputs: str, families: str = "abcdefgh") -> int:
    return int(likeness(held(*outputs), list(families[: len(outputs)])).argmax())


@pytest.mark.parametrize(
    ("outputs", "families", "place"),
    [
        (("abc",), "a", 0),
        (("abc", "abcx", "zzy"), "abc", 0),
        (("abcx", "abc", "abcy"), "abc", 1),  # what all share, without what each adds
        (("", "", "", "abc"), "abcd", 3),  # blank outputs have no vote, however many
        (("", ""), "ab", 0),
        (("xyz", "xyz", "xyz", "abc", "abcd"), "aaabc", 3),  # three settings of one library are one witness
        (("abc", "abc", "xyz"), "abb", 0),
        (("xyz", "abc", "abc"), "abc", 1),  # ties go to the first
    ],
)
def test_corner_cases(outputs: tuple[str, ...], families: str, place: int) -> None:
    assert best(*outputs, families=families) == place


def test_likeness_is_the_f1_against_the_weighted_pool() -> None:
    alike = likeness(held("ab", "a"), ["x", "y"])
    light = 0.5**SHARPNESS
    assert alike.tolist() == pytest.approx([2 * (1 + light) / (2 + 1 + light), 2 / (1 + 1 + light)], abs=1e-9)


def test_a_family_shares_one_vote_and_its_outputs_may_differ() -> None:
    one = likeness(held("ab", "ac", "ab"), ["x", "x", "y"])
    two, light = 0.75**SHARPNESS, 0.25**SHARPNESS  # b: half of x and all of y; c: half of x
    assert one.tolist() == pytest.approx(
        [2 * (1 + two) / (2 + 1 + two + light), 2 * (1 + light) / (2 + 1 + two + light), 2 * (1 + two) / (2 + 1 + two + light)], abs=1e-9
    )


def test_the_families_least_like_the_others_weigh_nothing() -> None:
    calm = likeness(held("abcd", "abce", "abcf", "abcg"), list("abcd"))
    noisy = likeness(held("abcd", "abce", "abcf", "abcg", "uvwxyz", "opqrst"), list("abcdef"))
    assert noisy[:4].tolist() == calm[:4].tolist()
    assert noisy[4:].tolist() == [0, 0]


def test_families_that_tie_are_left_out_together_or_not_at_all() -> None:
    assert (likeness(held("abcd", "abce", "abcf", "abcg"), list("dcba")) > 0).all()


def test_three_families_are_never_reduced() -> None:
    assert (likeness(held("abc", "abd", "xyz"), list("abc")) > 0).all()


def test_the_order_of_outputs_changes_no_likeness() -> None:
    drawn = np.random.default_rng(4)
    table = drawn.random((9, 40)) < drawn.random(40)
    families = list("aabbcdefg")
    first = likeness(table, families)
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(9)
        assert likeness(table[order], [families[at] for at in order]).tolist() == first[order].tolist()


def test_names_of_families_do_not_matter() -> None:
    table = np.random.default_rng(5).random((6, 30)) < 0.4
    assert likeness(table, list("aabbcd")).tolist() == likeness(table, list("zzyyxw")).tolist()


def test_nothing_to_choose_from() -> None:
    assert likeness(np.zeros((0, 0), bool), []).tolist() == []
    assert likeness(np.zeros((2, 0), bool), ["a", "b"]).tolist() == [0, 0]


def test_two_thirds_of_the_families_are_kept() -> None:
    """Six families, each less like the pool than the one before."""
    alike = likeness(held("abcdefgh", "abcdefg", "abcdef", "abcdexy", "abpqrst", "uvwz"), list("abcdef"))
    assert [value > 0 for value in alike] == [True] * 4 + [False] * 2
