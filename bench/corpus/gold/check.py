"""The audit of a corpus: findings about gold and pages that a person should look at, worst first."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from bench.corpus.gold import presence, similarity
from bench.corpus.gold.audit.against_page import against_page, odd_label
from bench.corpus.gold.audit.devices import LabelledBlock, odd_in_corpus
from bench.corpus.gold.audit.finding import AuditFinding, Severity, short
from bench.corpus.gold.audit.page_devices import not_shown
from bench.corpus.structure.blocks import too_deep
from bench.corpus.text.decode import decode
from bench.model import Corpus, Gold, Page

OFF_PAGE_ERROR, OFF_PAGE_WARNING = 0.5, 0.97  # share of gold on its page; a few hand-corrected characters stay above the second
NEAR_DUPLICATE = 0.8  # estimated Jaccard index of 5-word windows
# UTF-8 that was read as windows-1252 or ISO 8859-1, and what a decoder leaves where it gave up. A lone letter such as in "Âge" or
# "Ñandú" is no sign of it: each pattern needs the second byte's character too.
# The second characters are what windows-1252 makes of the bytes 0x80-0xBF.
_CP1252 = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_MOJIBAKE = re.compile(f"[ÃÂ][{_CP1252}]|â€[{_CP1252}]|\ufffd")
_UNREADABLE = {
    (Severity.ERROR, "empty-gold"),
    (Severity.ERROR, "gold-off-page"),
    (Severity.WARNING, "too-deep"),
}  # nothing to hold against the page line by line
_PAGE_MOJIBAKE = 5  # in one page; fewer may be the site's own


def check(
    corpus: Corpus, progress: Callable[[int], None] | None = None, outputs: Mapping[str, Mapping[str, str]] | None = None
) -> list[AuditFinding]:
    """Return all findings, errors first; ``progress`` is told after each page how many are done.

    ``outputs`` maps page ids to adapter -> text of a run over these pages, for what only extractors can tell.
    """
    findings: list[AuditFinding] = []
    labelled: dict[str, tuple[LabelledBlock, ...]] = {}
    with_roles = any(block.role != "paragraph" for gold in corpus.gold.values() for block in gold.blocks or ())
    for done, page in enumerate(corpus.pages, 1):
        gold = corpus.gold.get(page.id)
        if gold is not None:
            alone = list(_page_findings(page, gold))
            findings += alone
            if gold.blocks and not gold.draft and not _UNREADABLE & {(item.severity, item.code) for item in alone}:
                made, labelled[page.id] = against_page(page, gold, (outputs or {}).get(page.id, {}), with_roles=with_roles)
                findings += made
        elif page.id in corpus.faults:
            findings.append(_fault(page.id, corpus.faults[page.id]))
        elif corpus.gold:
            findings.append(AuditFinding(Severity.ERROR, "no-gold", page.id, "no gold file or entry"))
        if progress is not None:
            progress(done)
    findings.extend(_duplicates(corpus))
    findings.extend(_orphan(file, corpus) for file, fault in corpus.faults.items() if not fault)
    findings += _odd_labels(
        corpus, labelled, {(finding.page_id, finding.where) for finding in findings if finding.code == "labelled-both-ways"}
    )
    order = list(Severity)
    return sorted(findings, key=lambda item: (order.index(item.severity), item.code, item.page_id, item.detail))


def settled(corpus: Corpus, findings: Iterable[AuditFinding]) -> tuple[list[AuditFinding], list[AuditFinding]]:
    """Return what is to be looked at, and what a reader looked at and let stand: never an error."""
    parts: tuple[list[AuditFinding], list[AuditFinding]] = [], []
    for finding in findings:
        parts[finding.severity is not Severity.ERROR and finding.code in corpus.settled.get(finding.page_id, ())].append(finding)
    return parts


def _fault(page_id: str, fault: Sequence[str]) -> AuditFinding:
    """Return the finding of a gold file that cannot be read: its error, the place apart."""
    what, *mend = fault
    placed = re.fullmatch(r"(?s)(.*?:\d+): (.*)", what)
    where, detail = (placed[1], placed[2]) if placed else ("", what)
    return AuditFinding(Severity.ERROR, "unreadable-gold", page_id, detail, where, "; ".join(filter(None, mend)))


def _orphan(file: str, corpus: Corpus) -> AuditFinding:
    """Return the finding of a gold file of no page, with the page it may be meant for."""
    name = file.removeprefix("gold/").removesuffix(".txt")
    ids = {page.id for page in corpus.pages}
    meant = next((start for cut in range(len(name), 0, -1) if (start := name[:cut]) in ids), "")
    expected = f"gold/{meant}.txt" if meant else "the name of a page in pages.toml, or no such file"
    return AuditFinding(Severity.WARNING, "orphan-gold", name, f"{file} is gold of no page", file, expected)


def _odd_labels(corpus: Corpus, labelled: Mapping[str, tuple[LabelledBlock, ...]], known: set[tuple[str, str]]) -> Iterator[AuditFinding]:
    """Yield blocks that are labelled unlike their device on other pages, but those that are ``known``."""
    for page, block, why in odd_in_corpus(labelled):
        finding = odd_label(corpus.gold[page], block, why)
        if not finding.where or (page, finding.where) not in known:
            yield finding


def exit_code(findings: Iterable[AuditFinding]) -> int:
    """Return 1 where there is an error, else 0."""
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _page_findings(page: Page, gold: Gold) -> Iterator[AuditFinding]:
    """Yield what is wrong with one page and its gold, each alone."""
    if gold.draft:
        first = "clean it by" if presence.squeeze(gold.text) else "it has no words, for extractors agree on none: write it by"
        yield AuditFinding(Severity.WARNING, "draft", page.id, f"{first} reading the page, then delete the [draft] paragraph")
    if gold.blocks is not None:
        yield from gold_findings(page.id, gold)
    for device in not_shown(page, gold):
        where, expected = f"pages.toml:{page.id}", "devices without it, or a page that has it"
        yield AuditFinding(Severity.NOTE, "device-not-there", page.id, device, where, expected)
    broken = len(_MOJIBAKE.findall(decode(page.content, page.encoding, page.kind)))
    if broken >= _PAGE_MOJIBAKE:
        yield AuditFinding(Severity.WARNING, "mojibake-page", page.id, f"{broken} broken characters")
    if too_deep(page):
        detail = "its elements stand deeper in one another than the parser goes, so the gold cannot be held against it"
        yield AuditFinding(Severity.WARNING, "too-deep", page.id, detail)
        return
    squeezed = presence.squeeze(presence.page_text(page))
    for code, segments in (("must-have-off-page", gold.must_have), ("must-not-off-page", gold.must_not)):
        off_page = [segment for segment in segments if presence.squeeze(segment) not in squeezed]
        yield from (AuditFinding(Severity.WARNING, code, page.id, short(segment)) for segment in off_page)
    if gold.blocks:
        share, missing = presence.share_on_page(gold.blocks, squeezed)
        if share < OFF_PAGE_WARNING:
            severity = Severity.ERROR if share < OFF_PAGE_ERROR else Severity.WARNING
            yield AuditFinding(severity, "gold-off-page", page.id, f"{share:.0%} of the gold is on the page; missing: {short(missing)}")


def gold_findings(key: str, gold: Gold) -> Iterator[AuditFinding]:
    """Yield what the gold alone shows."""
    text = gold.text
    if not presence.squeeze(text):
        if gold.blank:
            yield AuditFinding(Severity.NOTE, "blank-gold", key, "right only if the page has no content at all")
        elif not gold.draft:
            yield AuditFinding(Severity.ERROR, "empty-gold", key, "no words: clean it, or write [empty] where the page has no content")
        return
    lower, plain = text.lower(), " ".join(text.casefold().split())
    for segment in gold.must_not:
        if segment.lower() in lower:
            yield AuditFinding(Severity.ERROR, "must-not-in-gold", key, short(segment))
    squeezed = presence.squeeze(text)
    for segment in gold.must_have:
        if " ".join(segment.casefold().split()) not in plain and presence.squeeze(segment) not in squeezed:
            yield AuditFinding(Severity.ERROR, "must-have-missing", key, short(segment))
    if broken := _MOJIBAKE.search(text):
        yield AuditFinding(Severity.ERROR, "mojibake-gold", key, short(text[max(0, broken.start() - 20) : broken.end() + 20]))


def _duplicates(corpus: Corpus) -> Iterator[AuditFinding]:
    """Yield pages that stand twice, golds that stand twice, and golds that are nearly the same."""
    golds = {key: gold.text for key, gold in corpus.gold.items() if gold.blocks and presence.squeeze(gold.text)}
    yield from _same({page.id: page.sha256 for page in corpus.pages}, "duplicate-page")
    same_gold = list(_same({key: presence.squeeze(text) for key, text in golds.items()}, "duplicate-gold"))
    yield from same_gold
    reported = {finding.page_id for finding in same_gold}
    sketches = {key: similarity.sketch(text) for key, text in golds.items() if key not in reported}
    for share, one, two in similarity.alike(sketches, NEAR_DUPLICATE):
        yield AuditFinding(Severity.WARNING, "near-duplicate", one, f"{share:.0%} like {two}")


def _same(values: Mapping[str, str], code: str) -> Iterator[AuditFinding]:
    first: dict[str, str] = {}
    for key in sorted(values):
        known = first.setdefault(values[key], key)
        if known != key:
            yield AuditFinding(Severity.ERROR, code, key, f"same as {known}")


def suspects(corpus: Corpus, outputs: Mapping[str, Mapping[str, str]], least: float = 0.25) -> list[AuditFinding]:
    """Return pages whose gold all extractors contradict while they agree, most suspicious first.

    ``outputs`` maps page ids to adapter -> text (no floors, no failures). Suspicion = mean F1 between extractors - best F1 with gold,
    over bags of words; drafts, pages with fewer than three outputs, and those below ``least`` are left out.
    """
    scored: list[tuple[float, AuditFinding]] = []
    for key in sorted(outputs):
        gold = corpus.gold.get(key)
        texts = [outputs[key][name] for name in sorted(outputs[key])]
        if gold is None or gold.blocks is None or gold.draft or len(texts) < 3:
            continue
        bags = [Counter(presence.words(text)) for text in texts]
        pairs = [similarity.overlap(one, two) for one, two in combinations(bags, 2)]
        agreement = sum(pairs) / len(pairs)
        best = max(similarity.overlap(Counter(presence.words(gold.text)), bag) for bag in bags)
        if agreement - best >= least:
            detail = f"extractors agree at F1 {agreement:.2f}, the best has {best:.2f} with the gold"
            scored.append((agreement - best, AuditFinding(Severity.WARNING, "suspect", key, detail)))
    return [finding for _, finding in sorted(scored, key=lambda item: (-item[0], item[1].page_id))]
