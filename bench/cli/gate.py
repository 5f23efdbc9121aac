"""Verbs of the group ``gate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
