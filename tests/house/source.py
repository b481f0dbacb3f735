"""The project's own files, read and parsed once, for the rules that look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path as a reader knows it: "scheduler/core/zones.py"."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """Give every function and method in it, the inner ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Say where that is, as an editor opens it."""
        return f"{self.name}:{node.lineno}"


@cache
def python(*folders: str) -> list[Source]:
    """Return every Python file under those folders (or that file itself)."""
    found = [path for folder in folders for path in _under(ROOT / folder, "*.py")]
    return [Source(path, text := path.read_text(), ast.parse(text)) for path in found]


@cache
def templates() -> dict[str, str]:
    """Return every template by its path from the project's folder."""
    paths = _under(ROOT / "templates", "*")
    return {p.relative_to(ROOT).as_posix(): p.read_text() for p in paths if p.is_file()}


def spoken(name: ast.expr) -> str:
    """Write a dotted name as it stands in the code: "sa.func.now"; "" for what is no name."""
    parts = []
    while isinstance(name, ast.Attribute):
        parts.append(name.attr)
        name = name.value
    return ".".join(reversed([*parts, name.id])) if isinstance(name, ast.Name) else ""


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Give every call of a dotted name in that file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (name := spoken(node.func)):
            yield name, node


def report(rule: str, over: list[str]) -> None:
    """Fail with the rule and everything that breaks it."""
    assert over == [], "\n  ".join([rule, *over])


def _under(path: Path, pattern: str) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob(pattern))
