"""goose3: article text by stop-word scoring; takes bytes, for it decodes by the page's declaration."""


def extract(page: bytes) -> str:
    """Return the cleaned text; raises on an empty or comment-only page. Image fetching is off."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        return goose.extract(raw_html=page).cleaned_text or ""
