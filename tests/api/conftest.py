"""What tests of the API may ask for: scripts of the cast, on a Monday morning that does not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask

from scheduler.actions import membership
from scheduler.db import transaction
from scheduler.models import Person
from tests.api.asking import Script
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def script_of(app: Flask) -> Callable[[Person], Script]:
    """Return a function that gives a person's script, with a token of theirs."""

    def script(person: Person) -> Script:
        with transaction():
            token = membership.make_api_token(person, now=NOW)
        return Script(app.test_client(), token)

    return script


@pytest.fixture
def stranger(app: Flask) -> Script:
    """Return a script without a token."""
    return Script(app.test_client())


@pytest.fixture
def elena(world: World, script_of: Callable[[Person], Script]) -> Script:
    """Return the script of the organizer in Sofia."""
    return script_of(world.elena)


@pytest.fixture
def mallory(world: World, script_of: Callable[[Person], Script]) -> Script:
    """Return the script of somebody who has a token and no role."""
    return script_of(world.mallory)
