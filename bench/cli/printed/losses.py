"""Print where the loss is, for each corpus and kind of page.

It is what is missing, what is extra, and what order, repetition and glue cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console
from bench.cli.printed import boards as printed_boards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.scoring.tables.loss_shares import Loss
    from bench.store.run_folder import RunFolder

Group = tuple[str, str, int, "tuple[Loss, ...]"]  # corpus, kind of page, pages, a loss an adapter


def show(folder: RunFolder, *, as_json: bool) -> None:
    """Print the losses of a run, worked out if need be, as tables or JSON."""
    groups = _groups(folder)
    if as_json:
        gold = printed_boards.gold_data(folder)
        console.as_json({"run": str(folder.path), "losses": [_data(group) for group in groups], "gold": gold})
        return
    for corpus, kind, pages, lost in groups:
        where = f"{corpus} ({kind}), {pages:,} pages"
        shares = [(loss.adapter, loss.missing_words, loss.missing) for loss in lost]
        _table(f"of the required words missing on {where}, per cent that are", "missing", shares)
        shares = [(loss.adapter, loss.extra_words, loss.extra) for loss in lost]
        _table(f"of the extra words on {where}, per cent that come from", "extra", shares)
        lines = [
            [loss.adapter, *map(_percent, loss.edges), console.number(loss.order, 3), _percent(loss.repeated), _percent(loss.glued)]
            for loss in lost
        ]
        columns = ["adapter", "first paragraph lost %", "last paragraph lost %", "F1 lost to order", "repeated %", "words run together %"]
        console.table(columns, lines, title=f"also, on {where}")
    console.say(f"run: {folder.path}")


def _groups(folder: RunFolder) -> list[Group]:
    """Return the losses by corpus and kind of page; text dumps are never summed with HTML."""
    from bench.engine import loss_table
    from bench.scoring.tables.loss_shares import losses_of

    frame = loss_table.ensure(folder, console.say).to_pandas()
    about = folder.pages().select(["corpus", "page_id", "kind"]).to_pandas()
    frame = frame.merge(about, on=["corpus", "page_id"])
    names = folder.manifest().names
    return [
        (str(corpus), str(kind), int(part["page_id"].nunique()), losses_of(part, names))
        for (corpus, kind), part in frame.groupby(["corpus", "kind"])
    ]


def _table(title: str, what: str, lost: Sequence[tuple[str, int, tuple[tuple[str, float], ...]]]) -> None:
    """Print shares, a column for each part that any adapter has, most words first."""
    totals: dict[str, float] = {}
    for _, words, shares in lost:
        for name, share in shares:
            totals[name] = totals.get(name, 0.0) + words * share
    parts = sorted(totals, key=lambda name: (-totals[name], name))
    lines = [
        [adapter, words, *(_percent(dict(shares).get(name, 0.0)) if words else "-" for name in parts)] for adapter, words, shares in lost
    ]
    console.table(["adapter", f"{what} words", *parts], lines, title=title)


def _percent(share: float) -> str:
    """Return a share in per cent, a dash where it is undefined."""
    return console.number(100 * share, 1)


def _data(group: Group) -> dict[str, object]:
    """Return a group as plain data."""
    corpus, kind, pages, lost = group
    lines = [
        {
            "adapter": loss.adapter, "missing_words": loss.missing_words, "missing": dict(loss.missing), "extra_words": loss.extra_words,
            "extra": dict(loss.extra), "first_paragraph_lost": loss.edges[0], "last_paragraph_lost": loss.edges[1], "order": loss.order,
            "repeated": loss.repeated, "run_together": loss.glued,
        }
        for loss in lost
    ]  # fmt: skip
    return {"corpus": corpus, "kind": kind, "pages": pages, "rows": lines}
