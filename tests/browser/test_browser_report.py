"""The report in a real browser: from a file, without a request, by mouse and keyboard, on paper, on a phone, without scripts."""

from __future__ import annotations

import json
import re

import hostile_run
import pytest
import synthetic
from requirements import missing

from bench.report.build import build

FILES = ("index.html", "pages/FIRST", "compare.html")


def named(reports, name):
    """The path of a file; pages/FIRST and pages/SECOND are those of the hardest pages."""
    numbers = {"pages/FIRST": 0, "pages/SECOND": 1}
    files = [file for pages in json.loads((reports / "pages.json").read_text("utf-8")).values() for file in pages.values()]
    first = next(file for file in files if "id=before" not in (reports / file).read_text("utf-8"))
    following = re.search(r'id=after href="(.*?)"', (reports / first).read_text("utf-8"))[1]
    return reports / ([first, f"pages/{following}"][numbers[name]] if name in numbers else name)


def address(page):
    """The document's own address; `page.url` hears of a change of it later."""
    return page.evaluate("location.href")


def texts(page, selector):
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_from_a_file_with_nothing_to_complain_about(opened, reports, name, scheme):
    page = opened(named(reports, name), color_scheme=scheme)
    assert page.title()
    assert page.locator("h1:visible").is_visible()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:'))")
    assert loaded == []


