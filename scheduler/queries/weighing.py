"""How large a feed is, weighed as it would go out: names and addresses filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.documents import ical
from scheduler.queries import feeding, naming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Programme
    from scheduler.queries.agenda import Filters

HEAD = 2000
"""Octets that stand above the events, about: the calendar's name, two zones."""


def octets(
    programme: Programme,
    filters: Filters,
    window: feeding.Window,
    order: Sequence[str],
    *,
    items: bool,
    most: int,
) -> int:
    """Return about how many octets that feed has; beyond `most` only that there are more.

    `filters` come without a time, which is the window's matter; `items` adds visits' stops.
    """
    total, filling = HEAD, naming.Filling()
    for some in feeding.public(programme.id, filters, window, order, items=items):
        total += len(ical.fill(b"".join(text.body for text in some), filling))
        if total > most:
            return total
    return total
