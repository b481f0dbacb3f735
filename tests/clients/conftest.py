"""Two installations at work, the demo's and a tortured one, and what they hand out, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scheduler import i18n
from scheduler.actions import membership
from scheduler.db import transaction
from tests import stores
from tests.clients import gathering, judging
from tests.clients.gathering import Source
from tests.clients.judging import Answers
from tests.clients.organizing import Organizer
from tests.live import Live, at_work
from tests.world import NOW, build

# They run in other interpreters, with libraries that this one does not have.
collect_ignore = ["readers"]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    """Return every calendar file that is held to the readers, with what must be in it."""
    return [
        *gathering.of_demo(tmp_path_factory.mktemp("demo")),
        *gathering.of_torture(tmp_path_factory.mktemp("torture")),
        *gathering.golden(),
    ]


@pytest.fixture(scope="session")
def answers(sources: list[Source]) -> Answers:
    """Return what each reader makes of each file."""
    return judging.read_by_all([source.path for source in sources])


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """Return the product at work on a world where nothing is planned yet."""
    (tmp_path / "product").mkdir()
    with stores.sqlite(tmp_path / "product") as store:
        app = store.fresh()
        settings = replace(app.config["SETTINGS"], instance=tmp_path / "product" / "instance")
        with app.app_context(), i18n.speaking("en"), at_work(settings) as running:
            running.serve()
            yield running


@pytest.fixture
def organizer(live: Live) -> Organizer:
    world = build()
    with transaction():
        token = membership.make_api_token(world.elena, now=NOW)
    return Organizer(live, token)
