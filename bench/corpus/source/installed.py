"""Where the corpora that come with this package lie: inside it in a wheel, beside it in a checkout."""

from pathlib import Path


def data_root(folder: str) -> Path:
    """Return a folder such as ``seeds`` or ``gold``: ``bench/data`` has it in a wheel, else the checkout."""
    package = Path(__file__).resolve().parents[2]
    packaged = package / "data" / folder
    return packaged if packaged.is_dir() else package.parent / folder
