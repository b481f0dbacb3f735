"""What a page says of a series besides its next date: all its dates, and its other parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.actions import policy
from scheduler.queries import series, splits
from scheduler.web.door import me

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Event
    from scheduler.queries.series import Dates


@dataclass(frozen=True)
class Meetings:
    """The meetings of one series, and the series beside it, as far as the reader may see them."""

    dates: Dates
    earlier: Event | None
    later: list[Event]


def meetings_of(event: Event, now: datetime) -> Meetings | None:
    """Return all that is said of a series; None of a single event that was never part of one."""
    earlier = splits.find_earlier(event)
    if not event.repeats and earlier is None:
        return None
    return Meetings(
        dates=series.dates(event, now),
        earlier=earlier if earlier and policy.may(me(), "event.see", earlier) else None,
        later=[each for each in splits.later(event) if policy.may(me(), "event.see", each)],
    )
