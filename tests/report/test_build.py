"""A report is whole, the same for the same run, small, and hides no failure."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil

import pytest
import synthetic

from bench.errors import RunError
from bench.report import tracks
from bench.report.build import build, failed, index, is_whole, laid_out
from bench.report.drawing.rendering import INLINE
from bench.report.pages import choice
from bench.report.scopes import scopes
from bench.store import frames


@pytest.fixture(scope="module")
def built(small, tmp_path_factory):
    return build(small, tmp_path_factory.mktemp("out"))


def test_the_same_run_gives_the_same_bytes(small, built, tmp_path):
    again = build(small, tmp_path / "again").parent
    first = {path.relative_to(built.parent): path.read_bytes() for path in built.parent.rglob("*.html")}
    assert first == {path.relative_to(again): path.read_bytes() for path in again.rglob("*.html")}


def test_every_inline_block_is_named_by_its_hash_and_nothing_else_is_allowed(built):
    for path in (built, *sorted((built.parent / "pages").glob("*.html"))[:3]):
        text = path.read_text("utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        for _, block in INLINE.findall(text):
            assert base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() in policy
        assert not re.search(r"<[^>]+\s(style|on\w+)=", re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL))


def test_failures_stand_beside_every_mean(small, built):
    text = built.read_text("utf-8")
    for scope in scopes(frames.read_all(small)):
        for cut in scope.slices:
            for row in cut.board.standings:
                words = ", ".join(f"{count} {status}" for status, count in row.failures.items()) or "–"
                good = row.tried - sum(row.failures.values())
                assert re.search(rf"{row.adapter}.{{0,600}}?<td>{good / row.tried:.1%}<td>(?:<i>)?{re.escape(words)}", text, re.DOTALL)


def test_text_dumps_are_never_averaged_with_html_pages(small):
    for scope in scopes(frames.read_all(small)):
        kinds = set(scope.pages["kind"]) if scope.pages is not None else set()
        assert kinds == {scope.kind}
        assert all(cut.board.track == scope.kind for cut in scope.slices)


def test_a_brief_report_has_the_hardest_pages_and_some_that_failed_links_to_no_other_and_says_how_to_get_them(small, tmp_path):
    run = frames.read_all(small)
    found = scopes(run)
    page = build(small, tmp_path, brief=True)
    files = choice.choose(found, brief=True)
    assert 0 < len(files) < len(choice.choose(found))
    first = {(scope.corpus, scope.kind): scope for scope in reversed(found) if scope.matrix is not None}
    for scope in first.values():
        hardest = [scope.matrix.keys[at] for at in scope.order[: choice.BRIEF[0]]]
        assert set(hardest) <= set(files)
        assert sum(key in files for key in scope.matrix.keys) <= sum(choice.BRIEF)
    text = page.read_text("utf-8")
    linked = set(re.findall(r"pages/[0-9a-f]{12}\.html", text))
    assert linked <= set(files.values()) == {f"pages/{path.name}" for path in (tmp_path / "pages").iterdir()}
    assert f"boilerbench view {run.manifest.id} adds" in text


def test_a_brief_report_is_the_same_of_data_frames(small, tmp_path, monkeypatch):
    plain = build(small, tmp_path / "plain", brief=True)
    read = frames.read_all
    monkeypatch.setattr(frames, "read_all", lambda *held, **_: read(*held))
    assert plain.read_bytes() == build(small, tmp_path / "framed", brief=True).read_bytes()


def test_a_brief_report_is_known_as_such_until_a_whole_one_takes_its_place(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "run")
    assert not is_whole(folder)
    build(folder, brief=True)
    assert not is_whole(folder)
    build(folder)
    assert is_whole(folder)


def test_what_is_at_hand_gives_the_report_that_reading_gives(small, built, tmp_path):
    boards = [scope.board for scope in scopes(frames.read_all(small))]
    assert build(small, tmp_path, boards=boards).read_bytes() == built.read_bytes()


def test_every_failing_page_is_listed(small, built):
    run, text = frames.read_all(small), built.read_text("utf-8")
    listed = re.search(r'id="t0f".*?</section>', text, re.DOTALL)[0]
    frame = run.extractions[run.extractions["corpus"] == "made"]
    failed = set(frame[~frame["status"].isin(["ok", "skipped"])]["page_id"])
    assert sorted(re.findall(r"<a href=([\w/]+\.html)>", listed)) == sorted(choice.file_of(("made", page)) for page in failed)


def test_where_many_pages_failed_they_have_a_page_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(tracks, "CROWDED", 50)
    folder = synthetic.make(tmp_path / "run", synthetic.Plan(corpora=(("made", "html", 700),), adapters=8, words=20, losses=False))
    run = frames.read_all(folder)
    found = scopes(run)
    files = choice.choose(found)
    (laid,) = laid_out(found, files)
    counts = {words: len(pages) for words, pages in laid.failing}
    assert laid.is_crowded
    text, whole = index(run, found, files), failed([laid])
    wanted = [page.file for _, pages in laid.failing for page in pages]
    assert re.findall(r"<a href=([\w/]+\.html)>", whole) == wanted
    links = re.findall(r'<dt>([^<]+)<dd><a href="failed\.html#(t0f\d+)">([\d]+) pages?</a>', text)
    assert {words: int(count) for words, _, count in links} == counts
    assert [name for _, name, _ in links] == re.findall(r'<dt id="(t0f\d+)">', whole)


def test_the_index_of_181_pages_by_20_rows_is_small(tmp_path):
    run = frames.read_all(synthetic.make(tmp_path / "run", synthetic.Plan(corpora=(("made", "html", 181),), adapters=20, words=30)))
    found = scopes(run)
    assert len(index(run, found, choice.choose(found)).encode()) <= 300_000


def test_the_index_of_2008_pages_by_20_rows_and_two_protocols_is_small(tmp_path):
    plan = synthetic.Plan(corpora=(("made", "html", 2008),), adapters=20, words=30, protocols=("aligned", "shingles"), losses=False)
    run = frames.read_all(synthetic.make(tmp_path / "run", plan))
    found = scopes(run)
    assert len(index(run, found, choice.choose(found)).encode()) <= 440_000  # the bar is 500 KB


def test_a_folder_that_is_no_scored_run_is_refused(small, tmp_path):
    with pytest.raises(RunError, match="manifest"):
        build(tmp_path)
    (tmp_path / "manifest.json").write_bytes((small / "manifest.json").read_bytes())
    with pytest.raises(RunError, match="no scores"):
        build(tmp_path)


def test_the_matrix_of_wins_is_a_table_with_the_pairs_of_the_board(small, built):
    text = built.read_text("utf-8")
    board = scopes(frames.read_all(small))[0].board
    names = [row.adapter for row in board.standings if not row.floor]
    rows = re.findall(r"<tr><th>\d+ (\S+?)((?:<td[^>]*>\d*)+)", re.search(r"<table class=duel>.*?</table>", text, re.DOTALL)[0])
    cells = {name: re.findall(r"<td(?: class=(\w))?>(\d*)", line) for name, line in rows}
    assert list(cells) == names
    for pair in [pair for pair in board.pairs if {pair.left, pair.right} <= set(names)]:
        there, back = cells[pair.left][names.index(pair.right)], cells[pair.right][names.index(pair.left)]
        better, worse = ("u", "d") if pair.difference.value > 0 else ("d", "u")
        assert there == (better if pair.significant else "", str(pair.wins))
        assert back == (worse if pair.significant else "", str(pair.losses))


def test_the_command_repeats_what_moves_a_result(small, built):
    command = re.search(r"<pre>(boilerbench run .*?)</pre>", built.read_text("utf-8"), re.DOTALL)[1]
    for name in ("--corpus made", "--protocol aligned,shingles", "--deadline 20", "--memory 2048", "--seed 0", "--resamples 10000"):
        assert name in command
