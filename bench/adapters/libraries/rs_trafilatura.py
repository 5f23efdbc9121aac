"""rs-trafilatura: a Rust port of trafilatura with models of page types, under two Python names."""


def extract(page: str) -> str:
    """Return the main content as text."""
    import rs_trafilatura

    text: str = rs_trafilatura.extract(page).main_content
    return text


def markdown(page: str) -> str:
    """Return the main content as Markdown."""
    import rs_trafilatura

    text: str = rs_trafilatura.extract(page, include_links=True, output_markdown=True).content_markdown or ""
    return text


def trafipy(page: str, *, favor_recall: bool) -> str:
    """Return the main content as text, by the same Rust library in trafipy's settings."""
    import trafipy as library

    text: str = library.extract(page, favor_recall=favor_recall).text or ""
    return text
