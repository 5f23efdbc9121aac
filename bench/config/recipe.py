"""What an environment is to hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Requirements as pip takes them, on a Python of this version (``3.12``), "" for the one we run in."""

    requirements: tuple[str, ...] = ()
    python: str = ""
