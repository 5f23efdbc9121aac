"""breadability: a readability port that annotates paragraphs."""


def extract(page: str) -> str:
    """Return the annotated paragraphs of the main text, a line each."""
    from breadability.readable import Article

    return "\n".join(" ".join(text for text, _ in paragraph) for paragraph in Article(page).main_text)
