"""A personal feed of more texts than are read at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from scheduler.actions import scheduling
from scheduler.db import transaction
from tests.feeds.asking import address_of, events
from tests.world import NOW, SESSION, World


def test_an_event_stands_once_in_a_feed_of_any_length(client, world: World) -> None:
    # All but the first have two texts each, with the link to join and without, so that the
    # five hundredth and the next are one event's.
    with transaction():
        for number in range(255):
            start = SESSION.start + timedelta(minutes=number)
            plan = replace(SESSION, start=start, end=start + timedelta(hours=1))
            plan = plan if number else replace(plan, online_url="")
            event = scheduling.draft(world.programme, plan, by=world.elena, now=NOW)
            scheduling.publish(event, by=world.elena, now=NOW)
    shown = events(client, address_of(world.petar))
    counted = Counter(event.text("UID") for event in shown)
    assert (len(counted), set(counted.values())) == (255, {1})
    assert sum("CONFERENCE" in event.names() for event in shown) == 254
