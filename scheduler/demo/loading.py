"""Loading the demo: everything at once into a house where it is not yet, or nothing at all.

Decides when there is nothing to do: as soon as the demo's first programme is there, whatever
has been made of it since. Runs inside the transaction that an edge opened. Writes to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.actions import founding
from scheduler.db import db
from scheduler.demo import facts, season
from scheduler.demo.files import read, rows
from scheduler.models import Programme
from scheduler.queries.people import get_by_email
from scheduler.queries.programmes import get_programme

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Loaded:
    """How much was loaded."""

    programmes: int
    cities: int
    past_events: int
    made_up_events: int
    people: int


def load(*, now: datetime) -> Loaded | None:
    """Load the demo programme; None, and nothing changed, where it is loaded already."""
    stage_name = read("season")["programme"]
    if db.session.scalar(sa.select(Programme.id).where(Programme.slug == stage_name)):
        return None
    founding.found({name: read(name) for name in founding.FILES}, now=now)
    programmes = {row["slug"]: get_programme(row["slug"]) for row in rows("programmes")}
    past = facts.add_past_events(programmes, now=now)
    people = {row["key"]: get_by_email(row["email"]) for row in rows("people")}
    made_up = season.add_events(season.Stage(programmes[stage_name], people, now))
    return Loaded(
        programmes=len(programmes),
        cities=len(rows("cities")),
        past_events=sum(past.values()),
        made_up_events=made_up,
        people=len(people),
    )


def guests() -> dict[str, str]:
    """Return the address of one made-up person for each role that a visitor may try.

    Keys: organizer_sofia, organizer_seoul, delegate, participant, admin; in that order.
    """
    return {row["shown_as"]: row["email"] for row in rows("people") if "shown_as" in row}
