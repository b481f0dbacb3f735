"""The demo's data files: where they lie and how they are read. Decides nothing about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
FOLDER = Path(__file__).parent


def read(name: str) -> Row:
    """Return everything in that file: its own words about itself, and its rows by their name."""
    found: Row = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def rows(name: str, key: str | None = None) -> list[Row]:
    """Return the rows of a file; they stand under its name unless `key` says otherwise."""
    found: list[Row] = read(name)[key or name]
    return found
