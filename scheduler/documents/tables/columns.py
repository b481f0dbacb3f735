"""Columns: what each of them may hold, and what it probably does by the name above it.

Decides the names that are known, in every language of the program and as other programs write
them. A text is in one language: the one that its header names, else the one that its letters are
of. What was guessed is shown to whoever sent the table, and theirs to change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.documents.tables.values import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.documents.tables.values import Table

LABELS = {
    "uid": i18n.lazy("UID"),
    "title": i18n.lazy("Title"),
    "start": i18n.lazy("Start date"),
    "start_time": i18n.lazy("Start time"),
    "end": i18n.lazy("End date"),
    "end_time": i18n.lazy("End time"),
    "zone": i18n.lazy("City or time zone"),
    "venue": i18n.lazy("Place"),
    "description": i18n.lazy("Description"),
    "online_url": i18n.lazy("Link for joining"),
    "categories": i18n.lazy("Categories"),
}
TEXTS = ("title", "venue", "description")
"""What there is a column of for each language."""
ALSO = {
    "uid": "id идентификатор",
    "title": "subject summary name event topic заглавие тема име събитие наименование",
    "start": "start date begin begins from dtstart start_date начало дата от",
    "start_time": "time hour start_time begin_time час часа начало_час часове начален_час",
    "end": "end to until dtend end_date край до крайна_дата",
    "end_time": "end_time край_час краен_час",
    "zone": "zone timezone time_zone city tzid зона часова_зона град",
    "venue": "location venue room address място локация зала адрес",
    "description": "details notes body comment описание бележки подробности",
    "online_url": "link url meeting_link join conference web връзка линк",
    "categories": "category theme themes topics kind категория категории тема_област теми вид",
}
LANGUAGES = {
    "bg": "bg bul bulgarian български бг",
    "en": "en eng english английски",
    "ko": "ko kor korean корейски 한국어",
}
_DATES = ("start", "end")
_HOUR = re.compile(r"\s*\d{1,2}(?:[:.]\d{2}){1,2}(?:\s*ч\.?)?\s*")
_LETTERS = {"bg": re.compile("[А-я]"), "ko": re.compile("[가-힣]")}
_SAMPLES = 3
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it is shown to whoever says what it is."""

    number: int
    """From 0."""
    header: str
    samples: tuple[str, ...]


def columns(table: Table) -> list[Column]:
    """Return the columns of a table with the first of what stands in each."""
    return [
        Column(number, header, tuple(words(row.cells[number]) for row in table.rows[:_SAMPLES]))
        for number, header in enumerate(table.header)
    ]


def targets(languages: Sequence[str]) -> list[str]:
    """Return all that a column may be, texts once a language: "title.bg", "start" ..."""
    return [each for name in LABELS for each in _in_languages(name, languages)]


def label(target: str) -> str:
    """Return what such a column is called, in the current language: „Заглавие (английски)“."""
    name, _, code = target.partition(".")
    said = i18n.gettext(LABELS[name])
    return f"{said} ({i18n.language_words(code)})" if code else said


def guess(table: Table, languages: Sequence[str]) -> list[str]:
    """Return what each column probably is, "" for one that says nothing; nothing twice."""
    found: list[str] = []
    for number, header in enumerate(table.header):
        cells = [cell for cell in _cells(table, number) if cell.strip()]
        target = _guess(header, "".join(cells), languages)
        if target in _DATES and cells and all(map(_HOUR.fullmatch, cells)):
            target = f"{target}_time"  # „Начало“ beside „Дата“ is an hour
        found.append("" if target in found else target)
    return found


def _guess(header: str, content: str, languages: Sequence[str]) -> str:
    spelt = re.findall(r"\w+", header.casefold().replace("_", " "))
    named = next((code for code, names in LANGUAGES.items() if set(spelt) & {*names.split()}), "")
    rest = [word for word in spelt if word not in LANGUAGES.get(named, "").split()]
    name = _known().get("_".join(rest), "")
    if name not in TEXTS:
        return name
    code = named or next((c for c, used in _LETTERS.items() if used.search(content)), i18n.SOURCE)
    return f"{name}.{code if code in languages else languages[0]}"


def _cells(table: Table, number: int) -> Iterator[str]:
    return (words(row.cells[number]) for row in table.rows[:_LOOKED_AT])


@cache
def _known() -> dict[str, str]:
    """Return what each known name means, its words joined by underlines."""
    found = {name: target for target, names in ALSO.items() for name in names.split()}
    for language in i18n.languages():
        with i18n.speaking(language):
            for target, said in LABELS.items():
                spelt = re.findall(r"\w+", i18n.gettext(said).casefold())
                found["_".join(spelt)] = target
    return found


def _in_languages(name: str, languages: Sequence[str]) -> list[str]:
    return [f"{name}.{code}" for code in languages] if name in TEXTS else [name]
