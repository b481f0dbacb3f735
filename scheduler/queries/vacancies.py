"""Vacancies: how many seats of visits are free, read at once for a whole list of them.

What a page says before anybody registers; whoever registers is told by the seats themselves,
under the visit's lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import Registration
from scheduler.models.registration import LIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Event


@dataclass(frozen=True)
class Vacancy:
    """The seats of one visit at one moment."""

    capacity: int | None
    taken: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """How many seats a newcomer can still get; None without a limit, none past a line."""
        if self.capacity is None:
            return None
        return 0 if self.waiting else max(self.capacity - self.taken, 0)


def vacancies(events: Sequence[Event]) -> dict[int, Vacancy]:
    """Return the vacancy of each visit, by the event's number."""
    waits = sa.case((Registration.status == "waitlisted", 1), else_=0)
    rows = db.session.execute(
        sa.select(
            Registration.event_id,
            sa.func.sum(Registration.party * (1 - waits)),
            sa.func.sum(waits),
        )
        .where(
            Registration.event_id.in_([event.id for event in events]),
            Registration.status.in_(LIVE),
        )
        .group_by(Registration.event_id)
    ).all()
    held = {number: (int(taken), int(waiting)) for number, taken, waiting in rows}
    return {event.id: Vacancy(event.capacity, *held.get(event.id, (0, 0))) for event in events}
