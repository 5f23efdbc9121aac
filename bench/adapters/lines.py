"""Line rules for text dumps: what corpus builders run where there is no markup left to read."""

ENDS = (".", "!", "?", '"', "”", "。", "！", "？", "؟", "।")  # C4's four, and the same marks of other scripts
POLICY = ("javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
BULLETS = ("•", "‣", "▪", "●", "◦", "-", "*", "·")
WORDS = 5


def quality(page: str) -> str:
    """Keep the lines that pass the published line rules.

    C4 (Raffel et al. 2020, section 2.2): a line ends in terminal punctuation, has at least five words, names neither JavaScript
    nor a policy. Gopher (Rae et al. 2021, A1.1): bullet lines and lines that end in an ellipsis are signs of boilerplate.
    """
    return "\n".join(line for line in page.splitlines() if _passes(line.strip()))


def _passes(line: str) -> bool:
    """Whether one stripped line passes every rule; unspaced scripts count characters, not words."""
    long_enough = len(line.split()) >= WORDS or (len(line) >= 4 * WORDS and not line.isascii())
    shown = line.endswith(ENDS) and not line.endswith(("...", "…")) and not line.startswith(BULLETS)
    return long_enough and shown and not any(mark in line.lower() for mark in POLICY)


def deduplicated(page: str) -> str:
    """Keep the first of every line that stands more than once on the page; blank lines stay."""
    lines = [line.strip() for line in page.splitlines()]
    first = {line: at for at, line in reversed([*enumerate(lines)])}
    return "\n".join(line for at, line in enumerate(lines) if not line or first[line] == at)
