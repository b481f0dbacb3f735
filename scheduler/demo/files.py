"""Folders of data files, the demo's own first: how they are read. Decides nothing about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
FOLDER = Path(__file__).parent


def read(name: str, folder: Path = FOLDER) -> Row:
    """Return everything in that file: its own words about itself, and its rows by their name.

    Raises OSError, and ValueError for what is not UTF-8, not JSON or not an object.
    """
    found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8-sig"))
    if not isinstance(found, dict):
        msg = "an object in braces is expected"
        raise ValueError(msg)  # noqa: TRY004 - like everything else that is wrong with a file
    return found


def rows(name: str, key: str | None = None) -> list[Row]:
    """Return the rows of a file; they stand under its name unless `key` says otherwise."""
    found: list[Row] = read(name)[key or name]
    return found
