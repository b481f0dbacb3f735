"""Feeds are asked for on a Monday morning that stays; the window depends on the day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import NOW


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
