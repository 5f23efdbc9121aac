"""What the gate cannot judge, typed as people and CI type it: exit 2 and what to type next, never 0."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bench import cli
from bench.model import Extraction, Gold, Status
from tests.gate import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.store.run_folder import RunFolder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder, the current one, with a run of two adapters by two protocols that was accepted, and a later run of the same."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    take(tmp_path)
    assert gate("--update") == 0
    take(tmp_path)
    return tmp_path


def take(place: Path, source: Any = None, **outputs: dict[str, str]) -> RunFolder:
    """Make the latest run."""
    source = source or made.corpus(6)
    return made.run(source, place / "reports", ("aligned", "shingles"), **(outputs or texts(source)))


def texts(source: Any) -> dict[str, dict[str, str]]:
    """Return outputs of two adapters."""
    return {"one": made.outputs(source), "two": made.outputs(source, seed=4)}


def gate(*words: str) -> int:
    """Run the gate and return its exit code."""
    with pytest.raises(SystemExit) as caught:
        cli.main(["gate", *words])
    return int(caught.value.code or 0)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one line, or the error, that a gate says which cannot judge; it must say what to type."""
    capsys.readouterr()
    assert gate(*words) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert re.search(r"type: |try: ", said.out + said.err)
    return said.out + said.err


def edit(place: Path, change: Callable[[Any], object]) -> None:
    """Change the baseline as data, and take out its digest, as files of earlier releases have none."""
    path = place / "reports" / "baseline" / "made.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value.pop("sha256", None)
    change(value)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_the_run_as_it_is_passes(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gate() == 0
    out = capsys.readouterr().out
    assert "12 judged, 0 regressed, 0 improved, 2 not gated, 0 broken pages" in out
    assert "limits: aligned: f1 may not fall, precision and recall may fall by 0.06; shingles: " in out


def pages(base: Any) -> Any:
    """Return the lines of the pages of one adapter."""
    return base["adapters"]["one"]["pages"]


def off_scale(base: Any) -> None:
    """Let one page gain what another loses, so that the floors agree with rows that cannot be."""
    for page, change in (("p001", 2.0), ("p002", -2.0)):
        status, aligned, rest = pages(base)[page].split(" | ")
        first, *others = aligned.split(" ")
        pages(base)[page] = " | ".join([status, " ".join([repr(float(first) + change), *others]), rest])


HTML = "html / one / aligned"
ODD = [True, "0.9", None, [], {}, 10**400, -0.1, 1.5, 0.123456]


@pytest.mark.parametrize("value", ODD, ids=lambda value: str(value)[:9])
@pytest.mark.parametrize("metric", ["f1", "recall"])
def test_a_floor_that_is_no_figure_or_not_that_of_its_pages(
    place: Path, capsys: pytest.CaptureFixture[str], value: object, metric: str
) -> None:
    edit(place, lambda base: base["floors"][HTML].update({metric: value}))
    refused(capsys)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("name", ["f1", "precision", "recall"])
def test_a_floor_that_is_not_finite(place: Path, capsys: pytest.CaptureFixture[str], constant: str, name: str) -> None:
    path = place / "reports" / "baseline" / "made.json"
    edit(place, lambda _: None)
    path.write_text(re.sub(rf'"{name}": [\d.]+', f'"{name}": {constant}', path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert "not a finite number" in refused(capsys)


BASELINE: dict[str, Callable[[Any], object]] = {
    "a floor removed": lambda base: base["floors"][HTML].pop("f1"),
    "the floor of recall removed": lambda base: base["floors"][HTML].pop("recall"),
    "the floor of precision removed": lambda base: base["floors"]["html / two / shingles"].pop("precision"),
    "all floors of an adapter removed": lambda base: base["floors"].pop(HTML),
    "all floors removed": lambda base: base["floors"].clear(),
    "floors emptied": lambda base: [metrics.clear() for metrics in base["floors"].values()],
    "an adapter's pages removed": lambda base: base["adapters"].pop("one"),
    "floors of an adapter that has no pages": lambda base: base["floors"].update({"html / three / aligned": {"f1": 0.5}}),
    "floors of a protocol that has no rows": lambda base: base["floors"].update({"html / one / words": {"f1": 0.5}}),
    "floors of a kind that no page is of": lambda base: base["floors"].update({"text / one / aligned": {"f1": 0.5}}),
    "floors under a name that is none": lambda base: base["floors"].update({"html / one": {"f1": 0.5}}),
    "a floor of a metric that the protocol has not": lambda base: base["floors"][HTML].update(nonsense=0.5),
    "an unknown status": lambda base: pages(base).update(p001=pages(base)["p001"].replace("ok", "fine")),
    "no status": lambda base: pages(base).update(p001=pages(base)["p001"].replace("ok", "")),
    "a row of other figures": lambda base: pages(base).update(p001=re.sub(r"\d", "1", pages(base)["p001"])),
    "a row of a text": lambda base: pages(base).update(p001="ok | a b c d e f g h | 1"),
    "a row that is not finite": lambda base: pages(base).update(p001="ok | nan 1 1 1 1 1 1 1 | 1"),
    "a row too short": lambda base: pages(base).update(p001="ok | 1 1"),
    "the rows of a page removed from all": lambda base: [one["pages"].update(p001="ok") for one in base["adapters"].values()],
    "a page's rows off the scale": off_scale,
    "a page removed from one adapter": lambda base: pages(base).pop("p001"),
    "a page too many in one adapter": lambda base: pages(base).update(p999="ok"),
    "other page ids": lambda base: pages(base).update(p999=pages(base).pop("p001")),
    "another number of pages": lambda base: base["corpus"].update(pages=7),
    "another corpus": lambda base: base["corpus"].update(name="other"),
    "another gold digest": lambda base: base["corpus"].update(digest="0" * 64),
    "another protocol version": lambda base: base["protocols"]["aligned"].update(version=7),
    "another variant": lambda base: base["protocols"]["aligned"].update(variant="spaces"),
    "other columns": lambda base: base["protocols"]["aligned"]["columns"].append("more"),
    "an unknown protocol": lambda base: base["protocols"].update(nonsense=base["protocols"].pop("aligned")),
    "a future schema": lambda base: base.update(schema=2),
    "a schema that is a truth value": lambda base: base.update(schema=True),
    "no schema": lambda base: base.pop("schema"),
    "no pages at all": lambda base: base["adapters"].clear(),
    "other settings": lambda base: base["adapters"]["one"]["settings"].update(fast=True),
    "a cost that is a truth value": lambda base: base["adapters"]["one"]["costs"].update(p95_ms=True),
    "a cost that is a text": lambda base: base["adapters"]["one"]["costs"].update(p95_ms="9"),
    "a page without its digest": lambda base: base["pages"].update(p001="html"),
    "floors that are a list": lambda base: base.update(floors=[]),
}


@pytest.mark.parametrize("name", BASELINE)
def test_a_baseline_that_cannot_be_judged_by(place: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    edit(place, BASELINE[name])
    if name == "an adapter's pages removed":
        edit(place, lambda base: [base["floors"].pop(key) for key in [*base["floors"]] if "two" in key])
    refused(capsys)


@pytest.mark.parametrize("key", ['"f1"', '"recall"', '"p003"', '"floors"', '"one"', '"schema"'])
def test_a_key_that_stands_twice(place: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    path = place / "reports" / "baseline" / "made.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{key}:", f"{key}: 0, {key}:", 1), encoding="utf-8")
    assert "stands twice" in refused(capsys)


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b"\x00", b"\xff\xfe", b'{"schema": 1}'])
def test_a_baseline_file_that_is_damaged(place: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (place / "reports" / "baseline" / "made.json").write_bytes(content)
    refused(capsys)


def test_a_folder_without_a_baseline_or_with_one_of_another_corpus(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "empty").mkdir()
    assert "type: boilerbench gate --update" in refused(capsys, "--baseline", "empty")
    assert "type: boilerbench gate --update" in refused(capsys, "--baseline", "none")
    base = place / "reports" / "baseline"
    (base / "other.json").write_bytes((base / "made.json").read_bytes())
    assert "corpus other" in refused(capsys)
    assert gate("--baseline", "reports/baseline/made.json") == 0
    (base / "made.json").rename(base / "made.json.old")
    assert "there is no baseline" in refused(capsys)


def rewritten(run: RunFolder, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a stored table of a run; its metadata stay."""
    if table == "pages":
        import pyarrow.parquet as pq

        kept = run.pages()
        pq.write_table(change(kept).replace_schema_metadata(kept.schema.metadata), run.path / "pages.parquet")
        return
    if table == "extractions":
        lines = change(run.extractions()).to_pylist()
        run.write_extractions([Extraction(**{**line, "status": Status(line["status"])}) for line in lines])
        return
    kept = run.scores(table)
    run.write_scores(table, change(kept).replace_schema_metadata(kept.schema.metadata))


def doubled(table: pa.Table) -> pa.Table:
    """Return a table whose first line stands twice."""
    return pa.concat_tables([table, table.slice(0, 1)])


def column(table: pa.Table, name: str, value: object) -> pa.Table:
    """Return a table with another value in the first line of a column."""
    at = table.schema.get_field_index(name)
    return table.set_column(at, table.schema.field(at), pa.array([value, *table[name].to_pylist()[1:]], table.schema.field(at).type))


def others(status: str, text: str = "") -> Callable[[pa.Table], pa.Table]:
    """Return what makes every extraction of one adapter end otherwise."""

    def change(table: pa.Table) -> pa.Table:
        lines = [{**line, "status": status, "text": text} if line["adapter"] == "one" else line for line in table.to_pylist()]
        return pa.Table.from_pylist(lines, schema=table.schema)

    return change


TABLES: dict[str, tuple[str, Callable[[pa.Table], pa.Table]]] = {
    "a page twice": ("pages", doubled),
    "a page lost": ("pages", lambda table: table.slice(1)),
    "no page": ("pages", lambda table: table.slice(0, 0)),
    "a page of another name": ("pages", lambda table: column(table, "page_id", "p999")),
    "a page of another corpus": ("pages", lambda table: column(table, "corpus", "other")),
    "a page of other bytes": ("pages", lambda table: column(table, "sha256", "0" * 64)),
    "a page without gold": ("pages", lambda table: column(table, "blocks", None)),
    "an extraction twice": ("extractions", doubled),
    "an extraction lost": ("extractions", lambda table: table.slice(1)),
    "no extraction": ("extractions", lambda table: table.slice(0, 0)),
    "an extraction of an adapter that was not run": ("extractions", lambda table: column(table, "adapter", "three")),
    "an extraction of another page": ("extractions", lambda table: column(table, "page_id", "p999")),
    "a newer text than was scored": ("extractions", lambda table: column(table, "text", "another text")),
    "a status that the scores do not have": ("extractions", lambda table: column(table, "status", "empty")),
    "all pages skipped": ("extractions", others("skipped")),
    "all pages failed": ("extractions", others("error")),
    "a score twice": ("aligned", doubled),
    "a score lost": ("aligned", lambda table: table.slice(1)),
    "the scores of an adapter lost": ("aligned", lambda table: table.filter(pc.not_equal(table["adapter"], "one"))),
    "no score": ("aligned", lambda table: table.slice(0, 0)),
    "a score of another page": ("aligned", lambda table: column(table, "page_id", "p999")),
    "a score of another corpus": ("aligned", lambda table: column(table, "corpus", "other")),
    "a score that is not a number": ("aligned", lambda table: column(table, "recall", float("nan"))),
    "a score that is infinite": ("shingles", lambda table: column(table, table.schema.names[4], float("inf"))),
    "a score off the scale": ("aligned", lambda table: column(table, "recall", 1.5)),
    "a negative score": ("aligned", lambda table: column(table, "f1", -0.5)),
    "a column of scores lost": ("aligned", lambda table: table.drop_columns(["recall"])),
    "other statuses among the scores": ("aligned", lambda table: column(table, "status", "empty")),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_run_that_cannot_be_judged(place: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    rewritten(take(place), *TABLES[name])
    refused(capsys)


@pytest.mark.parametrize("end", ["error", "empty", "timeout", "crash", "memory"])
def test_a_run_in_which_no_page_of_a_row_worked(place: Path, capsys: pytest.CaptureFixture[str], end: str) -> None:
    run = take(place)
    rewritten(run, "extractions", others(end))
    with pytest.raises(SystemExit):
        cli.main(["score", "--protocol", "aligned,shingles"])
    assert f"no page of one worked: 6 {end}; type: boilerbench doctor" in refused(capsys)
    assert f"no page of one worked: 6 {end}" in refused(capsys, "--update", "--allow-regression", "--baseline", "new")
    assert not (place / "new").exists(), "nothing is half written"


FILES = ["pages.parquet", "extractions.parquet", "scores-aligned.parquet", "manifest.json"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("end", ["cut", "empty", "gone"])
def test_a_run_with_a_damaged_file(place: Path, capsys: pytest.CaptureFixture[str], name: str, end: str) -> None:
    path = take(place).path / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if end == "cut" else b"")
    if end == "gone":
        path.unlink()
    refused(capsys)


MANIFEST: dict[str, Callable[[Any], object]] = {
    "interrupted": lambda manifest: manifest.update(complete=False),
    "of a future schema": lambda manifest: manifest.update(schema=2),
    "of a schema that is a truth value": lambda manifest: manifest.update(schema=True),
    "with an adapter twice": lambda manifest: manifest["adapters"].append(manifest["adapters"][0]),
    "with an adapter too many": lambda manifest: manifest["adapters"].append({**manifest["adapters"][0], "name": "three"}),
    "with an adapter too few": lambda manifest: manifest["adapters"].pop(),
    "with a corpus twice": lambda manifest: manifest["corpora"].append(manifest["corpora"][0]),
    "with two digests of one corpus": lambda manifest: manifest["corpora"].append({**manifest["corpora"][0], "digest": "0" * 64}),
    "of more pages than it holds": lambda manifest: manifest["corpora"][0].update(pages=7),
    "of no corpus": lambda manifest: manifest["corpora"].clear(),
    "with other settings": lambda manifest: manifest["adapters"][0]["settings"].update(fast=True),
}


@pytest.mark.parametrize("name", MANIFEST)
def test_a_run_that_is(place: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    path = take(place).path / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["sha256"]  # as one of before there were digests
    MANIFEST[name](manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    refused(capsys)


def test_a_run_judged_against_itself_however_it_is_spelled(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = take(place)
    (place / "link").symlink_to(run.path)
    import shutil

    shutil.copytree(run.path, place / "copy")
    for spelled in ("latest", run.path.name, run.path.name[:-2], str(run.path), f"{run.path}/", "reports/../link", "link", "copy"):
        assert "would be judged against itself" in refused(capsys, "--against", spelled), spelled
    assert "no run 'none'" in refused(capsys, "--against", "none")
    before = min((place / "reports" / "runs").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    assert gate("--against", str(before)) == 0


@pytest.mark.parametrize(
    "limit",
    [
        "f1:-NaN", "f1:-inf", "f1:--0.1", "f1:+0.1", "f1:-1.5", "f1:-200%", "f1:-1e3", "f1", "f1:-", ":-0.1", "f1:-true",
        "f1:-9" + "9" * 400,
        "nonsense:-0.1", "words/f1:-0.1", "f1[adapter=three]:-0.1", "f1[type=nonsense]:-0.1", "f1[page=p999]:-0.1", "f1[kind=text]:-0.1",
        "f1[type=forum,type=article]:-0.1", "f1[colour=red]:-0.1", "f1[lang=xx]:-0.1", "p95_ms:+20%", "p95_ms:-20%",
    ],
)  # fmt: skip
def test_a_limit_about_nothing_or_that_limits_nothing(place: Path, capsys: pytest.CaptureFixture[str], limit: str) -> None:
    refused(capsys, "--fail-on", limit)
    (place / "boilerbench.toml").write_text(f"[gate]\nfail_on = [{json.dumps(limit)}]\n", encoding="utf-8")
    refused(capsys)


@pytest.mark.parametrize("table", ["fail_on = [nan]", "fail_on = [0.1]", "fail_on = true", "fail_on = nan", "tolerance = 0.1", "rule = 1"])
def test_a_configuration_that_is_no_limit(place: Path, capsys: pytest.CaptureFixture[str], table: str) -> None:
    (place / "boilerbench.toml").write_text(f"[gate]\n{table}\n", encoding="utf-8")
    refused(capsys)


def test_limits_that_leave_nothing_to_judge(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    none = [word for metric in ("f1", "precision", "recall") for word in ("--fail-on", f"{metric}:-1")]
    assert "nothing was judged" in refused(capsys, *none)
    assert gate(*none[:4]) == 0


def test_a_baseline_of_an_earlier_release_is_read_and_says_what_it_cannot(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(place, lambda base: base.pop("pages"))
    assert gate() == 0
    take(place, made.corpus(7))
    assert "this baseline does not say which pages changed; type: boilerbench gate --update" in refused(capsys)
    edit(place, lambda base: base["floors"][HTML].update(f1=0.1))
    take(place)
    assert "its pages give" in refused(capsys)


def test_pages_that_were_added_leave_the_others_judged(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = made.corpus(8)
    take(place, more)
    assert gate() == 0
    said = capsys.readouterr().out
    assert "made: judged on the 6 pages that both sides have unchanged; not judged: 2 added" in said
    both = texts(more)
    take(place, more, one={**both["one"], "p007": ""}, two=both["two"])
    assert gate() == 0, "an added page has no floor"
    take(place, more, one={**both["one"], "p003": ""}, two=both["two"])
    assert gate() == 1
    assert "broken: made one p003" in capsys.readouterr().out


def test_pages_that_are_gone_or_changed_are_named_and_judged_only_where_that_is_accepted(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = made.corpus(6)
    fewer = replace(source, pages=source.pages[1:], gold={page.id: source.gold[page.id] for page in source.pages[1:]}, digest="f" * 64)
    gold = replace(source, gold={**source.gold, "p002": Gold("p002", (*(source.gold["p002"].blocks or ())[1:],))}, digest="e" * 64)
    page = made.corpus(6, edit=" ")
    for changed, told in [(fewer, "1 pages removed (p000)"), (gold, "1 pages with other gold (p002)"), (page, "1 pages changed (p000)")]:
        outputs = {name: {page.id: made_by[page.id] for page in changed.pages} for name, made_by in texts(source).items()}
        take(place, changed, **outputs)
        line = refused(capsys)
        assert told in line
        assert line.rstrip().endswith("type: boilerbench gate --update, or boilerbench gate --common-pages")
        assert gate("--common-pages") == 0
        assert "judged on the 5 pages that both sides have unchanged" in capsys.readouterr().out
        bad = {**outputs, "one": {**outputs["one"], "p004": ""}}
        take(place, changed, **bad)
        assert gate("--common-pages") == 1
    stranger = replace(source, gold={page: Gold(page, ()) for page in source.gold}, digest="d" * 64)
    take(place, stranger)
    assert "no page is the same" in refused(capsys, "--common-pages")


def test_the_last_line_says_that_the_whole_improved_and_a_page_broke(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = made.corpus(6)
    better = {page.id: source.gold[page.id].text for page in source.pages}
    take(place, one={**better, "p003": ""}, two=better)
    edit_free = ["--fail-on", "recall:-1", "--fail-on", "precision:-1", "--fail-on", "f1:-0.5"]
    assert gate(*edit_free) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("boilerbench gate: regressed: ")
    assert last.endswith("1 page broke: to accept that, boilerbench gate --update --allow-regression")
    assert "the whole improved, but" in last
    capsys.readouterr()
    assert gate("--update") == 2
    assert gate("--update", "--allow-regression") == 0


def test_an_update_that_would_accept_a_broken_page_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = made.corpus(6)
    poor = {page.id: made.outputs(source, skill=0.3)[page.id] for page in source.pages}
    take(place, one=poor, two=poor)
    assert gate("--update", "--allow-regression") == 0
    better = {page.id: source.gold[page.id].text for page in source.pages}
    take(place, one={**better, "p003": ""}, two=better)
    capsys.readouterr()
    assert gate("--update") == 2
    said = capsys.readouterr().err
    assert "1 pages broke: one p003" in said
    assert "boilerbench gate --update --allow-regression" in said
