from bench.corpus.gold.audit.finding import CODES, short


def test_short_is_one_line():
    assert short("a\n b") == "a b"
    assert len(short("x" * 100)) == 60


def test_codes_say_what_they_mean():
    assert all(code == code.lower() and len(meaning) > 20 for code, meaning in CODES.items())
