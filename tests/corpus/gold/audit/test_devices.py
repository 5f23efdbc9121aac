from bench.corpus.gold.audit.devices import labelled, odd_in_corpus, odd_on_page
from tests.corpus.gold.audit.made import placed


def blocks(markup: str, text: str):
    return labelled(placed(markup, text))


def test_one_block_of_a_page_that_is_labelled_unlike_its_kind():
    markup = "".join(f"<p>Paragraph number {number} says it.</p>" for number in range(6))
    text = "\n\n".join(f"Paragraph number {number} says it." for number in range(6))
    assert list(odd_on_page(blocks(markup, text))) == []
    ((block, why),) = odd_on_page(blocks(markup, text.replace("Paragraph number 3", "[optional] Paragraph number 3")))
    assert block == 3
    assert "required" in why


def test_a_byline_in_a_paragraph_is_rightly_optional():
    markup = "<p>By Ann Lee</p>" + "".join(f"<p>Paragraph number {number} says it.</p>" for number in range(6))
    text = "[optional] By Ann Lee\n\n" + "\n\n".join(f"Paragraph number {number} says it." for number in range(6))
    assert list(odd_on_page(blocks(markup, text))) == []


def test_a_device_that_other_pages_label_otherwise():
    markup = "<p class=byline>By Ann Lee</p><p>It says it.</p>"
    usual, odd = blocks(markup, "[optional] By Ann Lee\n\nIt says it."), blocks(markup, "By Ann Lee\n\nIt says it.")
    pages = {f"page{number}": usual for number in range(8)}
    assert list(odd_in_corpus(pages)) == []
    ((page, block, why),) = odd_in_corpus({**pages, "odd": odd})
    assert (page, block, why) == ("odd", 0, "byline is optional on 8 other pages")
    assert list(odd_in_corpus({**dict(list(pages.items())[:3]), "odd": odd})) == []  # three pages make no rule


def test_a_word_that_names_another_thing_on_a_page_of_its_own_is_no_odd_device():
    usual = blocks("<p class=message>By Ann Lee</p><p>It says it.</p>", "[optional] By Ann Lee\n\nIt says it.")
    pages = {f"page{number}": usual for number in range(8)}
    posts = [f"Post {number} says it." for number in range(6)]
    own = blocks("".join(f"<p class=message>{post}</p>" for post in posts), "\n\n".join(posts))
    assert list(odd_in_corpus({**pages, "own": own})) == []
    few = blocks("".join(f"<p class=message>{post}</p>" for post in posts[:3]), "\n\n".join(posts[:3]))
    assert {page for page, _, _ in odd_in_corpus({**pages, "few": few})} == {"few"}


def test_the_caption_of_a_table_is_no_caption_of_a_picture():
    picture = blocks("<figure><figcaption>The quay</figcaption></figure><p>It says it.</p>", "[caption optional] The quay\n\nIt says it.")
    markup = "<table><caption>Boats by year</caption><tr><td>1999<td>12</table>"
    pages = {f"page{number}": picture for number in range(8)}
    assert list(odd_in_corpus({**pages, "table": blocks(markup, "[caption] Boats by year\n\n[table] 1999 | 12")})) == []
    ((page, _, why),) = odd_in_corpus({**pages, "no table": blocks(markup, "[caption] Boats by year")})
    assert (page, why) == ("no table", "[caption] is optional on 8 other pages")


def test_an_infobox_is_no_table_of_the_text():
    rows = "<tr><td>1999<td>12<tr><td>2000<td>13</table>"
    usual = blocks(f"<table>{rows}", "[table] 1999 | 12\n2000 | 13")
    pages = {f"page{number}": usual for number in range(8)}
    assert list(odd_in_corpus({**pages, "wiki": blocks(f"<table class=infobox>{rows}", "[table optional] 1999 | 12\n2000 | 13")})) == []
    ((page, _, why),) = odd_in_corpus({**pages, "odd": blocks(f"<table>{rows}", "[table optional] 1999 | 12\n2000 | 13")})
    assert (page, why) == ("odd", "[table] is required on 8 other pages")
