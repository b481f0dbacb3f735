"""The table to fill in: a header with the names that are known, and one row as an example."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.documents.tables.columns import label, targets

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLE = {
    "uid": "example-1",
    "start": "10.3.2027",
    "start_time": "10:00",
    "end": "10.3.2027",
    "end_time": "11:30",
    "zone": "Europe/Sofia",
    "online_url": "https://example.org/meeting",
}
SEMICOLON = ("bg",)
"""Where Excel puts a semicolon between cells, because a comma stands in numbers."""


def template(languages: Sequence[str]) -> bytes:
    """Return a CSV file with a column for each field, as Excel in the current language opens it."""
    names = targets(languages)
    text = io.StringIO(newline="")
    delimiter = ";" if i18n.locale() in SEMICOLON else ","
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([label(name) for name in names])
    writer.writerow([_example(name) for name in names])
    return text.getvalue().encode("utf-8-sig")


def _example(target: str) -> str:
    name, _, code = target.partition(".")
    if name != "title":
        return EXAMPLE.get(name, "")
    with i18n.speaking(code):
        return i18n.gettext("Example: a talk")
