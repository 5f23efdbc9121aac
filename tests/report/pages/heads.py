"""The heads of all columns that the program prints or draws, found by reading its source: nothing here names one."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3] / "bench"
DRAWN = re.compile(r"<th\b[^>]*>((?:<i\b[^>]*>[^<]*</i>)?)([^<{]+)")
LAID_OUT = re.compile(r"heads|columns|tails|EVERY|SUMMARY")  # what the report calls the heads that it lays out


def printed() -> set[str]:
    """Return the heads of the tables of the terminal, as far as they are not data (names of adapters, pages, groups)."""
    return {head for path in sorted((ROOT / "cli").rglob("*.py")) for head in _Module(path).printed()}


def drawn() -> set[str]:
    """Return the heads of the tables of the report."""
    plain = {match[2].strip() for path in (ROOT / "report").rglob("*.html") for match in DRAWN.finditer(path.read_text(encoding="utf-8"))}
    paths = [*(ROOT / "report").glob("*.py"), *(ROOT / "report" / "overviews").glob("*.py")]
    return plain | {head for path in sorted(paths) for head in _Module(path).laid_out()}


class _Module:
    """One module's tree, with where its names come from."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.nodes = list(ast.walk(self.tree))
        self.functions = {node.name: node for node in self.nodes if isinstance(node, ast.FunctionDef)}
        imports = [node for node in self.nodes if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bench")]
        self.imported = {alias.asname or alias.name: (str(node.module), alias.name) for node in imports for alias in node.names}

    def printed(self) -> Iterator[str]:
        """Yield what is given to ``console.table`` first, or stands under "columns" of a part."""
        for node in self.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "table" and node.args:
                yield from self.heads(node.args[0])
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "columns":
                        yield from self.heads(value)

    def laid_out(self) -> Iterator[str]:
        """Yield what is assigned to a name for heads."""
        for node in self.nodes:
            if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and LAID_OUT.fullmatch(to.id) for to in node.targets):
                yield from self.heads(node.value)
            if isinstance(node, ast.Call):
                yield from (head for one in node.keywords if one.arg == "heads" for head in self.heads(one.value))

    def heads(self, node: ast.expr) -> set[str]:
        """Return the texts of an expression: those that stand in it, and those of the names and functions it is made of."""
        found = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        inside = {part for one in ast.walk(node) if isinstance(one, ast.JoinedStr | ast.Subscript) for part in ast.walk(one)}
        found -= {part.value for part in inside if isinstance(part, ast.Constant)}
        for one in ast.walk(node):
            if isinstance(one, ast.Name):
                found |= self._named(one.id)
        return {text for text in found if text.strip()}

    def _named(self, name: str) -> set[str]:
        if name in self.imported:
            module, attribute = self.imported[name]
            held = getattr(import_module(module), attribute, ())
            return {held} if isinstance(held, str) else {one for one in held if isinstance(one, str)} if isinstance(held, tuple) else set()
        if name in self.functions:
            ends = [one.value for one in ast.walk(self.functions[name]) if isinstance(one, ast.Return) and one.value]
            return {head for one in ends if isinstance(one, ast.List | ast.Tuple) for head in self.heads(one)}
        given = [one.value for one in self.nodes if isinstance(one, ast.Assign) and [getattr(to, "id", "") for to in one.targets] == [name]]
        lists = (ast.List, ast.Tuple, ast.BinOp, ast.IfExp)
        return {head for one in given if isinstance(one, lists) for head in self.heads(one)}
