"""What every test may ask for: an app on a fresh database, a client, a postbox, real processes.

A test that asks for `any_db_app` instead of `app` (or is marked `any_db`) runs twice: on SQLite
and on PostgreSQL; everything else that it asks for stands on the same database.
"""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from config import Settings
from scheduler import i18n
from tests import stores
from tests.live import Live, at_work
from tests.postbox import Postbox, open_postbox
from tests.world import World, build

# Whoever asks zoneinfo gets the pinned tzdata package, not what this machine happens to have.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()

SOAK = os.environ.get("SOAK", "") == "1"
SOAK_FACTOR = 50

hypothesis.settings.register_profile("short", deadline=None, max_examples=60, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=60 * SOAK_FACTOR)
hypothesis.settings.load_profile("soak" if SOAK else "short")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both databases what says so."""
    marked = metafunc.definition.get_closest_marker("any_db")
    if marked or "any_db_app" in metafunc.fixturenames:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what has a long version: every property, and what asks for `rounds`."""
    for item in items:
        property_test = hypothesis.is_hypothesis_test(getattr(item, "obj", None))
        if property_test or "rounds" in getattr(item, "fixturenames", ()):
            item.add_marker("soak")


@pytest.fixture(scope="session")
def _stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], stores.Store]]:
    openers = {"sqlite": stores.sqlite, "postgresql": stores.postgresql}
    with ExitStack() as stack:

        @cache
        def opened(database: str) -> stores.Store:
            return stack.enter_context(openers[database](tmp_path_factory.mktemp(database)))

        yield opened


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Name the database of this test: "sqlite" or "postgresql"."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def settings(database: str, _stores: Callable[[str], stores.Store], tmp_path: Path) -> Settings:
    """Return the settings of this test's app; a module may override this fixture by its own."""
    chosen: Settings = _stores(database).app.config["SETTINGS"]
    return replace(chosen, instance=tmp_path / "instance")


@pytest.fixture
def app(
    database: str, _stores: Callable[[str], stores.Store], settings: Settings
) -> Iterator[Flask]:
    """Return the app, its context open, on a database that holds what a migration leaves."""
    store = _stores(database)
    app, original = store.fresh(), store.app.config["SETTINGS"]
    app.config["SETTINGS"] = settings
    settings.instance.mkdir()
    with app.app_context(), i18n.speaking("en"):
        yield app
    app.config["SETTINGS"] = original


@pytest.fixture
def any_db_app(app: Flask) -> Flask:
    """Return the app, once on SQLite and once on PostgreSQL."""
    return app


@pytest.fixture
def world(app: Flask) -> World:
    """Return one programme with its cities and the cast, stored."""
    return build()


@pytest.fixture
def configure(app: Flask) -> Callable[..., Settings]:
    """Return a function that changes settings of the app for the rest of the test."""

    def change(**changes: Any) -> Settings:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)
        return app.config["SETTINGS"]

    return change


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor of the app without a name; `app.test_client()` makes more of them."""
    return app.test_client()


@pytest.fixture
def shell(app: Flask) -> FlaskCliRunner:
    """Return what runs `flask` commands in this process: `shell.invoke(args=["verify"])`."""
    return app.test_cli_runner()


@pytest.fixture
def postbox(configure: Callable[..., Settings]) -> Iterator[Postbox]:
    """Open a real SMTP server, and have the app send its mail there."""
    with open_postbox() as box:
        configure(mail_url=box.url)
        yield box


@pytest.fixture
def live(app: Flask) -> Iterator[Live]:
    """Return where the product's real processes can be started, on the same database as `app`."""
    with at_work(app.config["SETTINGS"]) as running:
        yield running


@pytest.fixture
def rounds() -> Callable[[int], int]:
    """Return how often to repeat what has a long version: `rounds(20)`, and more in a soak."""
    return lambda short: short * SOAK_FACTOR if SOAK else short
