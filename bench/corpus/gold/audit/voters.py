"""Gold against extractors: required blocks that none of them returns, and passages that all of them return."""

from collections.abc import Iterator, Mapping, Sequence

from bench.corpus.gold.audit.gaps import ENDS, Kept
from bench.corpus.gold.audit.intrusions import reads_as_content
from bench.corpus.gold.audit.placement import visible
from bench.corpus.gold.presence import squeeze

_LEAST_VOTERS = 3  # two that agree prove nothing
_LEAST = 40  # visible characters of a text that extractors judge alike; shorter ones many drop on principle


def votes(outputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the letters and digits of each output that has any; none where fewer than three have."""
    made = tuple(key for name in sorted(outputs) if (key := squeeze(outputs[name])))
    return made if len(made) >= _LEAST_VOTERS else ()


def dropped_by_all(kept: Kept, voters: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (block, why) for required paragraphs, alone of their kind, that no extractor returns."""
    placement = kept.placement
    for number, line in enumerate(placement.lines):
        block = placement.blocks[line.block]
        if not voters or block.optional or block.role != "paragraph" or placement.placed[number] < 0 or not _judged(line.text):
            continue
        passage = placement.passages_of(number)[0]
        others = kept.passages_but(line.block)
        alike = sum(kept.passages[other].chain == kept.passages[passage].chain for other in others)
        amid = passage - 1 in others and passage + 1 in others
        if (
            others
            and alike <= 1
            and not amid
            and not reads_as_content(kept, block.text)
            and not any(squeeze(line.text) in voter for voter in voters)
        ):
            yield line.block, f"none of {len(voters)} extractors returns it"


def kept_by_all(kept: Kept, voters: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (passage, why) for passages amid kept ones that every extractor returns."""
    for number in kept.spare:
        text = kept.passages[number].text
        amid = number - 1 in kept.claims and number + 1 in kept.claims
        if voters and amid and _judged(text) and text.rstrip().endswith(ENDS) and all(squeeze(text) in voter for voter in voters):
            yield number, f"all {len(voters)} extractors return it"


def _judged(text: str) -> bool:
    return len(visible(text)) >= _LEAST
