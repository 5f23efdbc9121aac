"""turbohtml: the main content of a page by a native parser."""


def extract(page: str) -> str:
    """Return ``main_content()`` laid out in blocks, which ``.text`` glues; "" where it finds none."""
    import turbohtml

    main = turbohtml.parse(page).main_content()
    return main.to_text() if main is not None else ""
