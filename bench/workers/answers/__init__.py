"""What stands between the wire and extractors that know nothing of it, or that answer with HTML."""

import re

_BLOCK = "address|article|blockquote|body|div|dl|figure|h[1-6]|html|li|main|ol|p|pre|section|table|td|tr|ul"
_TAG = re.compile(rf"<(/?)({_BLOCK})(?=[\s>])", re.IGNORECASE)
_ENOUGH = 20_000  # characters of a text that are looked at


def looks_like_html(text: str) -> bool:
    """Whether a text opens and closes a block element, as the answer of an adapter that returns HTML does."""
    opened: set[str] = set()
    for tag in _TAG.finditer(text[:_ENOUGH]):
        name = tag[2].lower()
        if tag[1] and name in opened:
            return True
        opened |= {name} if not tag[1] else set()
    return False
