"""Into which narrower calendars a large one parts: by city, by theme, by kind, with their counts.

Counts what the larger one holds; a filter that names one value already is as narrow as it gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import City, Event, EventCity, EventTheme, Theme
from scheduler.queries import agenda

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Programme

MOST = 12
"""The largest of many; all the others are among the filters themselves."""


@dataclass(frozen=True)
class Narrower:
    """One filter more, and how many events are left with it."""

    name: str
    """city, theme or kind."""
    value: str
    count: int


def parts(programme: Programme, filters: agenda.Filters) -> list[Narrower]:
    """Return the narrower calendars of a larger one, by filter, the largest first."""
    held = sa.select(Event.id).where(
        Event.programme_id == programme.id, Event.is_public, *agenda.conditions(filters)
    )
    count = sa.func.count()
    city = sa.select(City.slug, count).join(EventCity)
    city = city.where(EventCity.event_id.in_(held), City.zone.is_not(None))
    theme = sa.select(Theme.slug, count).join(EventTheme).where(EventTheme.event_id.in_(held))
    kind = sa.select(Event.kind, count).where(Event.id.in_(held))
    return [
        *_most("city", city.group_by(City.slug), filters.cities),
        *_most("theme", theme.group_by(Theme.slug), filters.themes),
        *_most("kind", kind.group_by(Event.kind), filters.kinds),
    ]


def _most(name: str, query: sa.Select[str, int], chosen: Sequence[str]) -> list[Narrower]:
    """Return the largest parts by one filter, of those that are chosen where any are."""
    if len(chosen) == 1:
        return []
    found = [Narrower(name, value, count) for value, count in db.session.execute(query)]
    kept = [part for part in found if part.value in chosen or not chosen]
    return sorted(kept, key=lambda part: (-part.count, part.value))[:MOST]
