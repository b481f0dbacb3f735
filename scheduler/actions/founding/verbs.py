"""The verb of whoever runs the installation: make what the files name and is not there yet.

Decides the order (themes, cities, programmes, people) and that a second time changes nothing.
Asks no policy: it is reached from the command line alone. Writes to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import errors
from scheduler.actions.founding import members, places
from scheduler.db import db
from scheduler.models import City, Programme, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from scheduler.actions.founding.entries import Entry

FILES = ("themes", "cities", "programmes", "people")
SHARED = ("programme",)
"""What a row takes from its file where it does not say it itself."""


@dataclass(frozen=True)
class Founded:
    """How many were made; `joined` cities became part of a programme, `roles` were given."""

    themes: int = 0
    cities: int = 0
    programmes: int = 0
    joined: int = 0
    people: int = 0
    roles: int = 0


def found(files: Mapping[str, Entry], *, now: datetime) -> Founded:
    """Make what the files name and is missing; EntryInvalid names the file and the entry.

    `files` are by name ("themes", "cities", "programmes", "people"; any may be missing), each
    with its rows under its own name, and beside them what holds for all of them.
    """
    themes = {row.slug: row for row in db.session.scalars(sa.select(Theme))}
    cities = {row.slug: row for row in db.session.scalars(sa.select(City))}
    programmes = {row.slug: row for row in db.session.scalars(sa.select(Programme))}
    usual = files.get("cities", {})
    return Founded(
        themes=_each(files, "themes", lambda row: places.theme(row, themes)),
        cities=_each(files, "cities", lambda row: places.city(row, cities, usual)),
        programmes=_each(
            files, "programmes", lambda row: places.programme(row, programmes, themes, now=now)
        ),
        joined=_each(
            files, "cities", lambda row: places.join(row, cities[row["slug"]], programmes)
        ),
        people=_each(files, "people", lambda row: members.person(row, programmes, now=now)),
        roles=_each(files, "people", lambda row: members.roles(row, programmes, now=now)),
    )


def _each(files: Mapping[str, Entry], name: str, make: Callable[[Entry], int]) -> int:
    """Return how many were made of the rows of a file; a refusal names the row."""
    file = files.get(name, {name: []})
    rows, shared = file.get(name), {k: v for k, v in file.items() if k in SHARED}
    if not isinstance(rows, list):
        raise errors.EntryInvalid(file=f"{name}.json", entry=name, why=errors.Missing().message)
    made = 0
    for number, row in enumerate(rows, start=1):
        try:
            if not isinstance(row, dict):
                raise errors.Invalid
            made += make(shared | row)
        except errors.Refusal as refusal:
            raise _named(refusal, f"{name}.json", row, number) from refusal
    db.session.flush()
    return made


def _named(refusal: errors.Refusal, file: str, row: object, number: int) -> errors.EntryInvalid:
    first = refusal.refusals[0] if isinstance(refusal, errors.Several) else refusal
    called = row.get("slug") or row.get("email") if isinstance(row, dict) else None
    why = f"{first.field}: {first.message}" if first.field else first.message
    return errors.EntryInvalid(
        file=file, entry=called if isinstance(called, str) else number, why=why
    )
