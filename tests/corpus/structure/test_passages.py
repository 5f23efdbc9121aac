import pytest

from bench.corpus.structure.passages import passages
from bench.model import Kind, Page


def read(markup: str, kind: Kind = Kind.HTML):
    return passages(Page("a", "c", markup.encode(), kind))


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>one<p>two", ["one", "two"]),
        ("<p>f<b>er</b>ry", ["ferry"]),
        ("<p>one<br>two", ["one\ntwo"]),
        ("<table><tr><td>a<td>b</table>", ["a", "b"]),
        ("<script>no</script><style>no</style><template><p>no</template><p>yes", ["yes"]),
        ("<dl><dt>a<dd>b</dl>", ["a", "b"]),
        ("", []),
        ("<p> \n </p>", []),
    ],
)
def test_text_is_divided_at_blocks_and_nowhere_else(markup, texts):
    assert [passage.text for passage in read(markup)] == texts


@pytest.mark.parametrize("hiding", ["hidden", 'style="display: none"', 'style="visibility:hidden"'])
def test_hidden_text_is_there_and_marked(hiding):
    assert [(one.text, one.shown) for one in read(f"<p>seen<div {hiding}><p>not</div>")] == [("seen", True), ("not", False)]
    assert [one.shown for one in read("<noscript><p>twin</noscript>")] == [False]


def test_a_thread_that_is_sent_to_those_without_scripts_is_shown():
    thread = "".join(f"<div class=post><p>{f'What post {at} says of it. ' * 8}</div>" for at in range(8))
    page = "<script>" + "x" * 9000 + f"</script><p>{{}}</p><noscript><div>{thread}</div></noscript>"
    assert {one.shown for one in read(page.format("Loading"))} == {True}
    assert [one.shown for one in read(page.format(thread + thread))].count(False) == 8  # a page that stands outside too


def test_no_passage_is_lost_in_noscripts_and_of_several_none_holds_the_page():
    thread = "<p>What somebody says of it.</p>" * 60
    nested = read(f"{'<noscript>' * 200}{thread}{'</noscript>' * 200}")
    assert len(nested) == 60
    assert {one.shown for one in read(f"<noscript>{thread}</noscript>" * 3)} == {False}  # none of them holds most


def test_where_a_passage_stands():
    heading, link, text = read("<article><h2>Title</h2><nav><a href=x>Home</a></nav><p class='b a-12'><i>By</i> me</p></article>")
    assert (heading.role, heading.tag, heading.region) == ("heading", "h2", "")
    assert (link.region, link.linked) == ("navigation", 1.0)
    assert (text.device, text.linked) == ("p.a-.b i", 0.0)
    assert text.chain == ("html", "body", "article", "p.a-.b")
    assert text.path[:3] == heading.path[:3]
    assert text.path[-1] == text.block


def test_a_cell_has_its_column():
    assert [one.chain[-1] for one in read("<table><tr><td>a<td>b</table>")] == ["td:0", "td:1"]


def test_a_text_dump_has_a_passage_for_each_line():
    lines = read("one\n\n  two\n", Kind.TEXT)
    assert [(line.text, line.block, line.tag, line.path) for line in lines] == [("one", 1, "line", ()), ("  two", 3, "line", ())]


def test_a_page_of_any_depth_is_read():
    assert [one.text for one in read("<div>" * 3000 + "deep")] in (["deep"], [])
