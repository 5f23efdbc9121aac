"""What Python source names: modules it may import and files it may read; nothing is run."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bench.environments.trees import FileEntry

_MODULE = re.compile(r"[A-Za-z_]\w*(\.\w+)*")
_LONGEST = 1000  # characters of a string that may be the name of a module or a file
FOR_PEOPLE = (".md", ".rst")
_NO_FILES = ("/dev/", "/proc/", "/sys/", "//")


def of_source(source: bytes | str, folder: Path) -> tuple[set[str], set[str]]:
    """Return (top-level modules, paths of files) that a source in ``folder`` names.

    One that cannot be parsed names nothing.
    A string counts as a module where it is spelt like one, and as a file where it is an absolute path, one that leads out of ``folder``, or
    names text that is otherwise taken to be for people.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a user wrote: "\\d" in a plain string
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()
    modules, files = set[str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST:
            text = node.value
            if _MODULE.fullmatch(text):
                modules.add(text.partition(".")[0])
            if (text.startswith(("/", "../")) or text.endswith(FOR_PEOPLE)) and text.isprintable() and not text.startswith(_NO_FILES):
                files.add(str(folder / text))
    return modules, files


def of_entries(listed: Iterable[FileEntry]) -> tuple[list[str], list[str]]:
    """Return (modules, paths) that the Python files among ``listed`` name, sorted."""
    modules, files = set[str](), set[str]()
    for entry in listed:
        if source := _python(entry):
            more = of_source(source, entry.path.parent)
            modules |= more[0]
            files |= more[1]
    return sorted(modules), sorted(files)


def _python(entry: FileEntry) -> bytes:
    """Return the source of a file that is Python by its name or its first line, b"" of any other."""
    named = entry.name.endswith((".py", ".pyw", ".pyx"))
    if not entry.is_file or not (named or "." not in entry.path.name):
        return b""
    with entry.path.open("rb") as file:
        first = file.readline(200)
        return first + file.read() if named or (first.startswith(b"#!") and b"python" in first) else b""
