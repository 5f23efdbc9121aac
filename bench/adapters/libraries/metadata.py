"""Title, author and date by the libraries that find them: one JSON object, "" where there is none of them."""


def stated(**fields: object) -> str:
    """Return the fields that are no blank as JSON."""
    import json

    kept = {name: str(value) for name, value in fields.items() if value and str(value).strip()}
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def trafilatura(page: str) -> str:
    """Return what ``trafilatura.extract_metadata`` finds."""
    from trafilatura import extract_metadata

    found = extract_metadata(page)
    return stated(title=found.title, author=found.author, date=found.date) if found else ""


def readability(page: str) -> str:
    """Return the title by readability-lxml, which calls a missing one ``[no-title]``."""
    import readability

    return stated(title=readability.Document(page).title().removeprefix("[no-title]"))


def goose(page: bytes) -> str:
    """Return what goose3 finds."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as made:
        found = made.extract(raw_html=page)
        return stated(title=found.title, author=", ".join(found.authors), date=found.publish_date)


def htmldate(page: str) -> str:
    """Return the original date by htmldate, which finds nothing else."""
    from htmldate import find_date

    return stated(date=find_date(page, original_date=True))
