"""go-readability: Mozilla's Readability in Go, as the Python package pygoreadability brings it."""

_ADDRESS = "https://page.invalid/"  # links are resolved against it; nothing is fetched


def extract(page: str) -> str:
    """Return the readable part as text; raises on pages whose dates it cannot read."""
    from importlib import import_module

    library = import_module("pygoreadability")  # by name, so no fork server loads it: threads of Go do not live through a fork
    text: str = library.from_string(page, _ADDRESS).content_text or ""
    return text
