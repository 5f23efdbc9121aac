import pytest

from bench.corpus.gold.audit.placement import visible
from bench.model import Kind
from tests.corpus.gold.audit.made import placed


def found(markup: str, text: str, kind: Kind = Kind.HTML) -> list[bool]:
    return [place >= 0 for place in placed(markup, text, kind).placed]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a f<b>er</b>ry", "a ferry"),
        ("<p>a&nbsp;ferry&shy;boat&#8203;s", "a ferryboats"),
        ("<p>a\n   ferry", "a ferry"),
        ("<p>one<br>two", "one\ntwo"),
        ("<p>one<br>two", "one two"),
        ("<pre>  if late:\n    wait()</pre>", "[code]\n  if late:\n    wait()"),
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "[table] a | b\nc | d"),
        ("<table><tr><td><td>b</table>", "[table] | b"),
        ("<ul><li>one<li>two</ul>", "[list] one\ntwo"),
        ("<p>cafe\u0301", "caf\u00e9"),
        ("<noscript><p>only without scripts</noscript>", "only without scripts"),
        ("<p hidden>in a closed tab</p>", "in a closed tab"),
        ("<p>\u6625\u306f\u3042\u3051\u307c\u306e\u3002\u5915", "\u3042\u3051\u307c\u306e"),
        ("<p>a < b &amp; c", "a < b & c"),
    ],
)
def test_a_line_stands_where_a_reader_sees_it(markup, text):
    assert all(found(markup, text))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a ferry", "a ferri"),
        ("<p>\u201cyes\u201d", '"yes"'),
        ("<p>a ferry", "A ferry"),
        ("<p>a ferry - late", "a ferry \u2013 late"),
        ("<script>a ferry</script><p>x", "a ferry"),
        ("<template>a ferry</template><p>x", "a ferry"),
        ("<p>a ferry", "ferry a"),
    ],
)
def test_a_line_that_differs_by_a_character_stands_nowhere(markup, text):
    assert not any(found(markup, text))


def test_a_text_dump_is_read_by_lines():
    assert found("  * one\n  * two\nthree\n", "[list] one\ntwo\n\nthree", Kind.TEXT) == [True, True, True]


def test_as_many_characters_as_can_be_keep_their_order():
    assert found("<p>one<p>a longer line<p>two", "a longer line\n\none\n\ntwo") == [True, False, True]


def test_of_several_places_the_likeliest_is_taken():
    markup = "<nav><a>Ferry late</a></nav><h1>Ferry late</h1><p>It did not run.</p><aside>Ferry late</aside>"
    placement = placed(markup, "[heading] Ferry late\n\nIt did not run.")
    assert placement.page.passages[placement.passages_of(0)[0]].tag == "h1"


def test_short_lines_are_whole_words():
    placement = placed("<p>14 May<p>4", "4")
    assert placement.placed == (placement.page.starts[1],)


def test_visible_characters():
    assert visible(" a\u00a0b\u00adc\u200bd\u200fe \n") == "abcde"


def test_a_part_of_a_passage_is_given_as_written():
    page = placed("<p>one two three", "one").page
    assert page.source(0, 3, 6) == "two"
