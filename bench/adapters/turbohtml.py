"""turbohtml: the main content of a page by a native parser."""

from __future__ import annotations


def extract(page: str) -> str:
    """Return the text of ``main_content()`` laid out in blocks, "" where it finds none.

    Its ``.text`` glues blocks together.
    """
    import turbohtml

    main = turbohtml.parse(page).main_content()
    return main.to_text() if main is not None else ""
