"""The bytes of a feed: its head, the zones that its entries name, and the entries joined."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from scheduler.documents import ical
from scheduler.queries import feeding, naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AT_ONCE = 500
"""Texts whose blanks are filled in together: one by one takes longer, all at once more memory."""


def joined(head: ical.Calendar, texts: Iterable[Sequence[feeding.Stored]]) -> list[bytes]:
    """Return a feed as a few large pieces of bytes, the blanks in its texts filled in."""
    filling = naming.Filling()
    zones: set[str] = set()
    bodies: list[bytes] = []
    every = chain.from_iterable(texts)
    while some := list(islice(every, AT_ONCE)):
        zones.update([text.zones for text in some])
        bodies.append(ical.fill(b"".join([text.body for text in some]), filling))
    return [ical.opening(head, feeding.spans(zones)), *bodies, ical.END]
