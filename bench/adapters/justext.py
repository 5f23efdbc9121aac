"""jusText: paragraphs classified by length, link density and stop words; the caller picks the stop words."""

from __future__ import annotations


def extract(page: str, *, stoplist: str, **thresholds: float) -> str:
    """Return the paragraphs that are not boilerplate, a line each.

    ``stoplist`` is a name of jusText's own lists, or "" for none: then ``stopwords_low`` and ``stopwords_high`` must
    be 0, else every paragraph is boilerplate. ``thresholds`` go to ``justext.justext``.
    """
    import justext

    words = justext.get_stoplist(stoplist) if stoplist else frozenset()
    paragraphs = justext.justext(page, words, **thresholds)
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)
