from bench.corpus.gold import similarity


def test_sketches_estimate_the_jaccard_index():
    words = [f"w{number}" for number in range(3000)]
    one, two = " ".join(words[:2000]), " ".join(words[500:2500])
    assert similarity.jaccard(similarity.sketch(one), similarity.sketch(one)) == 1
    assert abs(similarity.jaccard(similarity.sketch(one), similarity.sketch(two)) - 0.6) < 0.15
    assert similarity.jaccard(frozenset(), frozenset()) == 0
    assert similarity.overlap({"a": 2}, {"a": 1, "b": 1}) == 0.5
    assert similarity.overlap({}, {}) == 1


def test_pairs_are_told_once_most_alike_first():
    sketches = {key: frozenset(range(start, start + 10)) for key, start in (("a", 0), ("b", 1), ("c", 0), ("d", 50))}
    pairs = similarity.alike(sketches, 0.8)
    assert [(one, two) for _, one, two in pairs] == [("a", "c"), ("a", "b"), ("b", "c")]
    assert [share for share, _, _ in pairs] == [1, 9 / 11, 9 / 11]
    assert [pair[1:] for pair in similarity.alike(sketches, 9 / 11)] == [pair[1:] for pair in pairs]  # a pair at the threshold counts
    assert len(similarity.alike(sketches, 0.82)) == 1


def test_what_many_pages_share_makes_no_pair():
    same = {f"{key:03}": frozenset([1]) for key in range(65)}
    assert similarity.alike(same, 0.5) == []
    same.pop("064")
    assert len(similarity.alike(same, 0.5)) == 64 * 63 / 2
