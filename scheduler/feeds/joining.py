"""The bytes of a feed: its head, the zones that its entries name, and the entries joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.documents import ical
from scheduler.queries import feeding, naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def joined(head: ical.Calendar, texts: Iterable[Sequence[feeding.Stored]]) -> list[bytes]:
    """Return a feed as a few large pieces of bytes, the blanks in its texts filled in."""
    filling = naming.Filling()
    zones: set[str] = set()
    bodies: list[bytes] = []
    for some in texts:
        zones.update([text.zones for text in some])
        bodies.append(ical.fill(b"".join([text.body for text in some]), filling))
    return [ical.opening(head, feeding.spans(zones)), *bodies, ical.END]
