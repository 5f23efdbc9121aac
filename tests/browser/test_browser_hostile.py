"""Nothing in a hostile run is run or fetched by a browser that opens its report."""

from __future__ import annotations

import hostile_run as hostile
import pytest


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    from bench.report.build import build
    from bench.report.comparison import write

    root = tmp_path_factory.mktemp("hostile")
    with hostile.counting() as (server, hits):
        run = hostile.make(root / "run", server)
        index = build(run, root / "deep" / "out", all_pages=True)
        write(run, run, index.parent)
        yield index.parent, hits, root


def test_no_request_and_no_script_of_a_page(opened, attacked):
    out, hits, _ = attacked
    for name in ("index.html", "compare.html", *sorted(f"pages/{path.name}" for path in (out / "pages").iterdir())):
        page = opened(out / name)
        for radio in page.locator("main input[type=radio]:visible").all()[:3]:
            radio.check(force=True)
        page.wait_for_timeout(20)
        assert page.evaluate("window.owned") is None
        assert page.locator("main :is(img, iframe, object, base, embed, video, meta, [onerror], [onload], [onclick])").count() == 0
        assert page.evaluate("[...document.links].every(a => /^(https?:|file:)/.test(a.href))")
        assert page.evaluate("[...document.querySelectorAll('a[href^=http]')].every(a => a.rel.includes('noreferrer'))")
    assert hits == []