def violations(page):
    """Return what axe finds fault with, with the first places."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        missing("axe-playwright-python")
    found = Axe().run(page).response["violations"]
    return [(item["id"], [node["html"][:160] + str(node["any"][:1])[:300] for node in item["nodes"][:3]]) for item in found]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(opened, reports, name, scheme):
    assert violations(opened(named(reports, name), color_scheme=scheme)) == []


def test_sorts_by_click_and_by_key(opened, reports):
    page = opened(reports / "index.html")
    table = page.locator(".scope:visible .slice:visible table.board")
    assert table.count() == 1
    before = texts(table, "tbody th details summary")
    assert table.locator("thead th[aria-sort]").all_inner_texts() == ["F1"]
    head = table.locator("thead th", has_text="recall")
    head.locator("button").click()
    recalls = [float(text) for text in table.evaluate("t => [...t.tBodies[0].rows].map(r => r.cells[8].textContent)")]
    assert recalls == sorted(recalls, reverse=True)
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").focus()
    page.keyboard.press("Enter")
    recalls = [float(text) for text in table.evaluate("t => [...t.tBodies[0].rows].map(r => r.cells[8].textContent)")]
    assert recalls == sorted(recalls)
    table.locator("thead th", has_text="failed").locator("button").click()
    failed = [
        sum(map(int, re.findall(r"\d+", text))) for text in table.evaluate("t => [...t.tBodies[0].rows].map(r => r.cells[6].textContent)")
    ]
    assert failed == sorted(failed, reverse=True)
    table.locator("thead th", has_text="adapter").locator("button").click()
    assert texts(table, "tbody th details summary") == sorted(before)
    table.locator("thead th", has_text="F1").locator("button").click()
    assert texts(table, "tbody th details summary") == before


def test_protocol_corpus_and_slice_are_switched(opened, reports):
    page = opened(reports / "index.html")
    shown = page.locator(".scope:visible .slice:visible table.board caption")
    assert "aligned on made" in shown.inner_text()
    assert page.locator(".lede:visible").inner_text().startswith("aligned on made, HTML pages: F1")
    page.locator("label", has_text="shingles").click()
    assert "shingles on made" in shown.inner_text()
    assert page.locator(".lede:visible").inner_text().startswith("shingles on made, HTML pages: F1")
    page.locator("label", has_text="notes").click()
    assert "shingles on notes, text dumps" in shown.inner_text()
    page.locator("label", has_text="made").click()
    page.locator(".scope:visible fieldset label").nth(1).click()
    assert re.search(r"made, HTML pages, \w+: \d+ pages", shown.inner_text())
    page.keyboard.press("ArrowLeft")
    assert page.locator(".scope:visible fieldset input").nth(0).is_checked()


def test_rows_and_pages_are_filtered_and_the_address_keeps_what_is_chosen(opened, reports):
    page = opened(reports / "index.html")
    rows = page.locator(".scope:visible .slice:visible table.board tbody tr:visible")
    names, count = texts(page, ".scope:visible .slice:visible table.board tbody th summary"), rows.count()
    page.locator("#rows").fill("PRECISION")
    assert 0 < rows.count() < count
    page.locator("#rows").fill("")
    assert rows.count() == count
    page.locator("[data-metrics]:visible label", has_text="recall").click()
    page.locator("label", has_text="shingles").click()
    page.locator(".scope:visible fieldset label").nth(1).click()
    page.locator("#t0q").fill("site1")
    links = page.locator("#t0 ol.cells li:visible")
    assert 0 < links.count() < page.locator("#t0 ol.cells li").count()
    assert all("site1" in text for text in links.all_inner_texts())
    shown, again = (
        page.locator(".scope:visible .slice:visible table.board"),
        opened(reports / "index.html", page.evaluate("location.hash")),
    )
    assert again.locator(".scope:visible .slice:visible table.board").inner_text() == shown.inner_text()
    assert again.locator("#t0 ol.cells li:visible").all_inner_texts() == links.all_inner_texts()
    assert "shingles" in again.locator(".scope:visible .slice:visible caption").inner_text()
    assert names


def test_another_metric_takes_the_place_of_the_headline_with_its_interval(opened, reports):
    page = opened(reports / "index.html")
    table = page.locator(".scope:visible .slice:visible table.board")
    cells = "[r.cells[1], r.cells[2], r.cells[4], r.cells[8]]"
    read = f"t => [...t.tBodies[0].rows].map(r => {cells}.map(c => (c.querySelector('summary') ?? c).textContent))"
    before, picture = table.evaluate(read), table.locator("svg").first.inner_html()
    page.locator("[data-metrics]:visible label", has_text="recall").click()
    after = table.evaluate(read)
    assert [row[1] for row in after] == [row[3] for row in after]
    assert [float(row[1]) for row in after] == sorted((float(row[3]) for row in before), reverse=True)
    assert all(low <= value <= high for _, value, span, _ in after for low, high in [span.split("–")])
    assert table.locator("thead th[aria-sort]").inner_text() == "recall"
    page.locator("[data-metrics]:visible label", has_text="F1").click()
    assert table.evaluate(read) == before
    assert table.locator("svg").first.inner_html() == picture


def test_boards_and_figures_are_downloaded(opened, reports, tmp_path):
    page = opened(reports / "index.html")
    for label, opening in (("aligned on made", b"rank,adapter,F1,"), ("as SVG", b"<svg "), ("as PNG", b"\x89PNG")):
        with page.expect_download() as caught:
            page.locator(f".scope:visible .get button[aria-label*='{label}']:visible").first.click()
        caught.value.save_as(tmp_path / "file")
        assert (tmp_path / "file").read_bytes().startswith(opening)


def test_a_heat_cell_leads_to_its_page_and_back(opened, reports):
    page = opened(reports / "index.html")
    picture = page.locator(".scope:visible [data-heat][data-ready] image")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.31, box["y"] + box["height"] * 0.5)
    tip = page.locator(".scope:visible .tip").inner_text()
    name, identity = re.match(r"(\S+) · page \d+ of \d+, (\S+) ·", tip).groups()
    page.mouse.click(box["x"] + box["width"] * 0.31, box["y"] + box["height"] * 0.5)
    page.wait_for_url("**/pages/*.html*")
    assert identity in page.locator("main").inner_text()
    assert page.evaluate("decodeURIComponent(location.hash)") == f"#a{name}"
    page.go_back()
    assert page.locator(".scope:visible table.board:visible").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_panels_that_point_to_the_names_of_the_first_look_like_it(opened, tmp_path, scheme):
    run = synthetic.make(tmp_path / "run", synthetic.Plan(corpora=(("made", "html", 100),), adapters=2, words=30, losses=False))
    page = opened(build(run), color_scheme=scheme)
    looks = "(element) => ['fill', 'fontSize', 'textAnchor', 'fontFamily'].map((name) => getComputedStyle(element)[name])"
    names = page.locator(".scope:visible .panels text.sm.e").first.evaluate(looks)
    assert page.locator(".scope:visible .panels use").first.evaluate(looks) == names


def test_the_heat_map_by_keyboard(opened, reports):
    page = opened(reports / "index.html")
    page.locator(".scope:visible [data-heat][data-ready]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    tip = page.locator(".scope:visible .tip").inner_text()
    assert "page 2 of" in tip
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/*.html*")


def test_n_and_p_move_through_differences_and_brackets_through_pages(opened, reports):
    page = opened(named(reports, "pages/SECOND"))
    page.locator("#two").check()
    marks = page.locator(".panes :is(del, ins):visible")
    assert marks.count() > 2
    shown = "[...document.querySelectorAll('.panes :is(del, ins)')].filter(m => m.getClientRects().length)"
    at = f"{shown}.findIndex(m => m.classList.contains('at'))"
    for key, expected in (("n", 0), ("n", 1), ("p", 0), ("p", marks.count() - 1), ("n", 0)):
        page.keyboard.press(key)
        assert page.evaluate(at) == expected
    here, there = address(page).partition("#")[0], page.locator("#after").get_attribute("href")
    page.keyboard.press("]")
    page.wait_for_url(f"**/{there}")
    page.keyboard.press("[")
    page.wait_for_url(here)


def test_two_extractors_stand_side_by_side(opened, reports):
    page = opened(named(reports, "pages/SECOND"))
    assert page.locator(".panes article:visible").count() == 1
    for side, at in (("", "two"), ("l", 0), ("r", 1)):
        page.locator(f"#{side}{at}").check()
    panes = page.locator(".panes article:visible")
    left, right = panes.nth(0).bounding_box(), panes.nth(1).bounding_box()
    assert panes.count() == 2
    assert left["y"] == right["y"]
    assert left["x"] != right["x"]


def test_the_shown_marks_are_the_counts_of_the_row(opened, reports):
    from bench.scoring.text.tokens import words

    page = opened(named(reports, "pages/FIRST"))
    for row in page.locator(".list tbody tr").all():
        radio = row.locator("input[name=l]")
        if not radio.count():
            continue
        radio.check()
        pane = page.locator(f".panes article.k{radio.get_attribute('id')[1:]}")
        missing_, extra = (len(words("\n".join(pane.locator(tag).all_text_contents()))) for tag in ("del", "ins"))
        cells = row.locator("td").all_inner_texts()
        assert [int(cells[-2]), int(cells[-1])] == [missing_, extra]


def outlined(frame, line):
    """The texts with a dashed or solid outline in the frame."""
    chosen = "[...document.querySelectorAll('[data-block]')].filter(e => getComputedStyle(e).outlineStyle === line)"
    return frame.evaluate(f"line => {chosen}.map(e => e.textContent)", line)


def test_what_a_row_missed_and_added_is_outlined_on_the_saved_page(opened, reports):
    page = opened(named(reports, "pages/FIRST"))
    for row in page.locator(".list tbody tr").all():
        radio = row.locator("input[name=l]")
        if not radio.count():
            continue
        radio.check()
        page.wait_for_function(
            "() => document.querySelector('.saved a').href.endsWith('#k' + document.querySelector('[name=l]:checked').value)"
        )
        pane = page.locator(f".panes article.k{radio.get_attribute('id')[1:]}")
        missed, added = map(int, re.findall(r"\d+", pane.locator(".outlined").inner_text()))
        frame = page.frames[1]
        frame.wait_for_function("at => location.hash === '#k' + at", arg=radio.get_attribute("value"))
        assert (len(outlined(frame, "dashed")), len(outlined(frame, "solid"))) == (missed, added)
    assert address(page).endswith("#a" + page.locator(".list tr:has(:checked)").last.get_attribute("id")[1:])


def test_rows_are_chosen_by_j_and_k_and_by_address(opened, reports):
    page = opened(named(reports, "pages/FIRST"))
    names = [row.get_attribute("id") for row in page.locator(".list tbody tr:has(input)").all()]
    page.keyboard.press("j")
    assert page.locator(".list tr:has([name=l]:checked)").get_attribute("id") == names[1]
    page.keyboard.press("k")
    assert address(page).endswith(f"#{names[0]}")
    other = opened(named(reports, "pages/FIRST"), f"#{names[2]}")
    assert other.locator(".list tr:has([name=l]:checked)").get_attribute("id") == names[2]


def test_a_hostile_page_runs_nothing_and_reaches_nothing(chromium, tmp_path):
    with hostile_run.counting() as (server, hits):
        run = hostile_run.make(tmp_path / "run", server)
        report = build(run, tmp_path / "out", all_pages=True, corpora=hostile_run.corpora(run, server)).parent
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        files = sorted((report / "pages").glob("*.html"))
        for path in files:
            page.goto(path.as_uri())
            framed = page.frames[1:]
            assert len(framed) == path.with_stem(f"{path.stem}-saved").exists()
            assert not any(frame.evaluate("window.owned || document.scripts.length") for frame in framed)
            assert not page.evaluate("window.owned")
            assert address(page).startswith(path.as_uri())
        assert sum(path.stem.endswith("-saved") for path in files) >= len(hostile_run.attacks(server)) - 2  # what cannot be parsed
        context.close()
    assert hits == []


@pytest.mark.parametrize("name", FILES)
def test_a_phone_has_no_sideways_scroll(opened, reports, name):
    page = opened(named(reports, name), viewport={"width": 390, "height": 844}, has_touch=True)
    for label in ("shingles", "notes"):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if name == "index.html":
            page.locator("label", has_text=label).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", FILES)
def test_no_long_word_widens_a_phones_page(opened, reports, name):
    page = opened(named(reports, name), viewport={"width": 390, "height": 844})
    page.evaluate("for (const e of document.querySelectorAll('p, h1, h2, h3, figcaption, dd, summary')) e.textContent = 'f0'.repeat(60)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_javascript_tables_figures_and_switches_stand(opened, reports):
    page = opened(reports / "index.html", java_script_enabled=False)
    assert page.locator(".scope:visible table.board:visible").count() == 1
    assert page.locator(".scope:visible svg.fig:visible").count() >= 6
    assert page.locator(".scope:visible [data-heat] image").is_visible()
    page.locator("label", has_text="shingles").click()
    assert "shingles on made" in page.locator(".scope:visible .slice:visible caption").inner_text()
    assert page.locator("[data-js]:visible").count() == 0
    page.locator(".cells:visible a").first.click()
    assert page.locator(".panes article:visible").count() >= 1


def test_prints_on_at_most_four_sheets_of_a4(opened, reports):
    page = opened(reports / "index.html", color_scheme="dark")
    pdf = page.pdf(format="A4", print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 4
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_theme_button_overrides_the_system(opened, reports):
    page = opened(reports / "index.html", color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.locator("button.theme").click()
    light = page.evaluate(paper)
    assert dark != light
    page.reload()
    assert page.evaluate(paper) == light


def test_forced_colours_keep_missing_and_extra_apart(opened, reports):
    page = opened(named(reports, "pages/SECOND"), forced_colors="active")
    lines = page.evaluate("['del', 'ins'].map(tag => getComputedStyle(document.querySelector(`.key ${tag}`)).textDecorationLine)")
    assert lines == ["line-through", "underline"]


def test_forced_colours_keep_wins_losses_and_neither_apart(opened, reports):
    page = opened(reports / "index.html", forced_colors="active")
    page.evaluate("const cells = document.querySelectorAll('.scope .duel td'); cells[2].className = 'u'; cells[3].className = 'd'")
    looks = "(cell) => ['backgroundColor', 'borderTopStyle', 'borderTopColor'].map((name) => getComputedStyle(cell)[name]).join()"
    shown = {kind: page.locator(f".scope:visible .duel {kind}").first.evaluate(looks) for kind in (".u", ".d", "td:not([class])")}
    assert len(set(shown.values())) == 3
    page.emulate_media(forced_colors="none")
    shown = {
        kind: page.locator(f".scope:visible .duel {kind}").first.evaluate(looks.replace("borderTopStyle", "boxShadow")) for kind in shown
    }
    assert len(set(shown.values())) == 3


def test_the_focus_is_seen(opened, reports):
    page = opened(reports / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_right_to_left_and_cjk_texts_are_set_as_such(opened, reports):
    found = {}
    for path in [path for path in sorted((reports / "pages").glob("*.html")) if "-" not in path.name]:
        match = re.search(r"<div class=text lang=\"(\w+)\" dir=(\w+)>", path.read_text("utf-8"))
        found[match[1]] = (match[2], path)
    assert found["ar"][0] == "rtl"
    assert found["zh"][0] == "ltr"
    page = opened(found["ar"][1])
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).direction") == "rtl"


PAPER = 703  # CSS pixels between the margins of A4
FOCUSABLE = """window.all = [...document.querySelectorAll('a[href], button, input, summary, [tabindex="0"]')].filter(element =>
  element.getClientRects().length && element.checkVisibility() && (element.type !== 'radio' || element.checked)), all.length"""
OVERLAPS = """() => [...document.querySelectorAll('svg.fig')].filter(svg => svg.getClientRects().length).flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text, use')].flatMap(text => {
    const parts = [...text.querySelectorAll('tspan')];
    return (parts.length ? parts : [text]).map(part => {
      const range = document.createRange();
      range.selectNodeContents(part);
      return [part.textContent, part.tagName === 'tspan' ? range.getBoundingClientRect() : part.getBoundingClientRect()];
    });
  }).filter(([, box]) => box.width);
  const edge = svg.getBoundingClientRect();
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.28 * Math.min(a.height, b.height);  // boxes have room over letters
  return [
    ...boxes.flatMap(([name, box], at) => boxes.slice(at + 1).filter(([, other]) => over(box, other)).map(([other]) => [name, other])),
    ...boxes.filter(([, box]) => box.top < edge.top - 1 || box.bottom > edge.bottom + 1).map(([name]) => [name, 'outside']),
  ];
})"""


@pytest.fixture(scope="session")
def crowded(tmp_path_factory):
    """Return a function that makes the report of a run of many adapters that are close to each other, once."""
    made = {}

    def report(count):
        if count not in made:
            extra = [f"contender-{at}" for at in range(60 - len(synthetic.NAMES))]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(synthetic, "NAMES", [*synthetic.NAMES, *extra])
                plan = synthetic.Plan(corpora=(("made", "html", 10),), adapters=count, words=30, types=False, losses=False, step=0.004)
                made[count] = build(synthetic.make(tmp_path_factory.mktemp("crowded") / "run", plan), brief=True).parent
        return made[count]

    return report


def assert_readable_at_any_width(page):
    """No label of a figure lies on another, and nothing scrolls sideways: on a screen, a tablet, a phone and on paper."""
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 900})
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


@pytest.mark.parametrize("count", [6, 28, 60])
def test_no_label_of_a_figure_overlaps_another_at_any_width(opened, reports, crowded, count):
    page = opened((reports if count == 6 else crowded(count)) / "index.html", color_scheme="dark" if count == 28 else "light")
    assert page.locator("svg.fig:visible text").count() > count
    assert_readable_at_any_width(page)
    if count == 28:  # the others are alike; those of 6 are read in both themes above
        page.emulate_media(media="screen")
        assert violations(page) == []


@pytest.mark.parametrize("name", ["history.html", "_report.html", "compare.html", "pages/FIRST"])
def test_pages_beside_the_index_are_readable_at_any_width(opened, reports, name):
    page = opened(named(reports, name), color_scheme="dark")
    assert_readable_at_any_width(page)
    page.emulate_media(media="screen")
    assert violations(page) == []
    if name == "history.html":
        for word, opening in (("SVG", b"<svg "), ("CSV", b"adapter,version,runs,latest,")):
            with page.expect_download() as caught:
                page.locator(".get button", has_text=word).first.click()
            assert caught.value.path().read_bytes().startswith(opening)


@pytest.mark.parametrize("name", ["index.html", "history.html", "pages/FIRST"])
def test_all_that_can_be_used_is_reached_by_the_tab_key(opened, reports, name):
    page = opened(named(reports, name))
    usable = page.evaluate(FOCUSABLE)
    reached = []
    for _ in range(usable + 5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("all.indexOf(document.activeElement)"))
        if len({at for at in reached if at >= 0}) == usable:
            break
    assert sorted({at for at in reached if at >= 0}) == list(range(usable))
