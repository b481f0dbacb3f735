"""What the tests of pages may ask for beside the rest: a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.world import NOW


@pytest.fixture
def stopped_clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at the world's own moment; `.shift(...)` and `.move_to(...)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
